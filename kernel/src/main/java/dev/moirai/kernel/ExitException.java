package dev.moirai.kernel;

import java.util.Objects;

/** Thrown by a body to end its process with a reason of its choice, from however deep. */
public final class ExitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ExitReason reason;

    public ExitException(ExitReason reason) {
        super(Objects.requireNonNull(reason, "reason").toString(), null, false, false);
        this.reason = reason;
    }

    public ExitReason reason() {
        return reason;
    }
}
