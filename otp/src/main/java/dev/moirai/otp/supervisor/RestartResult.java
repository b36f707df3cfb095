package dev.moirai.otp.supervisor;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Pid;
import org.jspecify.annotations.Nullable;

/** What {@code restartChild} came to: it is for children that are down. */
public sealed interface RestartResult {

    /** It runs again. */
    record Ok(Pid pid, @Nullable Object info) implements RestartResult {}

    /** It has nothing to do, and stays down. */
    record Ignored() implements RestartResult {}

    /** It was not down. */
    record Running(Pid pid) implements RestartResult {}

    /** The supervisor is about to restart it by itself. */
    record Restarting() implements RestartResult {}

    /** There is no such child. */
    record NotFound() implements RestartResult {}

    /** It did not start, and stays down. */
    record Failed(ExitReason reason) implements RestartResult {}
}
