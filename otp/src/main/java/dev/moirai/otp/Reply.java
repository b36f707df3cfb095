package dev.moirai.otp;

import dev.moirai.kernel.Pid;

/**
 * The way back to one asker: the first {@link #ok} or {@link #fail} answers it, now or later, from any thread or process.
 *
 * <p>A reply to an asker that has given up, or was answered already, vanishes.
 */
public sealed interface Reply<R> permits Call {

    /** Answers. */
    void ok(R value);

    /** Answers that it cannot be done: {@link Answer.Failed}. */
    void fail(Object error);

    /** Whether the asker still waits; if not, the work for it can be saved. */
    boolean isWanted();

    /** Who asked. For a thread outside of the node, a process that asks on its behalf. */
    Pid asker();

    /** When the asker gives up, on {@link dev.moirai.kernel.Clock#nanoTime}; {@link Long#MAX_VALUE} for never. */
    long deadline();
}
