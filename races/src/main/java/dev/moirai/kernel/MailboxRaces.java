package dev.moirai.kernel;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.LL_Result;

/** Races at the shared end of a mailbox. */
public final class MailboxRaces {
    private static final Simulation SIMULATION = new Simulation(1);

    private MailboxRaces() {}

    static final class Box extends Mailbox {
        Box() {
            super(SIMULATION.node().nobody(), SIMULATION.node().defaultHost(), null, MailboxLimit.DEFAULT);
        }

        int drained() {
            int count = 0;
            for (Envelope each = drain(); each != null; each = each.next) {
                count++;
            }
            return count;
        }

        int closed() {
            int count = 0;
            for (Envelope each = close(); each != null; each = each.next) {
                count++;
            }
            return count;
        }
    }

    static Envelope.Message message() {
        return new Envelope.Message(null, "message");
    }

    @JCStressTest
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "both are in")
    @Outcome(expect = FORBIDDEN, desc = "one is lost")
    @State
    public static class TwoPushes {
        private final Box box = new Box();

        @Actor
        public void one() {
            box.push(message());
        }

        @Actor
        public void other() {
            box.push(message(), 10, 10);
        }

        @Arbiter
        public void arbiter(I_Result r) {
            r.r1 = box.drained();
        }
    }

    @JCStressTest
    @Outcome(id = "WAKE, true", expect = ACCEPTABLE, desc = "idle, and the pusher schedules")
    @Outcome(id = "QUEUED, false", expect = ACCEPTABLE, desc = "the owner goes on")
    @Outcome(expect = FORBIDDEN, desc = "nobody schedules, or both do")
    @State
    public static class PushAndSettle {
        private final Box box = new Box();

        @Actor
        public void pusher(LL_Result r) {
            r.r1 = box.push(message());
        }

        @Actor
        public void owner(LL_Result r) {
            r.r2 = box.settle();
        }
    }

    @JCStressTest
    @Outcome(id = "QUEUED, 1", expect = ACCEPTABLE, desc = "found when it closed")
    @Outcome(id = "CLOSED, 0", expect = ACCEPTABLE, desc = "told it is closed")
    @Outcome(expect = FORBIDDEN, desc = "lost")
    @State
    public static class PushAndClose {
        private final Box box = new Box();

        @Actor
        public void pusher(LL_Result r) {
            r.r1 = box.push(message(), 10, 10);
        }

        @Actor
        public void owner(LL_Result r) {
            r.r2 = box.closed();
        }
    }

    @JCStressTest
    @Outcome(
            id = {"0, 2", "1, 1", "2, 0"},
            expect = ACCEPTABLE,
            desc = "each is drained once")
    @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
    @State
    public static class PushesAndDrain {
        private final Box box = new Box();

        @Actor
        public void pusher() {
            box.push(message());
            box.push(message());
        }

        @Actor
        public void owner(II_Result r) {
            r.r1 = box.drained();
        }

        @Arbiter
        public void arbiter(II_Result r) {
            r.r2 = box.drained();
        }
    }

    @JCStressTest
    @Outcome(
            id = {"WAKE, QUEUED", "QUEUED, WAKE"},
            expect = ACCEPTABLE,
            desc = "exactly one schedules")
    @Outcome(expect = FORBIDDEN, desc = "none or both schedule")
    @State
    public static class TwoPushesToAnIdleOne {
        private final Box box = new Box();

        public TwoPushesToAnIdleOne() {
            box.settle();
        }

        @Actor
        public void one(LL_Result r) {
            r.r1 = box.push(message());
        }

        @Actor
        public void other(LL_Result r) {
            r.r2 = box.push(message());
        }
    }

    @JCStressTest
    @Outcome(
            id = {"QUEUED, FULL", "FULL, QUEUED", "WAKE, FULL", "FULL, WAKE"},
            expect = ACCEPTABLE,
            desc = "there is room for one, and one has it")
    @Outcome(expect = FORBIDDEN, desc = "the bound is passed, or refuses what has room")
    @State
    public static class TwoPushesForOneRoomWhileItIsDrained {
        private final Box box = new Box();

        public TwoPushesForOneRoomWhileItIsDrained() {
            box.push(message(), 2, 10);
        }

        @Actor
        public void one(LL_Result r) {
            r.r1 = box.push(message(), 2, 10);
        }

        @Actor
        public void other(LL_Result r) {
            r.r2 = box.push(message(), 2, 10);
        }

        @Actor
        public void owner() {
            box.drained();
            box.settle();
        }
    }

    /** What a message holds. */
    static final class Cargo {
        int weight; // plain: published by the mailbox alone
    }

    @JCStressTest
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "not there yet")
    @Outcome(id = "7", expect = ACCEPTABLE, desc = "there, with what was written before it was sent")
    @Outcome(expect = FORBIDDEN, desc = "seen before it was complete")
    @State
    public static class Publication {
        private final Box box = new Box();

        @Actor
        public void sender() {
            Cargo cargo = new Cargo();
            cargo.weight = 7;
            box.push(new Envelope.Message(null, cargo));
        }

        @Actor
        public void owner(I_Result r) {
            if (box.drain() instanceof Envelope.Message message && message.body instanceof Cargo cargo) {
                r.r1 = cargo.weight == 0 ? -1 : cargo.weight;
            }
        }
    }
}
