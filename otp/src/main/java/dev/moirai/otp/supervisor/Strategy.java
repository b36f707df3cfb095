package dev.moirai.otp.supervisor;

/** Which children are restarted together with the one that failed. */
public enum Strategy {
    /** Only the failed child. */
    ONE_FOR_ONE,
    /** All children. */
    ONE_FOR_ALL,
    /** The failed child and those after it in the list. */
    REST_FOR_ONE;

    /** Whether a restart of one child can concern others. */
    boolean isGroup() {
        return this != ONE_FOR_ONE;
    }
}
