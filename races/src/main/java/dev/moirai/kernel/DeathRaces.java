package dev.moirai.kernel;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** What reaches a process at the very moment it ends. */
public final class DeathRaces {
    private static final Node NODE = new Simulation(1).node();
    private static final AtomicLong IDS = new AtomicLong(1L << 40);

    private DeathRaces() {}

    static Process process(Body body) {
        Host host = NODE.defaultHost();
        Pid pid = new Pid(NODE, host, IDS.getAndIncrement());
        Process process = new Process(pid, host, null, Spawn.of(body));
        pid.process = process;
        return process;
    }

    static Process dying() {
        return process((_, _) -> Step.done());
    }

    static Process watcher() {
        return process((_, _) -> Step.WAITING); // never scheduled: its mailbox is busy from birth
    }

    static Carrier carrier() {
        TimerShard timers = new TimerShard(0, () -> {});
        return new Carrier(false, timers, new java.util.Random(), NODE.table().new Ids());
    }

    static void die(Process process) {
        Carrier on = carrier();
        on.thread = Thread.currentThread();
        process.turn(on, 1);
    }

    static int arrived(Process process, Class<? extends Signal> kind) {
        int count = 0;
        for (Envelope each = process.drain(); each != null; each = each.next) {
            if (each instanceof Envelope.Control control && kind.isInstance(control.signal)) {
                count++;
            }
        }
        return count;
    }

    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "exactly one Down")
    @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
    @State
    public static class MonitorAtDeath {
        private final Process dying = dying();
        private final Process watcher = watcher();

        @Actor
        public void death() {
            die(dying);
        }

        @Actor
        public void monitor() {
            NODE.signal(dying.pid(), new Signal.Watch(new Monitor(watcher.pid(), dying.pid(), null)), null);
        }

        @Arbiter
        public void arbiter(I_Result r) {
            r.r1 = arrived(watcher, Signal.Down.class);
        }
    }

    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "exactly one Exit")
    @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
    @State
    public static class LinkAtDeath {
        private final Process dying = dying();
        private final Process peer = watcher();

        @Actor
        public void death() {
            die(dying);
        }

        @Actor
        public void link() {
            NODE.signal(dying.pid(), new Signal.Link(peer.pid(), 1), null);
        }

        @Arbiter
        public void arbiter(I_Result r) {
            r.r1 = arrived(peer, Signal.Exit.class);
        }
    }

    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "the unlink is confirmed by the living or for the dead")
    @Outcome(expect = FORBIDDEN, desc = "the peer would wait for it for ever")
    @State
    public static class UnlinkAtDeath {
        private final Process dying = dying();
        private final Process peer = watcher();

        @Actor
        public void death() {
            die(dying);
        }

        @Actor
        public void unlink() {
            NODE.signal(dying.pid(), new Signal.Unlink(peer.pid(), 1), null);
        }

        @Arbiter
        public void arbiter(I_Result r) {
            r.r1 = arrived(peer, Signal.Unlinked.class);
        }
    }

    @JCStressTest
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = ACCEPTABLE,
            desc = "one of the two holds the name")
    @Outcome(expect = FORBIDDEN, desc = "none or both hold it")
    @State
    public static class TwoClaimsOfAName {
        private final Names names = new Names();
        private final Pid first = new Pid(NODE, null, 1);
        private final Pid second = new Pid(NODE, null, 2);

        @Actor
        public void first(II_Result r) {
            r.r1 = names.claim("x", first) == first ? 1 : 0;
        }

        @Actor
        public void second(II_Result r) {
            r.r2 = names.claim("x", second) == second ? 1 : 0;
        }
    }

    @JCStressTest
    @Outcome(
            id = {"0, 0", "1, 1"},
            expect = ACCEPTABLE,
            desc = "who claimed it holds it")
    @Outcome(expect = FORBIDDEN, desc = "a release took the next holder's name away")
    @State
    public static class ClaimAndRelease {
        private final Names names = new Names();
        private final Pid old = new Pid(NODE, null, 1);
        private final Pid next = new Pid(NODE, null, 2);

        public ClaimAndRelease() {
            names.claim("x", old);
        }

        @Actor
        public void release() {
            names.release("x", old);
            names.release("x", old);
        }

        @Actor
        public void claim(II_Result r) {
            r.r1 = names.claim("x", next) == next ? 1 : 0;
        }

        @Arbiter
        public void arbiter(II_Result r) {
            r.r2 = next.equals(names.lookup("x")) ? 1 : 0;
        }
    }

    @JCStressTest
    @Outcome(
            id = {"0, 0", "1, 0"},
            expect = ACCEPTABLE,
            desc = "given or refused, the name is free once its holder is dead")
    @Outcome(expect = FORBIDDEN, desc = "the dead keeps the name for ever")
    @State
    public static class GiveAtDeath {
        private final Process dying = dying();
        private final Object name = new Object();

        @Actor
        public void death() {
            die(dying);
        }

        @Actor
        public void give(II_Result r) {
            r.r1 = NODE.names().give(name, dying.pid()) ? 1 : 0;
        }

        @Arbiter
        public void arbiter(II_Result r) {
            r.r2 = NODE.names().lookup(name) == null ? 0 : 1;
            NODE.names().revoke(name);
        }
    }
}
