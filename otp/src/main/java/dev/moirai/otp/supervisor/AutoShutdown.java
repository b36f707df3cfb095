package dev.moirai.otp.supervisor;

/**
 * Whether a supervisor ends when significant children have ended by themselves and are not restarted. Source: OTP
 * {@code supervisor}, "Automatic Shutdown".
 */
public enum AutoShutdown {
    /** No; significant children are refused. */
    NEVER,
    /** When the first one has ended. */
    ANY_SIGNIFICANT,
    /** When the last one has ended. */
    ALL_SIGNIFICANT
}
