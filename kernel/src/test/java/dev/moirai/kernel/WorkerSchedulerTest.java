package dev.moirai.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // some spin until something is seen
class WorkerSchedulerTest {
    private static final int LAST_LOOK = 4;

    private final Node node = new Stage().node;

    /** Nobody sleeps yet, so who brings it wakes nobody; the worker must look once more after it has registered. */
    @Test
    void workThatArrivesBetweenAWorkersLastLookAndItsSleepIsDone() throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Process process = process((_, _) -> {
            done.complete(null);
            return Step.WAITING;
        });
        Crew crew = new Crew();
        WorkerScheduler scheduler = new WorkerScheduler("test", 1, crew);
        crew.whenLooking = looks -> {
            if (looks == LAST_LOOK) {
                scheduler.inject(process);
            }
        };
        try {
            scheduler.start();

            done.get(20, TimeUnit.SECONDS);
        } finally {
            scheduler.stop();
        }
    }

    @Test
    void whoHasUsedUpItsBudgetGoesOnAfterAllWhoWait() throws Exception {
        List<String> turns = new ArrayList<>();
        CompletableFuture<List<String>> latest = new CompletableFuture<>();
        WorkerScheduler scheduler = new WorkerScheduler("test", 1, new Crew());
        for (String name : List.of("one", "other")) {
            scheduler.inject(hog(() -> {
                turns.add(name);
                if (turns.size() == 40) { // both have been fetched from where they were injected
                    latest.complete(List.copyOf(turns.subList(30, 40)));
                }
            }));
        }
        try {
            scheduler.start();

            List<String> alternating = latest.get(20, TimeUnit.SECONDS);
            assertThat(alternating.subList(2, 10)).isEqualTo(alternating.subList(0, 8));
            assertThat(alternating.subList(0, 2)).containsExactlyInAnyOrder("one", "other");
        } finally {
            scheduler.stop();
        }
    }

    @Test
    void whoIsMadeRunnableElsewhereWaitsForFewLongTurns() throws Exception {
        CompletableFuture<Integer> waited = new CompletableFuture<>();
        AtomicInteger turns = new AtomicInteger();
        WorkerScheduler scheduler = new WorkerScheduler("test", 1, new Crew());
        Process elsewhere = process((_, _) -> {
            waited.complete(turns.get());
            return Step.WAITING;
        });
        scheduler.inject(hog(() -> {
            if (turns.incrementAndGet() == 1) {
                scheduler.inject(elsewhere);
            }
        }));
        try {
            scheduler.start();

            assertThat(waited.get(20, TimeUnit.SECONDS)).isLessThanOrEqualTo(10);
        } finally {
            scheduler.stop();
        }
    }

    /** As when a turn sends through its node and not through its own handle. */
    @Test
    void whatATurnMakesRunnableWithoutItsCarrierRunsOnItsWorkerNext() throws Exception {
        List<String> order = new ArrayList<>();
        CompletableFuture<List<String>> both = new CompletableFuture<>();
        WorkerScheduler scheduler = new WorkerScheduler("test", 1, new Crew());
        Process elsewhere = process((_, _) -> {
            order.add("injected");
            both.complete(List.copyOf(order));
            return Step.WAITING;
        });
        Process here = process((_, _) -> {
            order.add("made ready");
            return Step.WAITING;
        });
        scheduler.inject(process((_, _) -> {
            scheduler.inject(elsewhere);
            scheduler.ready(here, null);
            return Step.WAITING;
        }));
        try {
            scheduler.start();

            assertThat(both.get(20, TimeUnit.SECONDS)).containsExactly("made ready", "injected");
        } finally {
            scheduler.stop();
        }
    }

    @Test
    void whoSendsToACrowdedMailboxGivesWayToThoseWhoDoNot() throws Exception {
        Pid crowded = node.spawn((_, _) -> Step.WAITING);
        for (int i = 0; i < 5_000; i++) {
            node.send(crowded, "message");
        }
        List<String> turns = new ArrayList<>();
        CompletableFuture<List<String>> latest = new CompletableFuture<>();
        WorkerScheduler scheduler = new WorkerScheduler("test", 1, new Crew());
        scheduler.inject(process((self, _) -> {
            self.send(crowded, "one more");
            turns.add("sender");
            return Step.READY;
        }));
        scheduler.inject(hog(() -> {
            turns.add("other");
            if (turns.size() >= 80) {
                latest.complete(List.copyOf(turns.subList(40, 80)));
            }
        }));
        try {
            scheduler.start();

            assertThat(latest.get(20, TimeUnit.SECONDS))
                    .contains("sender")
                    .filteredOn("sender"::equals)
                    .hasSizeLessThan(10);
        } finally {
            scheduler.stop();
        }
    }

    @Test
    void whoOutrunsAReceiverGoesOnWhereTheReceiverIs() throws Exception {
        Flood flood = new Flood();
        WorkerScheduler scheduler = new WorkerScheduler("test", 2, new Crew());
        try {
            scheduler.start();
            Worker home = flood.gathered(scheduler);

            flood.receiverMayReturn.complete(null);
            assertThat(flood.senderGoesOn.get(20, TimeUnit.SECONDS)).isSameAs(home);
        } finally {
            scheduler.stop();
        }
    }

    @Test
    void whoIsDispersedGoesOnElsewhere() throws Exception {
        Flood flood = new Flood();
        WorkerScheduler scheduler = new WorkerScheduler("test", 2, new Crew());
        try {
            scheduler.start();
            Worker home = flood.gathered(scheduler);

            home.crowd().disperse();
            assertThat(flood.senderGoesOn.get(20, TimeUnit.SECONDS)).isNotSameAs(home);
        } finally {
            flood.receiverMayReturn.complete(null);
            scheduler.stop();
        }
    }

    @Test
    void whoWasGatheredAtAWorkerThatEndsGoesOnElsewhere() throws Exception {
        Flood flood = new Flood();
        WorkerScheduler scheduler = new WorkerScheduler("test", 2, new Crew());
        try {
            scheduler.start();
            Worker home = flood.gathered(scheduler);

            home.markLowered();
            flood.receiverMayReturn.complete(null);
            assertThat(flood.senderGoesOn.get(20, TimeUnit.SECONDS)).isNotSameAs(home);

            home.crowd().add(process((_, _) -> {
                flood.late.complete(Thread.currentThread());
                return Step.WAITING;
            }));
            assertThat(flood.late.get(20, TimeUnit.SECONDS)).isNotSameAs(home);
        } finally {
            scheduler.stop();
        }
    }

    /** O8: the watchdog sees to it that nobody waits for a turn that does not end. */
    @Test
    void o8WhoOutrunsAReceiverThatIsStuckDoesNotWaitForIt() throws Exception {
        HostOptions two = HostOptions.named("main").withWorkers(2);
        try (Node real = Node.start(NodeOptions.named("stuck").withHost(two))) {
            CompletableFuture<Void> receives = new CompletableFuture<>();
            CompletableFuture<Void> turnsAfter = new CompletableFuture<>();
            Pid receiver = real.spawn((_, _) -> {
                receives.complete(null);
                turnsAfter.join();
                return Step.done();
            });
            receives.get(20, TimeUnit.SECONDS);
            AtomicInteger turns = new AtomicInteger();
            real.spawn((self, _) -> {
                for (int i = 0; i < 5_000; i++) {
                    self.send(receiver, "message");
                }
                if (turns.incrementAndGet() == 10) {
                    turnsAfter.complete(null);
                    return Step.done();
                }
                return Step.READY;
            });

            turnsAfter.get(20, TimeUnit.SECONDS);
        }
    }

    /** No worker is idle here, and nobody tells them that one of them stands still. */
    @Test
    void whatWaitsForAWorkerThatDoesNotGetOnIsDoneByABusyOne() throws Exception {
        WorkerScheduler scheduler = new WorkerScheduler("test", 2, new Crew());
        CompletableFuture<Void> standsStill = new CompletableFuture<>();
        CompletableFuture<Void> nextIsDone = new CompletableFuture<>();
        CompletableFuture<Void> queuedIsDone = new CompletableFuture<>();
        CompletableFuture<Void> busy = new CompletableFuture<>();
        AtomicInteger turns = new AtomicInteger();
        try {
            scheduler.start();
            scheduler.inject(process((_, _) -> {
                standsStill.complete(null);
                busy.join();
                scheduler.ready(completing(nextIsDone), null);
                scheduler.ready(completing(queuedIsDone), null);
                nextIsDone.join();
                queuedIsDone.join();
                return Step.WAITING;
            }));
            standsStill.get(20, TimeUnit.SECONDS); // else its worker might have the hog behind it
            scheduler.inject(hog(() -> {
                if (turns.incrementAndGet() == 1_000) {
                    busy.complete(null);
                }
            }));

            nextIsDone.get(20, TimeUnit.SECONDS);
            queuedIsDone.get(20, TimeUnit.SECONDS);
        } finally {
            nextIsDone.complete(null);
            queuedIsDone.complete(null);
            scheduler.stop();
        }
    }

    private Process completing(CompletableFuture<Void> done) {
        return process((_, _) -> {
            done.complete(null);
            return Step.WAITING;
        });
    }

    /** A sender fills the mailbox of a receiver that is in a turn, and is gathered where that is. */
    private final class Flood {
        final CompletableFuture<Void> receiverMayReturn = new CompletableFuture<>();
        final CompletableFuture<Thread> senderGoesOn = new CompletableFuture<>();
        final CompletableFuture<Thread> late = new CompletableFuture<>();

        Worker gathered(WorkerScheduler scheduler) throws Exception {
            CompletableFuture<Worker> receives = new CompletableFuture<>();
            Process receiver = process((_, _) -> {
                receives.complete((Worker) Thread.currentThread());
                receiverMayReturn.join();
                return Step.WAITING;
            });
            scheduler.inject(receiver);
            Worker home = receives.get(20, TimeUnit.SECONDS);
            AtomicInteger turns = new AtomicInteger();
            scheduler.inject(process((self, _) -> {
                if (turns.getAndIncrement() > 0) {
                    senderGoesOn.complete(Thread.currentThread());
                    return Step.done();
                }
                for (int i = 0; i < 5_000; i++) {
                    self.send(receiver.pid(), "message");
                }
                return Step.READY;
            }));
            while (home.crowd().isEmpty()) {
                Thread.onSpinWait();
            }
            return home;
        }
    }

    /** Two stand in for one that is stuck; when it has come back, those who are too many wait to be called up again. */
    @Test
    void whoStoodInIsInReserveForTheNextTime() throws Exception {
        Crew crew = new Crew();
        WorkerScheduler scheduler = new WorkerScheduler("test", 1, crew);
        try {
            scheduler.start();
            stuckOnce(scheduler, _ -> {});

            scheduler.standIn(0);
            while (scheduler.workers().size() > 1 || scheduler.inReserve() < 2) {
                scheduler.standIn(0);
                Thread.onSpinWait();
            }
            assertThat(crew.recruited).hasSize(3);

            stuckOnce(scheduler, _ -> {});
            assertThat(crew.recruited).hasSize(3);
        } finally {
            scheduler.stop();
        }
    }

    @Test
    void asManyAsThereAreWorkersWaitInReserveBeforeAnybodyIsStuck() throws Exception {
        Crew crew = new Crew();
        WorkerScheduler scheduler = new WorkerScheduler("test", 2, crew);
        try {
            scheduler.start();
            for (int i = 1; i <= 2; i++) {
                scheduler.replenish();
                while (scheduler.inReserve() < i) {
                    Thread.onSpinWait();
                }
            }
            scheduler.replenish();
            assertThat(crew.recruited).hasSize(4);
            assertThat(scheduler.workers()).as("those at work").hasSize(2);

            stuckOnce(scheduler, _ -> {});
            assertThat(crew.recruited).as("nobody had to be started").hasSize(4);
        } finally {
            scheduler.stop();
        }
    }

    @Test
    void aWorkerOfLowPriorityEndsWithItsTurnAndOthersGoOn() throws Exception {
        Crew crew = new Crew();
        WorkerScheduler scheduler = new WorkerScheduler("test", 1, crew);
        try {
            scheduler.start();
            stuckOnce(scheduler, worker -> assertThat(worker.markLowered()).isTrue());

            Worker first = crew.recruited.getFirst();
            assertThat(crew.dismissed.get(20, TimeUnit.SECONDS)).isSameAs(first);
            assertThat(scheduler.workers()).doesNotContain(first);
            CompletableFuture<Thread> next = new CompletableFuture<>();
            scheduler.inject(process((_, _) -> {
                next.complete(Thread.currentThread());
                return Step.WAITING;
            }));
            assertThat(next.get(20, TimeUnit.SECONDS)).isNotSameAs(first);
        } finally {
            scheduler.stop();
        }
    }

    /** Has a worker stuck, two stand in for it, and the worker come back. */
    private void stuckOnce(WorkerScheduler scheduler, Consumer<Worker> meanwhile) throws Exception {
        CompletableFuture<Worker> stuck = new CompletableFuture<>();
        CompletableFuture<Void> mayReturn = new CompletableFuture<>();
        CompletableFuture<Void> other = new CompletableFuture<>();
        scheduler.inject(process((_, _) -> {
            stuck.complete((Worker) Thread.currentThread());
            mayReturn.join();
            return Step.WAITING;
        }));
        Worker worker = stuck.get(20, TimeUnit.SECONDS);
        worker.markOverdue();
        scheduler.standIn(1);
        meanwhile.accept(worker);
        scheduler.inject(process((_, _) -> {
            other.complete(null);
            return Step.WAITING;
        }));
        other.get(20, TimeUnit.SECONDS);
        mayReturn.complete(null);
    }

    /** Does it in each turn, and always has more to do. */
    private Process hog(Runnable each) {
        return process((_, _) -> {
            each.run();
            return Step.READY;
        });
    }

    private Process process(Body body) {
        return Objects.requireNonNull(node.spawn(body).process);
    }

    /** Makes a worker that says when it looks for work: it then asks for a random number. */
    private final class Crew implements WorkerScheduler.Crew {
        private @Nullable IntConsumer whenLooking;
        private int looks;
        final List<Worker> recruited = new CopyOnWriteArrayList<>();
        final CompletableFuture<Worker> dismissed = new CompletableFuture<>();

        @Override
        public Worker recruit(WorkerScheduler by) {
            RandomGenerator chance = () -> {
                if (whenLooking != null) {
                    whenLooking.accept(++looks);
                }
                return 0;
            };
            TimerShard timers = new TimerShard(0, () -> {});
            Worker worker =
                    new Worker(by, "moirai-test-worker", new Carrier(false, timers, chance, node.table().new Ids()));
            recruited.add(worker);
            return worker;
        }

        @Override
        public void dismiss(Worker worker) {
            dismissed.complete(worker);
        }

        @Override
        public void survived(Throwable thrown) {
            throw new AssertionError(thrown);
        }
    }
}
