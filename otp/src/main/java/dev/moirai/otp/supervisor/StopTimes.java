package dev.moirai.otp.supervisor;

import dev.moirai.kernel.Clock;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Self;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Until when children that were asked to stop have time, within the deadline of the supervisor itself. Children with the
 * same time share one timer, so that stopping a hundred thousand of them arms one.
 */
final class StopTimes {
    /** Of the time a supervisor has to shut down, what it keeps for itself: one part in so many, and at most this. */
    private static final int RESERVED_SHARE = 20;

    private static final Duration MOST_RESERVED = Duration.ofMillis(100);

    /** Ends of patience are rounded up to whole ticks, so that children asked one after the other share them. */
    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(1);

    private final Map<Long, List<Child>> due = new HashMap<>();
    private long lastTime; // together with the next: many are asked one after the other, with the same time
    private @Nullable List<Child> lastAsked;
    private long deadline = Long.MAX_VALUE;

    /** The supervisor itself has to be down by {@code latest}. */
    void limit(long latest) {
        deadline = Math.min(deadline, latest);
    }

    /**
     * A child's time to stop, within the supervisor's if it has a deadline; null for no limit. While others wait for its end
     * it gets half of what is left, so that one that does not listen leaves time for those that do.
     */
    @Nullable
    Duration bounded(@Nullable Duration patience, boolean othersWait, long now) {
        if (deadline == Long.MAX_VALUE) {
            return patience;
        }
        long left = Math.max(0, deadline - now);
        left -= Math.min(left / RESERVED_SHARE, MOST_RESERVED.toNanos());
        long ours = othersWait ? left / 2 : left;
        return patience != null && Clock.after(0, patience) <= ours ? patience : Duration.ofNanos(ours);
    }

    /** The child is to be killed if it is still there at {@code latest}, or up to a tick later. */
    void killAt(long latest, Child child, Self self) {
        long at = latest > Long.MAX_VALUE - TICK ? latest : (latest + TICK - 1) / TICK * TICK;
        child.latest = at;
        List<Child> asked = lastAsked;
        if (asked == null || at != lastTime) {
            asked = due.get(at);
            if (asked == null) {
                asked = new ArrayList<>();
                due.put(at, asked);
                self.sendAt(at, new Internal.StopsOverdue(at));
            }
            lastTime = at;
            lastAsked = asked;
        }
        asked.add(child);
    }

    /** Kills those whose time was over at {@code at}, and who have neither ended since nor got another time. */
    void overdue(long at, Self self) {
        lastAsked = null;
        List<Child> late = due.remove(at);
        if (late == null) {
            return;
        }
        for (Child child : late) {
            Pid pid = child.pid;
            if (pid != null && child.latest == at) {
                self.kill(pid);
            }
        }
    }
}
