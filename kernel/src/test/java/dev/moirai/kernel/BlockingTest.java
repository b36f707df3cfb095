package dev.moirai.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BlockingTest {

    private static final Blocking ECHO = self -> {
        while (true) {
            Object message = self.receive();
            self.send(Objects.requireNonNull(self.sender()), message);
        }
    };

    @Nested
    class InTheSimulation {
        private final Simulation simulation = new Simulation(11);
        private final Node node = simulation.node();

        @Test
        void receivesInOrderAndSelectively() {
            List<Object> got = new ArrayList<>();
            Pid pid = node.spawn(Spawn.blocking(self -> {
                got.add(self.receive(message -> message.equals("b")));
                got.add(self.receive());
                got.add(self.receive());
                return null;
            }));

            node.send(pid, "a");
            node.send(pid, "b");
            node.send(pid, "c");
            simulation.run();

            assertThat(got).containsExactly("b", "a", "c");
            assertThat(pid.isAlive()).isFalse();
        }

        @Test
        void aReceiveWithADeadlineGivesUpExactlyThen() {
            List<Long> times = new ArrayList<>();
            node.spawn(Spawn.blocking(self -> {
                times.add(self.nanoTime());
                assertThat(self.receive(Duration.ofMillis(250))).isNull();
                times.add(self.nanoTime());
                return null;
            }));

            simulation.runToEnd();

            assertThat(times.get(1) - times.get(0)).isEqualTo(250_000_000);
        }

        @Test
        void spawnsLinksMonitorsAndTalks() {
            List<Object> got = new ArrayList<>();
            node.spawn(Spawn.blocking(self -> {
                Spawned echo = self.spawn(Spawn.blocking(ECHO).monitored());
                self.send(echo.pid(), "hello");
                got.add(self.receive());
                self.kill(echo.pid());
                got.add(((Signal.Down) self.receive()).reason());
                return null;
            }));

            simulation.run();

            assertThat(got).containsExactly("hello", ExitReason.KILLED);
        }

        @Test
        void aKillUnwindsAWaitingReceiveAndFinallyCannotAct() {
            List<String> log = new ArrayList<>();
            Pid pid = node.spawn(Spawn.blocking(self -> {
                try {
                    return self.receive();
                } finally {
                    assertThatThrownBy(() -> self.send(self.pid(), "late")).isInstanceOf(Fenced.class);
                    log.add("cleaned up");
                }
            }));
            simulation.run();

            node.kill(pid);
            simulation.run();

            assertThat(log).containsExactly("cleaned up");
            assertThat(node.ledger().isBalanced()).isTrue();
        }

        @Test
        void theValueReturnedIsTheReasonsValueAndAnExitExceptionChoosesTheReason() {
            CompletableFuture<ExitReason> normal =
                    node.spawnWatched(Spawn.blocking(_ -> 42)).exit();
            CompletableFuture<ExitReason> chosen = node.spawnWatched(Spawn.blocking(_ -> {
                        throw new ExitException(ExitReason.SHUTDOWN);
                    }))
                    .exit();

            simulation.run();

            assertThat(normal).isCompletedWithValue(new ExitReason.Normal(42));
            assertThat(chosen).isCompletedWithValue(ExitReason.SHUTDOWN);
        }

        @Test
        void receiveInAReactiveBodySaysWhatToDo() {
            CompletableFuture<ExitReason> exit = node.spawnWatched(Spawn.of((self, _) -> {
                        ((BlockingSelf) self).receive();
                        return Step.done();
                    }))
                    .exit();

            simulation.run();

            assertThat(exit.getNow(ExitReason.NORMAL).toString()).contains("Spawn.blocking");
        }

        /** Waits for {@code peer} until something comes; tells whether that closed a circle. */
        private Pid waiting(AtomicReference<Pid> peer, AtomicBoolean over, List<List<Pid>> circles) {
            return node.spawn(Spawn.blocking(self -> {
                circles.add(self.waitFor(new Waiting() {
                    @Override
                    public Pid on() {
                        return peer.get();
                    }

                    @Override
                    public boolean isOver() {
                        return over.get();
                    }
                }));
                self.receive();
                self.waitNoMore();
                return self.receive();
            }));
        }

        @Test
        void whoClosesACircleOfWaitingProcessesIsToldOfAllInIt() {
            List<List<Pid>> circles = new ArrayList<>();
            AtomicReference<Pid> toB = new AtomicReference<>();
            AtomicReference<Pid> toC = new AtomicReference<>();
            AtomicReference<Pid> toA = new AtomicReference<>();
            Pid a = waiting(toB, new AtomicBoolean(), circles);
            Pid b = waiting(toC, new AtomicBoolean(), circles);
            toB.set(b);
            Pid c = waiting(toA, new AtomicBoolean(), circles);
            toC.set(c);
            toA.set(a);
            simulation.run();

            assertThat(circles).hasSize(3);
            assertThat(circles.getLast()).hasSize(3).containsExactlyInAnyOrder(a, b, c);
            assertThat(circles.subList(0, 2)).containsOnly(List.of());
        }

        @Test
        void aWaitThatIsOverClosesNoCircle() {
            List<List<Pid>> circles = new ArrayList<>();
            AtomicReference<Pid> toB = new AtomicReference<>();
            AtomicReference<Pid> toA = new AtomicReference<>();
            Pid a = waiting(toB, new AtomicBoolean(true), circles);
            Pid b = waiting(toA, new AtomicBoolean(true), circles);
            toB.set(b);
            toA.set(a);
            simulation.run();

            assertThat(circles).containsExactly(List.of(), List.of());
        }
    }

    @Nested
    class OnRealThreads {
        @Test
        void twoBlockingProcessesTalk() throws Exception {
            try (Node node = Node.start("blocking")) {
                CompletableFuture<ExitReason> exit = node.spawnWatched(Spawn.blocking(self -> {
                            Pid echo = self.spawn(Spawn.blocking(ECHO)).pid();
                            for (int i = 0; i < 10_000; i++) {
                                self.send(echo, i);
                                assertThat(self.receive()).isEqualTo(i);
                            }
                            self.kill(echo);
                            return "done";
                        }))
                        .exit();

                assertThat(exit.get(30, TimeUnit.SECONDS)).isEqualTo(new ExitReason.Normal("done"));
                assertThat(node.ledger().isBalanced()).isTrue();
            }
        }

        /** All threads that carry virtual ones are taken, so that it cannot even begin. */
        @Test
        void oneThatHasNotBegunCanBeKilledAndNeverBegins() throws Exception {
            CountDownLatch mayReturn = new CountDownLatch(1);
            AtomicBoolean begun = new AtomicBoolean();
            int carriers = Integer.getInteger(
                    "jdk.virtualThreadScheduler.parallelism",
                    Runtime.getRuntime().availableProcessors());
            CountDownLatch taken = new CountDownLatch(carriers);
            try (Node node = Node.start("hogged")) {
                List<Thread> hogs = new ArrayList<>();
                try {
                    for (int i = 0; i < carriers; i++) {
                        hogs.add(Thread.ofVirtual().start(() -> {
                            taken.countDown();
                            while (mayReturn.getCount() > 0) {
                                Thread.onSpinWait();
                            }
                        }));
                    }
                    taken.await();
                    Watched victim = node.spawnWatched(Spawn.blocking(_ -> {
                        begun.set(true);
                        return null;
                    }));

                    node.kill(victim.pid());

                    assertThat(victim.exit().get(60, TimeUnit.SECONDS)).isEqualTo(ExitReason.KILLED);
                    assertThat(node.zombies()).isEmpty();
                } finally {
                    mayReturn.countDown();
                }
                for (Thread hog : hogs) {
                    hog.join();
                }
                // Virtual threads begin in order: when a later one has run, the victim's has.
                assertThat(node.spawnWatched(Spawn.blocking(_ -> null)).exit().get(60, TimeUnit.SECONDS))
                        .isEqualTo(ExitReason.NORMAL);
                assertThat(begun).isFalse();
            }
        }

        @Test
        void codeThatNeverCallsTheRuntimeIsDeadToEveryoneAtItsDeadlineAndListedUntilItReturns() throws Exception {
            try (Node node = Node.start("blocking")) {
                CountDownLatch computing = new CountDownLatch(1);
                CompletableFuture<Throwable> refused = new CompletableFuture<>();
                Pid pid = node.spawn(Spawn.blocking(self -> {
                    computing.countDown();
                    while (!Thread.currentThread().isInterrupted()) {
                        Thread.onSpinWait();
                    }
                    try {
                        self.send(self.pid(), "after death");
                    } catch (Fenced fenced) {
                        refused.complete(fenced);
                        throw fenced;
                    }
                    return null;
                }));
                CompletableFuture<ExitReason> exit = node.exitOf(pid);
                computing.await();

                node.cancel(pid, "enough", Duration.ofMillis(20));

                assertThat(exit.get(30, TimeUnit.SECONDS)).isEqualTo(new ExitReason.Expired("enough"));
                assertThat(refused.get(30, TimeUnit.SECONDS)).isInstanceOf(Fenced.class);
                while (!node.zombies().isEmpty()) {
                    Thread.onSpinWait();
                }
            }
        }
    }
}
