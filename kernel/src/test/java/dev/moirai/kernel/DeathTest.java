package dev.moirai.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DeathTest {
    private static final ExitReason FAILED = new ExitReason.Failed("broken");

    private final Stage stage = new Stage();
    private final Stage.Puppet victim = stage.puppet();

    @Nested
    class CleaningUp {
        @Test
        void happensOnceWhenABodyEndsByItself() {
            victim.ends(FAILED);

            assertThat(victim.cleanUps).containsExactly(FAILED);
        }

        @Test
        void happensWhenABodyThrows() {
            IllegalStateException thrown = new IllegalStateException("boom");
            victim.does(_ -> {
                throw thrown;
            });

            assertThat(victim.cleanUps).containsExactly(new ExitReason.Crash(thrown));
            assertThat(stage.endOf(victim)).isEqualTo(new ExitReason.Crash(thrown));
        }

        @Test
        void happensOnAnOrderlyExitSignal() {
            stage.puppet().does(self -> self.exit(victim.pid(), ExitReason.SHUTDOWN));

            assertThat(victim.cleanUps).containsExactly(ExitReason.SHUTDOWN);
        }

        @Test
        void doesNotHappenByForce() {
            stage.node.kill(victim.pid());
            stage.run();

            assertThat(stage.endOf(victim)).isEqualTo(ExitReason.KILLED);
            assertThat(victim.cleanUps).isEmpty();
        }

        @Test
        void mayStillSendAndHoldsItsNames() {
            Stage.Puppet friend = stage.puppet();
            victim.does(self -> self.register("victim"));
            List<Object> seen = new ArrayList<>();
            victim.cleansUpBy(self -> {
                seen.add(self.node().names().lookup("victim"));
                self.send(friend.pid(), "farewell");
            });

            victim.ends(ExitReason.NORMAL);

            assertThat(seen).containsExactly(victim.pid());
            assertThat(friend.got).containsExactly("farewell");
        }

        @Test
        void thatFailsTurnsAnOrderlyEndIntoACrashAndKeepsAnyOther() {
            IllegalStateException thrown = new IllegalStateException("while cleaning up");
            Stage.Puppet failing = stage.puppet();
            for (Stage.Puppet puppet : List.of(victim, failing)) {
                puppet.cleansUpBy(_ -> {
                    throw thrown;
                });
            }

            victim.ends(ExitReason.SHUTDOWN);
            failing.ends(FAILED);

            assertThat(stage.endOf(victim)).isEqualTo(new ExitReason.Crash(thrown));
            assertThat(stage.endOf(failing)).isEqualTo(FAILED);
        }

        @Test
        void maySpawnAndItsLinkedChildHearsOfTheEnd() {
            Stage.Puppet child = stage.new Puppet();
            victim.cleansUpBy(self -> self.spawn(Spawn.of(child).linked().trappingExits()));

            victim.ends(FAILED);

            assertThat(child.got(Signal.Exit.class)).hasSize(1);
        }
    }

    @Test
    void aSecondOrderlyExitDoesNotCutACleanUpShort() {
        victim.cleansUpBy(self -> self.exit(self.pid(), new ExitReason.Shutdown("again")));

        victim.ends(ExitReason.SHUTDOWN);

        assertThat(stage.endOf(victim)).isEqualTo(ExitReason.SHUTDOWN);
        assertThat(victim.cleanUps).hasSize(1);
    }

    @Test
    void whatArrivedBehindTheFatalSignalIsAnsweredByTheDead() {
        Stage.Puppet other = stage.trapper();
        other.does(self -> {
            self.kill(victim.pid());
            self.send(victim.pid(), "late");
            self.monitor(victim.pid());
            self.link(victim.pid());
        });

        assertThat(stage.deadLetters).containsExactly("late");
        assertThat(other.got(Signal.Down.class))
                .singleElement()
                .satisfies(down -> assertThat(down.reason()).isEqualTo(ExitReason.KILLED));
        assertThat(other.got(Signal.Exit.class))
                .singleElement()
                .satisfies(exit -> assertThat(exit.reason()).isEqualTo(ExitReason.NO_PROCESS));
    }

    /** S9: the pid of the dead never reaches anybody else. */
    @Test
    void s9AStalePidReachesNobody() {
        Pid stale = victim.pid();
        victim.ends(ExitReason.NORMAL);
        List<Stage.Puppet> later = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            later.add(stage.puppet());
        }

        assertThat(stage.node.send(stale, "hello")).isEqualTo(SendResult.DEAD);
        assertThat(later).noneMatch(puppet -> puppet.pid().equals(stale) || !puppet.got.isEmpty());
        Pid found = stage.node.pid(stale.id());
        assertThat(found).isEqualTo(stale).matches(pid -> !pid.isAlive(), "dead");
        assertThat(stage.node.pid(1_000_000)).isNull();
    }

    @Test
    void idsAreNeverReused() {
        long last = -1;
        for (int i = 0; i < 100_000; i++) {
            Pid pid = stage.node.spawn((_, _) -> Step.done());
            assertThat(pid.id()).isGreaterThan(last);
            last = pid.id();
            stage.run();
        }
    }

    @Nested
    class OnRealThreads {
        /** The watchdog's view: what waits behind the signal that began a clean-up must not be lost if the clean-up hangs. */
        @Test
        void aKillDuringACleanUpThatHangsStillAnswersWhatWasUnread() throws Exception {
            CountDownLatch mayEnd = new CountDownLatch(1);
            CountDownLatch cleaningUp = new CountDownLatch(1);
            HostOptions oneWorker =
                    HostOptions.named("one").withWorkers(1); // so that all is sent before any is received
            try (Node node = Node.start(NodeOptions.named("hanging").withHost(oneWorker));
                    AutoCloseable _ = () -> node.stop(Duration.ZERO)) {
                try {
                    Pid pid = node.spawn(new Body() {
                        @Override
                        public Step advance(Self self, int budget) {
                            return Step.WAITING;
                        }

                        @Override
                        public void terminate(Self self, ExitReason reason) {
                            cleaningUp.countDown();
                            while (mayEnd.getCount() > 0) {
                                Thread.onSpinWait();
                            }
                        }
                    });
                    CompletableFuture<ExitReason> told = new CompletableFuture<>();
                    node.spawn(new Body() {
                        private boolean begun;

                        @Override
                        public Step advance(Self self, int budget) {
                            if (!begun) {
                                begun = true;
                                self.exit(pid, ExitReason.SHUTDOWN);
                                self.send(pid, "unread");
                                self.monitor(pid);
                            }
                            if (self.take() instanceof Signal.Down down) {
                                told.complete(down.reason());
                            }
                            return Step.WAITING;
                        }
                    });
                    assertThat(cleaningUp.await(60, TimeUnit.SECONDS)).isTrue();

                    node.kill(pid);

                    assertThat(told.get(60, TimeUnit.SECONDS)).isEqualTo(ExitReason.KILLED);
                    assertThat(node.ledger()).matches(Ledger::isBalanced, "balanced");
                } finally {
                    mayEnd.countDown();
                }
            }
        }

        /** The watchdog receives it in place of the turn that cleans up. */
        @Test
        void aSecondOrderlyExitDoesNotCutALongCleanUpShort() throws Exception {
            CountDownLatch cleaningUp = new CountDownLatch(1);
            CountDownLatch mayEnd = new CountDownLatch(1);
            try (Node node = Node.start("second");
                    AutoCloseable _ = () -> node.stop(Duration.ZERO)) {
                try {
                    Watched victim = node.spawnWatched(Spawn.of(new Body() {
                        @Override
                        public Step advance(Self self, int budget) {
                            return Step.WAITING;
                        }

                        @Override
                        public void terminate(Self self, ExitReason reason) {
                            cleaningUp.countDown();
                            while (mayEnd.getCount() > 0) {
                                Thread.onSpinWait();
                            }
                        }
                    }));
                    ExitReason first = new ExitReason.Shutdown("first");
                    sendExit(node, victim.pid(), first);
                    assertThat(cleaningUp.await(60, TimeUnit.SECONDS)).isTrue();

                    sendExit(node, victim.pid(), new ExitReason.Shutdown("second"));
                    node.info(victim.pid()).get(60, TimeUnit.SECONDS); // it is received behind the second exit
                    mayEnd.countDown();

                    assertThat(victim.exit().get(60, TimeUnit.SECONDS)).isEqualTo(first);
                } finally {
                    mayEnd.countDown();
                }
            }
        }

        private static void sendExit(Node node, Pid to, ExitReason reason) throws Exception {
            node.spawnWatched(Spawn.of((self, _) -> {
                        self.exit(to, reason);
                        return Step.done();
                    }))
                    .exit()
                    .get(60, TimeUnit.SECONDS);
        }

        @Test
        void aDeadSenderThatStillWaitsForRoomCannotDeliver() throws Exception {
            MailboxLimit tight =
                    MailboxLimit.of(1).withOverflow(MailboxLimit.Overflow.BLOCK).withPatience(Duration.ofMinutes(5));
            try (Node node = Node.start("fenced");
                    AutoCloseable _ = () -> node.stop(Duration.ZERO)) {
                List<Object> got = new ArrayList<>();
                CompletableFuture<List<Object>> all = new CompletableFuture<>();
                Pid receiver = node.spawn(Spawn.of((self, _) -> {
                            if (self.take("open"::equals) == null && got.isEmpty()) {
                                return Step.WAITING;
                            }
                            Object what;
                            while ((what = self.take()) != null) {
                                got.add(what);
                                if (what instanceof Signal.Down) {
                                    all.complete(List.copyOf(got));
                                }
                            }
                            return Step.WAITING;
                        })
                        .withMailbox(tight));
                CountDownLatch sending = new CountDownLatch(1);
                node.send(receiver, "first");
                Watched sender = node.spawnWatched(Spawn.blocking(self -> {
                    sending.countDown();
                    self.send(receiver, "from the dead");
                    return null;
                }));
                sending.await();
                node.kill(sender.pid());
                sender.exit().get(60, TimeUnit.SECONDS);

                node.kill(receiver);
                node.exitOf(receiver).get(60, TimeUnit.SECONDS);

                assertThat(node.ledger()).matches(Ledger::isBalanced, "balanced");
            }
        }
    }
}
