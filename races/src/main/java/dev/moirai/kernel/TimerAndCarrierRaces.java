package dev.moirai.kernel;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** Races of timers, and of the watchdog with the thread it borrows from. */
public final class TimerAndCarrierRaces {
    private TimerAndCarrierRaces() {}

    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "it fires once")
    @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
    @State
    public static class ArmAndFire {
        private final TimerShard shard = new TimerShard(0, () -> {});
        private final Process owner = DeathRaces.watcher();

        @Actor
        public void arm() {
            shard.arm(new Timer(owner, 5, "late", shard));
        }

        @Actor
        public void fire() {
            shard.fire(10);
        }

        @Arbiter
        public void arbiter(I_Result r) {
            shard.fire(10);
            r.r1 = DeathRaces.arrived(owner, Signal.Fired.class);
        }
    }

    @JCStressTest
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = ACCEPTABLE,
            desc = "disarmed, or fired")
    @Outcome(expect = FORBIDDEN, desc = "both, or neither")
    @State
    public static class DisarmAndFire {
        private final TimerShard shard = new TimerShard(0, () -> {});
        private final Process owner = DeathRaces.watcher();
        private final Timer timer = new Timer(owner, 5, "late", shard);

        public DisarmAndFire() {
            shard.arm(timer);
        }

        @Actor
        public void disarm(II_Result r) {
            r.r1 = shard.disarm(timer) ? 1 : 0;
        }

        @Actor
        public void fire() {
            shard.fire(10);
        }

        @Arbiter
        public void arbiter(II_Result r) {
            r.r2 = DeathRaces.arrived(owner, Signal.Fired.class);
        }
    }

    @JCStressTest
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "the timekeeper wakes in time")
    @Outcome(expect = FORBIDDEN, desc = "it would sleep past the deadline")
    @State
    public static class ArmAndSleep {
        private volatile long sleepsUntil = Long.MAX_VALUE;
        private volatile boolean woken;
        private final TimerShard shard = new TimerShard(0, this::armed);
        private final Process owner = DeathRaces.watcher();
        private long decided;

        private void armed() {
            if (next() < sleepsUntil) {
                woken = true;
            }
        }

        private long next() {
            return shard.nextTick();
        }

        @Actor
        public void arm() {
            shard.arm(new Timer(owner, 5, "late", shard));
        }

        @Actor
        public void timekeeper() { // its order of steps: announce, then look once more
            sleepsUntil = Long.MAX_VALUE - 1;
            decided = Math.min(sleepsUntil, next());
        }

        @Arbiter
        public void arbiter(I_Result r) {
            r.r1 = decided > next() && !woken ? 1 : 0;
        }
    }

    @JCStressTest
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "one after the other")
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "the watchdog came at a bad time and let it be")
    @Outcome(expect = FORBIDDEN, desc = "both were in the kernel at once")
    @State
    public static class BorrowFromABlockingProcess {
        private final Carrier carrier =
                DeathRaces.carrier().forOwnThread(new java.util.Random(), new ProcessTable().new Ids());
        private int counter; // plain: guarded by being inside the kernel
        private int expected;

        public BorrowFromABlockingProcess() {
            carrier.leave();
        }

        @Actor
        public void owner() {
            carrier.enter();
            counter++;
            carrier.leave();
        }

        @Actor
        public void watchdog() {
            if (carrier.borrow(Thread.currentThread())) {
                counter++;
                carrier.giveBack();
                expected = 1;
            }
        }

        @Arbiter
        public void arbiter(I_Result r) {
            r.r1 = counter == expected + 1 ? counter : -1;
        }
    }

    @JCStressTest
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "one after the other")
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "the watchdog came at a bad time and let it be")
    @Outcome(expect = FORBIDDEN, desc = "both were in the kernel at once")
    @State
    public static class BorrowFromAWorker {
        private final Carrier carrier = DeathRaces.carrier();
        private volatile @Nullable Thread owner;
        private int counter; // plain: guarded by being inside the kernel
        private int expected;

        public BorrowFromAWorker() {
            carrier.leave();
        }

        @Actor
        public void owner() {
            owner = Thread.currentThread();
            carrier.enter();
            counter++;
            carrier.leave();
        }

        @Actor
        public void watchdog() {
            Thread thread = owner;
            if (thread != null && carrier.borrow(thread)) {
                counter++;
                carrier.giveBack();
                expected = 1;
            }
        }

        @Arbiter
        public void arbiter(I_Result r) {
            r.r1 = counter == expected + 1 ? counter : -1;
        }
    }
}
