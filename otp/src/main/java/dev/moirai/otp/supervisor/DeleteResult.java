package dev.moirai.otp.supervisor;

/** What {@code deleteChild} came to: it is for children that are down. */
public enum DeleteResult {
    OK,
    /** Terminate it first. */
    RUNNING,
    /** Terminate it first: it is about to run. */
    RESTARTING,
    NOT_FOUND
}
