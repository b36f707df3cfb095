package dev.moirai.otp.supervisor;

import dev.moirai.kernel.ExitReason;

/** When a child that ended is started again. Source: OTP design principles, "Supervisor Behaviour", restart. */
public enum Restart {
    /** Always. */
    PERMANENT,
    /** After a failure only; after an {@linkplain ExitReason#isOrderly orderly} end the child stays down, but known. */
    TRANSIENT,
    /** Never; the supervisor forgets the child when it ends. */
    TEMPORARY;

    /** Whether a child that ended by itself for {@code reason} is to be started again. */
    public boolean wanted(ExitReason reason) {
        return switch (this) {
            case PERMANENT -> true;
            case TRANSIENT -> !reason.isOrderly();
            case TEMPORARY -> false;
        };
    }
}
