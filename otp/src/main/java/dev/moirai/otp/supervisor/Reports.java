package dev.moirai.otp.supervisor;

/**
 * Where supervisors send their reports. Called in the supervisor's turn, possibly by several supervisors at once; must be
 * quick. A report that throws is lost, and that is logged.
 */
@FunctionalInterface
public interface Reports {

    /**
     * @param now the node's monotonic time, in nanoseconds
     * @return whether {@link #flush} is to be called about a second later
     */
    boolean report(Report report, long now);

    /** The time for a summary has come, if one is due. */
    default void flush(long now) {}

    /** Nowhere. */
    static Reports none() {
        return (_, _) -> false;
    }

    /** To the log (SLF4J, {@code dev.moirai.otp.supervisor}), bounded: see {@link ReportLog}. */
    static Reports toLog() {
        return new ReportLog();
    }
}
