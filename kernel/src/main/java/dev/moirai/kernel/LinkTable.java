package dev.moirai.kernel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One process's side of its links, in the order they were made; at most one per peer. Guarded by the process's turn.
 *
 * <pre>
 *   none ── link() / Link received ──► active ── unlink() ──► unlinking ── Unlinked received ──► none
 *                                         ▲                       │
 *                                         └─────── link() ────────┘   (new generation, Unlinked still awaited)
 * </pre>
 *
 * <p>While an Unlinked is awaited, Link signals of that peer are void: it sent them before it knew of the unlink, and drops
 * its side when the Unlink arrives. So both sides agree again whatever crossed on the way.
 */
final class LinkTable {
    private static final int SMALL = 8;

    /** This side of one link. */
    static final class Link {
        final Pid peer;
        boolean active;
        /** The generation of our own latest link(), 0 if the peer alone made the link. */
        long sent;
        /** The generation of the peer's latest Link that reached us, 0 if none. */
        long seen;
        /** The id of our Unlink whose answer is awaited, 0 if none. */
        long unlinking;

        Link(Pid peer) {
            this.peer = peer;
        }

        /** Whether an exit that travelled on {@code tag} is news of the link as it is now. */
        boolean isCurrent(Signal.LinkTag tag) {
            return active && ((sent != 0 && tag.seen() == sent) || (seen != 0 && tag.sent() == seen));
        }

        Signal.LinkTag tag() {
            return new Signal.LinkTag(sent, seen);
        }
    }

    private final ArrayList<Link> few = new ArrayList<>(2);
    private @Nullable Map<Pid, Link> many; // in place of few, from SMALL links on

    @Nullable
    Link get(Pid peer) {
        if (many != null) {
            return many.get(peer);
        }
        for (Link link : few) {
            if (link.peer.equals(peer)) {
                return link;
            }
        }
        return null;
    }

    Link getOrAdd(Pid peer) {
        Link link = get(peer);
        if (link == null) {
            link = new Link(peer);
            add(link);
        }
        return link;
    }

    private void add(Link link) {
        if (many == null && few.size() == SMALL) {
            many = new LinkedHashMap<>();
            for (Link each : few) {
                many.put(each.peer, each);
            }
            few.clear();
            few.trimToSize();
        }
        if (many != null) {
            many.put(link.peer, link);
        } else {
            few.add(link);
        }
    }

    void remove(Link link) {
        if (many != null) {
            many.remove(link.peer);
        } else {
            few.remove(link);
        }
    }

    /** The links that count, oldest first. */
    List<Link> active() {
        List<Link> result = new ArrayList<>();
        for (Link link : many != null ? many.values() : few) {
            if (link.active) {
                result.add(link);
            }
        }
        return result;
    }
}
