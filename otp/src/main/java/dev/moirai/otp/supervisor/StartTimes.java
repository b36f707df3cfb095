package dev.moirai.otp.supervisor;

import dev.moirai.kernel.Clock;
import dev.moirai.kernel.Self;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Until when children that are being started have time. One timer, for the first of them, serves all: most starts are over
 * long before, and arming and cancelling one for each would cost as much as the start itself.
 */
final class StartTimes {
    private final Set<Child> starting = new HashSet<>();
    private long armedFor = Long.MAX_VALUE;

    /** The child has {@code limit} to get ready, from {@code now} on. */
    void begin(Child child, Duration limit, long now, Self self) {
        child.startBy = Clock.after(now, limit);
        starting.add(child);
        if (child.startBy < armedFor) {
            arm(child.startBy, self);
        }
    }

    /** It is ready, or has failed. */
    void end(Child child) {
        starting.remove(child);
    }

    /** The timer is due: those whose time is over, taken out. */
    List<Child> overdue(long now, Self self) {
        List<Child> late = new ArrayList<>();
        long next = Long.MAX_VALUE;
        for (Child child : starting) {
            if (child.startBy <= now) {
                late.add(child);
            } else {
                next = Math.min(next, child.startBy);
            }
        }
        late.forEach(starting::remove);
        armedFor = Long.MAX_VALUE;
        if (next != Long.MAX_VALUE) {
            arm(next, self);
        }
        return late;
    }

    private void arm(long at, Self self) {
        armedFor = at;
        self.sendAt(at, new Internal.StartsOverdue());
    }
}
