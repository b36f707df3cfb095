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

/** Races of turns: of one with the next on another worker, and of workers with those who outrun a receiver. */
public final class TurnRaces {
    private TurnRaces() {}

    private static Carrier carrier() {
        Carrier carrier = DeathRaces.carrier();
        carrier.thread = Thread.currentThread();
        return carrier;
    }

    /** A turn settles, a message comes at that moment, and the next turn begins on another worker before the first has returned. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "the body may use its process in the turn that has the message")
    @Outcome(expect = FORBIDDEN, desc = "the message is lost, or the process is taken for one outside of its turn")
    @State
    public static class SettleAndNextTurn {
        private int handled;
        private final Process process = DeathRaces.process((self, _) -> {
            if (self.take() != null) {
                handled++;
            }
            return Step.WAITING;
        });

        @Actor
        public void turn() {
            Carrier on = carrier();
            while (process.turn(on, 1)) {}
        }

        @Actor
        public void message() {
            Carrier on = carrier();
            Envelope.Message message = new Envelope.Message(null, "message");
            if (process.push(message, 10, 10) == Mailbox.Push.WAKE) {
                while (process.turn(on, 1)) {}
            }
        }

        @Arbiter
        public void arbiter(I_Result r) {
            r.r1 = process.hasEnded() ? -1 : handled;
        }
    }

    private static Worker worker(WorkerScheduler scheduler) {
        return new Worker(scheduler, "worker", DeathRaces.carrier());
    }

    private static WorkerScheduler scheduler() {
        return new WorkerScheduler("races", 0, new WorkerScheduler.Crew() {
            @Override
            public Worker recruit(WorkerScheduler by) {
                return worker(by);
            }

            @Override
            public void dismiss(Worker worker) {}

            @Override
            public void survived(Throwable thrown) {}
        });
    }

    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "it is where all workers look")
    @Outcome(expect = FORBIDDEN, desc = "lost, or left with a worker that has gone")
    @State
    public static class JoinAndClose {
        private final WorkerScheduler scheduler = scheduler();
        private final Worker worker = worker(scheduler);

        @Actor
        public void join() {
            worker.crowd().add(QueueRaces.process());
        }

        @Actor
        public void leave() {
            worker.crowd().close();
        }

        @Arbiter
        public void arbiter(I_Result r) {
            r.r1 = QueueRaces.one(scheduler.pollInbox());
        }
    }

    @JCStressTest
    @Outcome(
            id = {"1, 0"},
            expect = ACCEPTABLE,
            desc = "it is there, and the worker is up")
    @Outcome(expect = FORBIDDEN, desc = "lost, or the worker sleeps on")
    @State
    public static class JoinAndLieDown {
        private final Worker worker = worker(scheduler());

        @Actor
        public void join() {
            worker.crowd().add(QueueRaces.process());
        }

        @Actor
        public void sleep() {
            worker.lieDown();
            if (!worker.crowd().isEmpty()) {
                worker.getUp();
            }
        }

        @Arbiter
        public void arbiter(II_Result r) {
            r.r1 = QueueRaces.one(worker.crowd().poll());
            r.r2 = worker.isAsleep() ? 1 : 0;
        }
    }
}
