package dev.moirai.otp.supervisor;

import dev.moirai.kernel.ExitReason;
import dev.moirai.otp.text.DurationText;
import java.util.EnumMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports as lines in the log: at most {@value #PER_SECOND} in each second, at most {@value #LONGEST} bytes each, and
 * one line with exact counts for those left out. Share one among supervisors to bound them together.
 */
final class ReportLog implements Reports {
    static final int PER_SECOND = 200;
    static final int LONGEST = 16_000;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int STACK_DEPTH = 30;
    private static final String CUT = " ...";

    private enum Kind {
        STARTED,
        CHILD_TERMINATED,
        START_ERROR,
        SHUTDOWN_ERROR,
        QUARANTINED,
        SHUTTING_DOWN
    }

    private final Logger log;
    private final Map<Kind, Long> leftOut = new EnumMap<>(Kind.class); // guarded by this
    private long secondBegan; // guarded by this
    private int written; // guarded by this
    private boolean begun; // guarded by this

    ReportLog() {
        this(LoggerFactory.getLogger("dev.moirai.otp.supervisor"));
    }

    ReportLog(Logger log) {
        this.log = log;
    }

    @Override
    public boolean report(Report report, long now) {
        if (!isWanted(report)) {
            return false;
        }
        synchronized (this) {
            if (!begun || now - secondBegan >= SECOND) {
                summarise();
                begun = true;
                secondBegan = now;
                written = 0;
            }
            if (written == PER_SECOND) {
                leftOut.merge(kind(report), 1L, Long::sum);
                return true;
            }
            written++;
        }
        write(report);
        return false;
    }

    /** Nothing is made of what nobody will read. */
    private boolean isWanted(Report report) {
        return switch (report) {
            case Report.Started _ -> log.isDebugEnabled();
            case Report.ChildTerminated _, Report.StartError _ -> log.isWarnEnabled();
            case Report.ShutdownError _, Report.Quarantined _, Report.ShuttingDown _ -> log.isErrorEnabled();
        };
    }

    @Override
    public synchronized void flush(long now) {
        if (now - secondBegan >= SECOND) {
            summarise();
        }
    }

    /** How many reports wait to be summed up. */
    synchronized long leftOut() {
        return leftOut.values().stream().mapToLong(Long::longValue).sum();
    }

    private void summarise() {
        if (leftOut.isEmpty()) {
            return;
        }
        StringJoiner counts = new StringJoiner(", ");
        leftOut.forEach((kind, count) -> counts.add(count + " " + kind.name().toLowerCase(java.util.Locale.ROOT)));
        leftOut.clear();
        log.warn("supervisor reports left out, as there were more than {} in a second: {}", PER_SECOND, counts);
    }

    private void write(Report report) {
        String text = text(report);
        switch (report) {
            case Report.Started _ -> log.debug(text);
            case Report.ChildTerminated _, Report.StartError _ -> log.warn(text);
            case Report.ShutdownError _, Report.Quarantined _, Report.ShuttingDown _ -> log.error(text);
        }
    }

    private static Kind kind(Report report) {
        return switch (report) {
            case Report.Started _ -> Kind.STARTED;
            case Report.ChildTerminated _ -> Kind.CHILD_TERMINATED;
            case Report.StartError _ -> Kind.START_ERROR;
            case Report.ShutdownError _ -> Kind.SHUTDOWN_ERROR;
            case Report.Quarantined _ -> Kind.QUARANTINED;
            case Report.ShuttingDown _ -> Kind.SHUTTING_DOWN;
        };
    }

    static String text(Report report) {
        String where = "supervisor " + report.supervisor() + ", child " + report.child();
        String text = switch (report) {
            case Report.Started(var _, var _, var pid, boolean again) ->
                where + (again ? " restarted as " : " started as ") + pid;
            case Report.ChildTerminated(var _, var _, var pid, var reason, var nextStart) ->
                where + " " + pid + " ended ("
                        + (nextStart == null
                                ? "not restarted"
                                : nextStart.isZero() ? "restarting now" : "restarting in " + DurationText.of(nextStart))
                        + "): " + text(reason);
            case Report.StartError(var _, var _, var reason) -> where + " did not start: " + text(reason);
            case Report.ShutdownError(var _, var _, var reason) ->
                where + " did not shut down as asked: " + text(reason);
            case Report.Quarantined(var _, var _, var reason, var budget) ->
                where + " is in quarantine, it used up its budget of " + budget + "; last: " + text(reason);
            case Report.ShuttingDown(var _, var _, var why) -> where + ": " + why.explain();
        };
        return bounded(text);
    }

    /** As much of it as takes {@value #LONGEST} bytes in UTF-8, which is what a log file is written in. */
    private static String bounded(String text) {
        int bytes = 0;
        int fits = 0;
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            bytes += each < 0x80 ? 1 : each < 0x800 || Character.isSurrogate(each) ? 2 : 3;
            if (bytes > LONGEST) {
                return text.substring(0, fits) + CUT;
            }
            if (bytes <= LONGEST - CUT.length() && !Character.isHighSurrogate(each)) {
                fits = i + 1;
            }
        }
        return text;
    }

    private static String text(ExitReason reason) {
        if (!(reason.root() instanceof ExitReason.Crash(Throwable cause))) {
            return reason.toString();
        }
        StringBuilder text = new StringBuilder(reason.toString());
        for (Throwable note : cause.getSuppressed()) {
            text.append("\n  ").append(note);
        }
        StackTraceElement[] stack = cause.getStackTrace();
        for (int i = 0; i < Math.min(STACK_DEPTH, stack.length); i++) {
            text.append("\n    at ").append(stack[i]);
        }
        for (Throwable by = cause.getCause(); by != null && text.length() < LONGEST; by = by.getCause()) {
            text.append("\n  caused by ").append(by);
        }
        return text.toString();
    }
}
