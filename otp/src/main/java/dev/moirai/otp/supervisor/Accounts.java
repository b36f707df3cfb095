package dev.moirai.otp.supervisor;

import dev.moirai.kernel.ExitReason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What a supervisor's restarts have cost it: the window of its intensity, and the latest failures to tell if it gives up.
 *
 * <p>Its time stands still while a group is being restarted. Otherwise a group that takes longer to stop than the period
 * could crash and be restarted for ever, as it does in OTP.
 */
final class Accounts {
    private static final int REMEMBERED = 10;

    private record Entry(Object child, ExitReason reason, long at) {}

    private RestartWindow window;
    private final Deque<Entry> recent = new ArrayDeque<>();
    private long stoodStill;
    private long stoppedAt;
    private boolean stopped;
    private long latest = Long.MIN_VALUE;

    Accounts(Intensity limit) {
        this.window = new RestartWindow(limit);
    }

    /** Counts against another limit, from nothing. */
    void limit(Intensity limit) {
        window = new RestartWindow(limit);
    }

    /** The time failures are counted at, when the node's is {@code now}. */
    long time(long now) {
        return (stopped ? stoppedAt : now) - stoodStill;
    }

    void stopTime(long now) {
        if (!stopped) {
            stopped = true;
            stoppedAt = now;
        }
    }

    boolean isTimeStopped() {
        return stopped;
    }

    void resumeTime(long now) {
        if (stopped) {
            stopped = false;
            stoodStill += now - stoppedAt;
        }
    }

    /** Accounts for one failure at {@link #time} {@code at}; false if it is one too many. */
    boolean allows(Object child, ExitReason reason, long at) {
        latest = Math.max(latest, at); // crashes that had to wait come with the time they happened
        if (recent.size() == REMEMBERED) {
            recent.removeFirst();
        }
        recent.addLast(new Entry(child, reason, latest));
        return window.allows(latest);
    }

    GaveUp gaveUp(Object supervisor, Object child, ExitReason reason) {
        List<GaveUp.Failure> failures = recent.stream()
                .filter(entry -> latest - entry.at <= window.period())
                .map(entry -> new GaveUp.Failure(entry.child, entry.reason, Duration.ofNanos(latest - entry.at)))
                .toList();
        return new GaveUp(supervisor, child, reason, window.limit(), failures);
    }
}
