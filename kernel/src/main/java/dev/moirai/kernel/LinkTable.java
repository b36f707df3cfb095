package dev.moirai.kernel;

import java.util.ArrayList;
import java.util.Collection;
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
        /** The generation of links at birth, of which there is only one between any two processes. */
        static final long AT_BIRTH = -1;

        private static final Signal.LinkTag OF_CHILD = new Signal.LinkTag(0, AT_BIRTH);

        final Pid peer;
        boolean active;
        /** The generation of our own latest link(), 0 if the peer alone made the link. */
        long sent;
        /** The generation of the peer's latest Link that reached us, 0 if none. */
        long seen;
        /** The id of our Unlink whose answer is awaited, 0 if none. */
        long unlinking;

        private @Nullable Link older;

        Link(Pid peer) {
            this.peer = peer;
        }

        /** Whether an exit that travelled on {@code tag} is news of the link as it is now. */
        boolean isCurrent(Signal.LinkTag tag) {
            return active && ((sent != 0 && tag.seen() == sent) || (seen != 0 && tag.sent() == seen));
        }

        Signal.LinkTag tag() {
            if (sent == 0 && seen == AT_BIRTH) {
                return OF_CHILD;
            }
            return new Signal.LinkTag(sent, seen);
        }
    }

    private @Nullable Link newest; // and behind it the older ones, while they are few
    private int few;
    private @Nullable Map<Pid, Link> many; // in place of that list, from SMALL links on

    @Nullable
    Link get(Pid peer) {
        if (many != null) {
            return many.get(peer);
        }
        Link link = newest;
        while (link != null && !link.peer.equals(peer)) {
            link = link.older;
        }
        return link;
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
        if (many == null && few == SMALL) {
            Map<Pid, Link> all = new LinkedHashMap<>();
            for (Link each : oldestFirst()) {
                all.put(each.peer, each);
            }
            many = all;
            newest = null;
        }
        if (many != null) {
            many.put(link.peer, link);
        } else {
            link.older = newest;
            newest = link;
            few++;
        }
    }

    void remove(Link link) {
        if (many != null) {
            many.remove(link.peer);
        } else if (newest == link) {
            newest = link.older;
            few--;
        } else {
            Link newer = newest;
            while (newer != null && newer.older != link) {
                newer = newer.older;
            }
            if (newer != null) {
                newer.older = link.older;
                few--;
            }
        }
    }

    /** The oldest link, whether it counts or not. */
    @Nullable
    Link oldest() {
        if (many != null) {
            return many.isEmpty() ? null : many.values().iterator().next();
        }
        Link link = newest;
        while (link != null && link.older != null) {
            link = link.older;
        }
        return link;
    }

    boolean hasActive() {
        for (Link link = newest; link != null; link = link.older) {
            if (link.active) {
                return true;
            }
        }
        return many != null && many.values().stream().anyMatch(link -> link.active);
    }

    /** The links that count, oldest first. */
    List<Link> active() {
        return oldestFirst().stream().filter(link -> link.active).toList();
    }

    private Collection<Link> oldestFirst() {
        if (many != null) {
            return many.values();
        }
        List<Link> links = new ArrayList<>();
        for (Link link = newest; link != null; link = link.older) {
            links.addFirst(link);
        }
        return links;
    }
}
