package dev.moirai.kernel;

import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** The node's one thread that watches time: it fires the timers of all shards, and does nothing else. */
final class Timekeeper extends KernelThread {
    private final Clock clock = Clock.SYSTEM;
    private final List<TimerShard> shards = new CopyOnWriteArrayList<>();
    private final Consumer<Throwable> survived;
    private volatile long wakeAt = Long.MAX_VALUE; // timekeeper only, read by those who arm timers
    private volatile boolean stopped;

    /** @param survived told of what was thrown in the kernel's own code; must not throw */
    Timekeeper(Consumer<Throwable> survived) {
        super("moirai-timekeeper");
        this.survived = survived;
    }

    TimerShard newShard() {
        TimerShard[] shard = new TimerShard[1];
        shard[0] = new TimerShard(clock.nanoTime(), () -> armed(shard[0].nextTick()));
        shards.add(shard[0]);
        return shard[0];
    }

    private void armed(long at) {
        if (at < wakeAt) {
            LockSupport.unpark(this);
        }
    }

    /** Wakes it if it sleeps longer than it may, because who armed a timer had no stack left to say so. Watchdog only. */
    void wakeIfLate() {
        for (TimerShard shard : shards) {
            armed(shard.nextTick());
        }
    }

    @Override
    public void run() {
        while (!stopped) {
            try {
                beat();
            } catch (Throwable thrown) {
                survived.accept(
                        thrown); // what could not be done now is done at the next beat, when there may be memory
            }
        }
    }

    /** Does what is due, and waits for the next that will be. */
    private void beat() {
        long now = clock.nanoTime();
        long next = Long.MAX_VALUE;
        for (TimerShard shard : shards) {
            if (shard.nextTick() - now <= 0) {
                shard.fire(now);
            }
            long tick = shard.nextTick();
            if (tick != Long.MAX_VALUE && tick - next < 0) {
                next = tick;
            }
        }
        wakeAt = next; // published before the shards are looked at once more, so that no arming is missed
        VarHandle.fullFence();
        for (TimerShard shard : shards) {
            if (shard.nextTick() != Long.MAX_VALUE && shard.nextTick() - next < 0) {
                next = shard.nextTick();
            }
        }
        long left = next - clock.nanoTime();
        if (left > 0) {
            LockSupport.parkNanos(this, left);
        }
    }

    void end() {
        stopped = true;
        LockSupport.unpark(this);
    }
}
