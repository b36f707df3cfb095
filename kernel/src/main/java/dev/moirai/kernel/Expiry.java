package dev.moirai.kernel;

import org.jspecify.annotations.Nullable;

/**
 * The earliest deadline of the cancels a process has received. It gets a timer when the turn that received it is over, or
 * lasts too long: most processes end in that turn. Guarded by the process's turn.
 */
final class Expiry {
    final long deadline;
    private final String reason;

    @Nullable
    Timer timer;

    Expiry(Signal.Cancel cancel) {
        this.deadline = cancel.deadline();
        this.reason = cancel.reason();
    }

    Signal.Expire signal() {
        return new Signal.Expire(reason);
    }
}
