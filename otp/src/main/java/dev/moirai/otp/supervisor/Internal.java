package dev.moirai.otp.supervisor;

import org.jspecify.annotations.Nullable;

/** What a supervisor is told by its children's starts and its own timers. Stale incarnations are ignored. */
sealed interface Internal extends SupervisorMessage {

    record Ready(Child child, long incarnation, @Nullable Object info) implements Internal {}

    record Ignored(Child child, long incarnation) implements Internal {}

    /** The time of children that are being started may be over. */
    record StartsOverdue() implements Internal {}

    /** The time of children that were asked to stop by then is over. */
    record StopsOverdue(long deadline) implements Internal {}

    /** A backoff is over, or it is time for the next attempt. */
    record Retry(Child child, long incarnation) implements Internal {}

    /** The Java code of the process before that incarnation has ended. */
    record OldCodeEnded(Child child, long incarnation) implements Internal {}

    record Heartbeat(Child child, long incarnation) implements Internal {}

    /** An operation pauses until what arrived before this is handled. */
    record GoOn() implements Internal {}

    /** Suppressed reports are to be summed up. */
    record FlushReports() implements Internal {}
}
