package dev.moirai.kernel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A timer wheel with its lock. Each worker arms timers in a shard of its own, so that the lock is hardly ever contended; the
 * node's timekeeper fires those of all shards. No user code runs under the lock.
 */
final class TimerShard {
    private static final Comparator<Timer> BY_DEADLINE = Comparator.comparingLong(timer -> timer.deadline);

    private final ReentrantLock lock = new ReentrantLock();
    private final TimerWheel wheel; // guarded by lock
    private final Runnable sooner;
    private volatile long nextTick = Long.MAX_VALUE; // written under lock

    /** @param sooner told when something is armed that is due before everything else in the shard */
    TimerShard(long origin, Runnable sooner) {
        this.wheel = new TimerWheel(origin);
        this.sooner = sooner;
    }

    void arm(Timer timer) {
        boolean first;
        lock.lock();
        try {
            wheel.add(timer);
            long next = wheel.nextTick();
            first = next < nextTick;
            nextTick = next;
        } finally {
            lock.unlock();
        }
        if (first) {
            sooner.run();
        }
    }

    /** Takes it out if it has not fired yet; false if it has. */
    boolean disarm(Timer timer) {
        lock.lock();
        try {
            if (timer.wheel == null) {
                return false;
            }
            wheel.remove(timer);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Sends what is due at {@code now}, earliest deadline first. */
    void fire(long now) {
        List<Timer> due = new ArrayList<>();
        lock.lock();
        try {
            wheel.advance(now, due);
            nextTick = wheel.nextTick();
        } finally {
            lock.unlock();
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
        lock.lock();
        try {
            return wheel.nextDeadline();
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return wheel.size();
        } finally {
            lock.unlock();
        }
    }
}
