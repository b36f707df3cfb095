package dev.moirai.otp.supervisor;

import dev.moirai.kernel.ExitReason;
import org.jspecify.annotations.Nullable;

/** Why a supervisor ended before it was ready: one of its children did not start (OTP: {@code failed_to_start_child}). */
public record FailedToStart(Object child, ExitReason reason) {

    /** The exception at the bottom of nested reasons, if there is one. */
    static @Nullable Throwable firstCause(ExitReason reason) {
        return switch (reason.root()) {
            case ExitReason.Crash(Throwable cause) -> cause;
            case ExitReason.Shutdown(FailedToStart(Object _, ExitReason inner)) -> firstCause(inner);
            case ExitReason.Shutdown(GaveUp gaveUp) -> firstCause(gaveUp.reason());
            case ExitReason _ -> null;
        };
    }

    @Override
    public String toString() {
        return "failed to start child " + child + ": " + reason;
    }
}
