package dev.moirai.otp.task;

import dev.moirai.kernel.ExitReason;

/** What is known of a task's result. */
public sealed interface Poll<R> {

    /** It is there. */
    record Done<R>(R value) implements Poll<R> {}

    /** There is none: the task ended without. */
    record Exited<R>(ExitReason reason) implements Poll<R> {}

    /** Not yet; after {@link Task#shutdown}: there will be none, as asked. */
    record Pending<R>() implements Poll<R> {}
}
