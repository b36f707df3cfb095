package dev.moirai.kernel;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Crashes of processes that nobody is linked to and nobody monitors go to the log, since otherwise they would go nowhere: at
 * most {@value #PER_SECOND} in a second, and the number of those left out.
 */
final class UnheardCrashes {
    private static final int PER_SECOND = 20;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Logger log;
    private final Clock clock;
    private long secondBegan; // guarded by this
    private int written; // guarded by this
    private long leftOut; // guarded by this
    private long total; // guarded by this
    private boolean begun; // guarded by this

    UnheardCrashes(Clock clock) {
        this(LoggerFactory.getLogger("dev.moirai.kernel.crash"), clock);
    }

    UnheardCrashes(Logger log, Clock clock) {
        this.log = log;
        this.clock = clock;
    }

    /** Does not throw: the process has to end, whatever becomes of the report. */
    void add(Pid pid, Throwable cause) {
        try {
            if (isAllowed() && log.isErrorEnabled()) {
                log.error("process {} crashed, and nobody is linked to it or monitors it", pid, cause);
            }
        } catch (Throwable _) { // the text of foreign code, the log, or the end of memory
        }
    }

    /** How many there were since the node began. */
    synchronized long total() {
        return total;
    }

    private synchronized boolean isAllowed() {
        total++;
        long now = clock.nanoTime();
        if (!begun || now - secondBegan >= SECOND) {
            if (leftOut > 0) {
                log.error("{} more processes crashed without anybody hearing of it", leftOut);
            }
            begun = true;
            secondBegan = now;
            written = 0;
            leftOut = 0;
        }
        if (written == PER_SECOND) {
            leftOut++;
            return false;
        }
        written++;
        return true;
    }
}
