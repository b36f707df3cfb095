package dev.moirai.script.process;

import org.jspecify.annotations.Nullable;

/** Those who wait at a channel for one thing, in the order they came. Most channels have nobody or one. */
final class WaitQueue {
    /** Someone who waits, and the case that comes true here. */
    static final class Party {
        final Wait waiting;
        final Wait.Case in;
        private @Nullable Party next;

        private Party(Wait waiting, Wait.Case in) {
            this.waiting = waiting;
            this.in = in;
        }
    }

    private @Nullable Party first;
    private @Nullable Party last;

    boolean isEmpty() {
        return first == null;
    }

    void add(Wait waiting, Wait.Case in) {
        append(new Party(waiting, in));
    }

    private void append(Party party) {
        Party before = last;
        if (before == null) {
            first = party;
        } else {
            before.next = party;
        }
        last = party;
    }

    /** Who waits longest; null if nobody does. */
    @Nullable
    Party first() {
        return first;
    }

    /** Takes out who waits longest; null if nobody does. */
    @Nullable
    Party poll() {
        Party taken = first;
        if (taken != null) {
            first = taken.next;
            taken.next = null;
            if (first == null) {
                last = null;
            }
        }
        return taken;
    }

    /** Forgets what {@code waiting} wanted here. */
    void remove(Wait waiting) {
        Party each = first;
        first = null;
        last = null;
        while (each != null) {
            Party next = each.next;
            each.next = null;
            if (each.waiting != waiting) {
                append(each);
            }
            each = next;
        }
    }
}
