package dev.moirai.otp.supervisor;

import dev.moirai.kernel.Clock;
import dev.moirai.kernel.Self;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Until when children that are being started have time. One timer, for the first of them, serves all: most starts are over
 * long before, and arming and cancelling one for each would cost as much as the start itself.
 */
final class StartTimes {
    private @Nullable Child starting; // the latest, and through it the others
    private long armedFor = Long.MAX_VALUE;

    /** The child has {@code limit} to get ready, from {@code now} on. */
    void begin(Child child, Duration limit, long now, Self self) {
        end(child);
        child.latest = Clock.after(now, limit);
        child.awaited = true;
        child.laterStart = null;
        child.earlierStart = starting;
        if (starting != null) {
            starting.laterStart = child;
        }
        starting = child;
        if (child.latest < armedFor) {
            arm(child.latest, self);
        }
    }

    /** It is ready, or has failed. */
    void end(Child child) {
        if (!child.awaited) {
            return;
        }
        child.awaited = false;
        if (child.laterStart == null) {
            starting = child.earlierStart;
        } else {
            child.laterStart.earlierStart = child.earlierStart;
        }
        if (child.earlierStart != null) {
            child.earlierStart.laterStart = child.laterStart;
        }
        child.earlierStart = null;
        child.laterStart = null;
    }

    /** The timer is due: those whose time is over, taken out. */
    List<Child> overdue(long now, Self self) {
        List<Child> late = new ArrayList<>();
        long next = Long.MAX_VALUE;
        for (Child child = starting; child != null; child = child.earlierStart) {
            if (child.latest <= now) {
                late.add(child);
            } else {
                next = Math.min(next, child.latest);
            }
        }
        late.forEach(this::end);
        armedFor = Long.MAX_VALUE;
        if (next != Long.MAX_VALUE) {
            arm(next, self);
        }
        return late.reversed();
    }

    private void arm(long at, Self self) {
        armedFor = at;
        self.sendAt(at, new Internal.StartsOverdue());
    }
}
