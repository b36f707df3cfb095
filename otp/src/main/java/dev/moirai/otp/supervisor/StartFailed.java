package dev.moirai.otp.supervisor;

import dev.moirai.kernel.ExitReason;
import org.jspecify.annotations.Nullable;

/** A child or a supervisor was to be started and was not. */
public final class StartFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable ExitReason reason;

    StartFailed(String message, @Nullable ExitReason reason) {
        super(message, reason == null ? null : FailedToStart.firstCause(reason));
        this.reason = reason;
    }

    static StartFailed of(Object what, ExitReason reason) {
        return new StartFailed(what + " did not start: " + reason, reason);
    }

    /** What it ended with, if it ever ran. */
    public @Nullable ExitReason reason() {
        return reason;
    }
}
