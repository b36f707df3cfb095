package dev.moirai.otp.supervisor;

/** What {@code terminateChild} came to. */
public enum TerminateResult {
    /** It is down now; it may have been before. A temporary one is forgotten. */
    OK,
    NOT_FOUND
}
