package dev.moirai.kernel;

import java.util.Objects;

/** How a body's turn ended. */
public sealed interface Step {

    /** The body goes on later. */
    enum Pause implements Step {
        /** Nothing to do until a message, a signal or a {@linkplain Self#wake() wake} comes. */
        WAITING,
        /** Out of budget; advance it again as soon as others had their turn. */
        READY
    }

    /** The body is finished and the process ends with {@code reason}. */
    record Done(ExitReason reason) implements Step {
        public Done {
            Objects.requireNonNull(reason, "reason");
        }
    }

    Step WAITING = Pause.WAITING;
    Step READY = Pause.READY;

    static Step done(ExitReason reason) {
        return new Done(reason);
    }

    static Step done() {
        return new Done(ExitReason.NORMAL);
    }
}
