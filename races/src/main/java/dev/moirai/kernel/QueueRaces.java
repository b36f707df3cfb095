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

/** Races in the queues of runnable processes. */
public final class QueueRaces {
    private static final Simulation SIMULATION = new Simulation(1);

    private QueueRaces() {}

    static Process process() {
        Host host = SIMULATION.node().defaultHost();
        return new Process(new Pid(SIMULATION.node(), host, 0), host, null, Spawn.of((_, _) -> Step.WAITING));
    }

    static int one(@Nullable Process process) {
        return process == null ? 0 : 1;
    }

    static int rest(RunQueue queue) {
        int count = 0;
        while (queue.poll() != null) {
            count++;
        }
        return count;
    }

    @JCStressTest
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = ACCEPTABLE,
            desc = "one of them has it")
    @Outcome(expect = FORBIDDEN, desc = "lost or run twice")
    @State
    public static class PollAndSteal {
        private final RunQueue queue = new RunQueue();
        private final RunQueue thief = new RunQueue();

        public PollAndSteal() {
            queue.offer(process());
        }

        @Actor
        public void owner(II_Result r) {
            r.r1 = one(queue.poll());
        }

        @Actor
        public void thief(II_Result r) {
            r.r2 = one(queue.stealInto(thief));
        }
    }

    @JCStressTest
    @Outcome(id = "5", expect = ACCEPTABLE, desc = "each is somewhere, once")
    @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
    @State
    public static class OffersPollsAndSteals {
        private final RunQueue queue = new RunQueue();
        private final RunQueue thief = new RunQueue();
        private int byOwner;
        private int byThief;

        public OffersPollsAndSteals() {
            queue.offer(process());
            queue.offer(process());
            queue.offer(process());
        }

        @Actor
        public void owner() {
            queue.offer(process());
            byOwner += one(queue.poll());
            queue.offer(process());
            byOwner += one(queue.poll());
        }

        @Actor
        public void thief() {
            byThief += one(queue.stealInto(thief));
        }

        @Arbiter
        public void arbiter(I_Result r) {
            r.r1 = byOwner + byThief + rest(queue) + rest(thief);
        }
    }

    @JCStressTest
    @Outcome(id = "4", expect = ACCEPTABLE, desc = "each is somewhere, once")
    @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
    @State
    public static class TwoThieves {
        private final RunQueue queue = new RunQueue();
        private final RunQueue first = new RunQueue();
        private final RunQueue second = new RunQueue();
        private int byFirst;
        private int bySecond;

        public TwoThieves() {
            for (int i = 0; i < 4; i++) {
                queue.offer(process());
            }
        }

        @Actor
        public void first() {
            byFirst += one(queue.stealInto(first));
        }

        @Actor
        public void second() {
            bySecond += one(queue.stealInto(second));
        }

        @Arbiter
        public void arbiter(I_Result r) {
            r.r1 = byFirst + bySecond + rest(queue) + rest(first) + rest(second);
        }
    }

    @JCStressTest
    @Outcome(
            id = {"0, 3", "1, 2"},
            expect = ACCEPTABLE,
            desc = "each comes out once")
    @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
    @State
    public static class InboxAddAndPoll {
        private final Inbox inbox = new Inbox();

        public InboxAddAndPoll() {
            inbox.add(process());
        }

        @Actor
        public void adder() {
            inbox.add(process());
            inbox.add(process());
        }

        @Actor
        public void taker(II_Result r) {
            r.r1 = one(inbox.poll());
        }

        @Arbiter
        public void arbiter(II_Result r) {
            while (inbox.poll() != null) {
                r.r2++;
            }
        }
    }

    @JCStressTest
    @Outcome(
            id = {"0, 2", "1, 1"},
            expect = ACCEPTABLE,
            desc = "each comes out once; one may be told to come back")
    @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "each comes out once")
    @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
    @State
    public static class InboxTwoTakers {
        private final Inbox inbox = new Inbox();
        private int byFirst;
        private int bySecond;

        public InboxTwoTakers() {
            inbox.add(process());
            inbox.add(process());
        }

        @Actor
        public void first() {
            byFirst += one(inbox.poll());
        }

        @Actor
        public void second() {
            bySecond += one(inbox.poll());
        }

        @Arbiter
        public void arbiter(II_Result r) {
            r.r1 = byFirst + bySecond;
            while (inbox.poll() != null) {
                r.r2++;
            }
        }
    }

    @JCStressTest
    @Outcome(id = "4", expect = ACCEPTABLE, desc = "each is somewhere, once")
    @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
    @State
    public static class RenewAndSteal {
        private final RunQueue queue = new RunQueue();
        private final RunQueue thief = new RunQueue();
        private RunQueue renewed = queue;
        private int byThief;

        public RenewAndSteal() {
            queue.offer(process());
            queue.offer(process());
            queue.offer(process());
            queue.setNext(process());
        }

        @Actor
        public void owner() {
            renewed = queue.renewed();
        }

        @Actor
        public void thief() {
            byThief += one(queue.stealInto(thief));
            byThief += one(queue.takeNext());
        }

        @Arbiter
        public void arbiter(I_Result r) {
            r.r1 = byThief + rest(thief) + rest(renewed) + one(renewed.takeNext());
        }
    }
}
