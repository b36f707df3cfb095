package dev.moirai.kernel;

import org.jspecify.annotations.Nullable;

/** One thing in a mailbox; it carries its own place in the queue, so that queueing allocates nothing more. */
abstract sealed class Envelope {
    /** Written by the sender before publication, then owned by the receiving process. */
    @Nullable
    Envelope next;

    /** How many user messages were ever pushed up to and including this one, wrapping; written before publication. */
    int number;

    /** What is in {@code first}, then what is in {@code second}. */
    static @Nullable Envelope chain(@Nullable Envelope first, @Nullable Envelope second) {
        if (first == null) {
            return second;
        }
        Envelope last = first;
        while (last.next != null) {
            last = last.next;
        }
        last.next = second;
        return first;
    }

    /** A user message. */
    static sealed class Message extends Envelope {
        final @Nullable Pid from;
        final Object body;

        Message(@Nullable Pid from, Object body) {
            this.from = from;
            this.body = body;
        }

        /** Whether the address it was sent to still stands. */
        boolean isWanted() {
            return true;
        }
    }

    /** A user message sent through an alias: it counts only while the alias is active. */
    static final class Aliased extends Message {
        final Alias alias;

        Aliased(@Nullable Pid from, Object body, Alias alias) {
            super(from, body);
            this.alias = alias;
        }

        @Override
        boolean isWanted() {
            return alias.isActive();
        }
    }

    /** A signal. */
    static final class Control extends Envelope {
        final Signal signal;

        Control(Signal signal) {
            this.signal = signal;
        }
    }

    /** A state of the shared end of a mailbox; never queued. */
    static final class Marker extends Envelope {
        private final String meaning;

        Marker(String meaning) {
            this.meaning = meaning;
        }

        @Override
        public String toString() {
            return meaning;
        }
    }
}
