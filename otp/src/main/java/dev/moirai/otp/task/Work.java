package dev.moirai.otp.task;

import dev.moirai.kernel.BlockingSelf;

/** What a task does: ordinary Java that may wait, on a thread of its own. */
@FunctionalInterface
public interface Work<R> {
    /** @return the result, not null; {@link dev.moirai.otp.Done#DONE} if there is nothing to tell */
    R run(BlockingSelf self) throws Throwable;
}
