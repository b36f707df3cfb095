package dev.moirai.kernel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A timer wheel with its lock. Each worker arms timers in a shard of its own, so that the lock is hardly ever contended; the
 * node's timekeeper fires those of all shards. No user code runs under the lock.
 *
 * <p>The lock is the monitor of the wheel, which the JVM gives back wherever the stack ends; a {@code ReentrantLock} taken by
 * a process with its last frame may stay locked for ever.
 */
final class TimerShard {
    private static final Comparator<Timer> BY_DEADLINE = Comparator.comparingLong(timer -> timer.deadline);

    static {
        KernelThread.readyForTheEndOfTheStack(VirtualMachineError.class);
    }

    private final TimerWheel wheel; // guarded by itself
    private final Runnable sooner;
    private volatile long nextTick = Long.MAX_VALUE; // written under the lock

    /** @param sooner told when something is armed that is due before everything else in the shard */
    TimerShard(long origin, Runnable sooner) {
        this.wheel = new TimerWheel(origin);
        this.sooner = sooner;
    }

    /** If this throws for want of stack, the timer is not armed. */
    void arm(Timer timer) {
        long due = wheel.endOfTick(timer.deadline);
        boolean first;
        synchronized (wheel) {
            wheel.add(timer);
            first = due < nextTick;
            if (first) {
                nextTick = due;
            }
        }
        if (first) {
            try {
                sooner.run();
            } catch (VirtualMachineError _) {
                return; // it is armed, so this must not fail; the watchdog will see that the timekeeper sleeps too long
            }
        }
    }

    /** Takes it out if it has not fired yet; false if it has. */
    boolean disarm(Timer timer) {
        synchronized (wheel) {
            if (timer.wheel == null) {
                return false;
            }
            wheel.remove(timer);
            return true;
        }
    }

    /** Sends what is due at {@code now}, earliest deadline first. */
    void fire(long now) {
        List<Timer> due = new ArrayList<>();
        synchronized (wheel) {
            wheel.advance(now, due);
            nextTick = wheel.nextTick();
        }
        if (due.size() > 1) {
            due.sort(BY_DEADLINE);
        }
        int sent = 0;
        try {
            for (; sent < due.size(); sent++) {
                Timer timer = due.get(sent);
                timer.owner.post(timer.due(), null);
            }
        } finally {
            if (sent < due.size()) { // memory ran out
                due.subList(sent, due.size()).forEach(this::arm);
            }
        }
    }

    /** When {@link #fire} should be called next; MAX_VALUE if nothing is armed. */
    long nextTick() {
        return nextTick;
    }

    /** The first deadline, exact within a tick; MAX_VALUE if nothing is armed. */
    long nextDeadline() {
        synchronized (wheel) {
            return wheel.nextDeadline();
        }
    }

    int size() {
        synchronized (wheel) {
            return wheel.size();
        }
    }
}
