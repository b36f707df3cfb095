package dev.moirai.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CancelTest {
    private static final Duration SOON = Duration.ofMillis(100);

    private final Stage stage = new Stage();
    private final Stage.Puppet caller = stage.puppet();
    private final Stage.Puppet target = stage.puppet();

    @Test
    void tellsWhoAskedWhyAndByWhen() {
        long now = stage.simulation.clock().nanoTime();

        caller.does(self -> self.cancel(target.pid(), "enough", SOON));

        assertThat(target.got).containsExactly(new Signal.Cancel(caller.pid(), "enough", now + SOON.toNanos()));
    }

    @Test
    void endsByForceAtTheDeadlineAndNotBefore() {
        caller.does(self -> self.cancel(target.pid(), "enough", SOON));

        stage.simulation.advance(SOON.minusNanos(1));
        assertThat(stage.endOf(target)).isNull();

        stage.simulation.advance(Duration.ofNanos(1));
        assertThat(stage.endOf(target)).isEqualTo(new ExitReason.Expired("enough"));
        assertThat(target.cleanUps).isEmpty();
    }

    @Test
    void withoutADeadlineOnlyAsks() {
        caller.does(self -> self.cancel(target.pid(), "please", null));

        stage.simulation.advance(Duration.ofDays(1_000));

        assertThat(stage.endOf(target)).isNull();
        assertThat(target.got(Signal.Cancel.class)).singleElement().matches(cancel -> !cancel.hasDeadline());
    }

    @Test
    void isTakenBeforeMessagesThatWaitedLongerAndInTheOrderOfCancels() {
        Stage.Puppet busy = stage.puppet();
        busy.will(self -> {
            for (int i = 0; i < 3; i++) {
                self.send(self.pid(), i);
            }
            self.cancel(self.pid(), "first", null);
            self.cancel(self.pid(), "second", null);
        });
        stage.run();

        assertThat(busy.got).hasSize(5);
        assertThat(busy.got(Signal.Cancel.class))
                .extracting(Signal.Cancel::reason)
                .containsExactly("first", "second");
        assertThat(busy.got.subList(0, 2)).hasOnlyElementsOfType(Signal.Cancel.class);
    }

    /** So the watchdog looks at it at once if the turn does not end, not only when it reports it. */
    @Test
    void aDeadlineIsNewsAsLongAsNoTimerWatchesIt() {
        List<Boolean> news = new ArrayList<>();
        Pid pid = stage.node.spawn((self, _) -> {
            self.take();
            news.add(Objects.requireNonNull(self.pid().process).hasNews());
            return Step.WAITING;
        });
        stage.run();
        stage.node.cancel(pid, "enough", SOON);
        stage.run();
        stage.node.send(pid, "message");
        stage.run();

        assertThat(news).containsExactly(false, true, false);
    }

    @Test
    void theEarliestDeadlineOfSeveralCounts() {
        caller.does(self -> {
            self.cancel(target.pid(), "late", SOON.multipliedBy(3));
            self.cancel(target.pid(), "soon", SOON);
            self.cancel(target.pid(), "later", SOON.multipliedBy(2));
        });

        stage.simulation.advance(SOON);

        assertThat(stage.endOf(target)).isEqualTo(new ExitReason.Expired("soon"));
    }

    @Test
    void cannotBeTrappedAwayAtItsDeadline() {
        Stage.Puppet trapping = stage.trapper();

        caller.does(self -> self.cancel(trapping.pid(), "enough", SOON));
        stage.simulation.advance(SOON);

        assertThat(stage.endOf(trapping)).isEqualTo(new ExitReason.Expired("enough"));
    }

    @Test
    void isNotLostOnOneThatHasNotRunYet() {
        Stage.inManyOrders(anew -> {
            Stage.Puppet parent = anew.puppet();
            Stage.Puppet child = anew.new Puppet();
            parent.will(self -> self.cancel(self.spawn(Spawn.of(child)).pid(), "at once", SOON));
            anew.run();

            assertThat(child.got(Signal.Cancel.class)).hasSize(1);
        });
    }

    @Test
    void aProcessThatEndsInTimeEndsWithItsOwnReasonAndItsDeadlineIsForgotten() {
        caller.does(self -> self.cancel(target.pid(), "enough", SOON));
        target.ends(ExitReason.SHUTDOWN);
        long before = stage.simulation.clock().nanoTime();
        stage.simulation.runToEnd();

        assertThat(stage.endOf(target)).isEqualTo(ExitReason.SHUTDOWN);
        assertThat(stage.simulation.clock().nanoTime()).isEqualTo(before);
    }

    @Nested
    class OfCodeThatCannotBeStopped {
        private final CountDownLatch mayReturn = new CountDownLatch(1);
        private final CompletableFuture<Throwable> refused = new CompletableFuture<>();

        /** Never returns while the test lasts, whatever interrupts it. */
        private final Body stubborn = (self, _) -> {
            while (mayReturn.getCount() > 0) {
                Thread.onSpinWait();
            }
            try {
                self.send(self.pid(), "I am not dead");
                refused.completeExceptionally(new AssertionError("the dead could send"));
            } catch (Throwable thrown) {
                refused.complete(thrown);
                throw thrown;
            }
            return Step.WAITING;
        };

        @Test
        void watchersHearAtTheDeadlineAndTheCodeIsAZombieThatCannotActAnyMore() throws Exception {
            try (Node node = Node.start(NodeOptions.named("c")
                            .withHost(HostOptions.named("h").withWorkers(1)));
                    AutoCloseable _ = () -> node.stop(Duration.ZERO)) {
                try {
                    Watched victim = node.spawnWatched(Spawn.of(stubborn).named("stubborn"));
                    node.cancel(victim.pid(), "enough", Duration.ofMillis(50));

                    assertThat(victim.exit().get(60, TimeUnit.SECONDS)).isEqualTo(new ExitReason.Expired("enough"));
                    assertThat(victim.pid().isAlive()).isFalse();
                    assertThat(node.names().lookup("stubborn")).isNull();
                    assertThat(node.send(victim.pid(), "hello")).isEqualTo(SendResult.DEAD);
                    List<Zombie> zombies = node.zombies();
                    assertThat(zombies).singleElement().satisfies(zombie -> {
                        assertThat(zombie.pid()).isEqualTo(victim.pid());
                        assertThat(zombie.stack().toString()).contains("CancelTest");
                    });
                    CompletableFuture<Void> end = node.physicalEnd(victim.pid());
                    assertThat(end).isNotDone();

                    mayReturn.countDown();

                    end.get(60, TimeUnit.SECONDS);
                    assertThat(refused.get(60, TimeUnit.SECONDS)).isInstanceOf(Fenced.class);
                } finally {
                    mayReturn.countDown();
                }
            }
        }

        @Test
        void itsDeadlineStandsAlsoIfTheTurnThatHearsOfItDoesNotEnd() throws Exception {
            assertExpires((self, budget) -> self.take() == null ? Step.WAITING : stubborn.advance(self, budget));
        }

        @Test
        void itsDeadlineStandsAlsoIfItsCleanUpDoesNotEnd() throws Exception {
            assertExpires(new Body() {
                @Override
                public Step advance(Self self, int budget) {
                    return self.take() == null ? Step.WAITING : Step.done();
                }

                @Override
                public void terminate(Self self, ExitReason reason) throws Throwable {
                    stubborn.advance(self, 0);
                }
            });
        }

        private void assertExpires(Body body) throws Exception {
            try (Node node = Node.start("e");
                    AutoCloseable _ = () -> node.stop(Duration.ZERO)) {
                try {
                    Watched victim = node.spawnWatched(Spawn.of(body));
                    node.cancel(victim.pid(), "enough", Duration.ofMillis(50));

                    assertThat(victim.exit().get(60, TimeUnit.SECONDS)).isEqualTo(new ExitReason.Expired("enough"));
                } finally {
                    mayReturn.countDown();
                }
            }
        }

        /** O9: signals must not wait behind a body that does not return, nor behind its messages. */
        @Test
        void o9AKillGetsThroughToABodyThatLoopsWithAMillionMessagesWaiting() throws Exception {
            MailboxLimit wide = MailboxLimit.of(2_000_000);
            try (Node node = Node.start("k");
                    AutoCloseable _ = () -> node.stop(Duration.ZERO)) {
                try {
                    Watched victim = node.spawnWatched(Spawn.of(stubborn).withMailbox(wide));
                    for (int i = 0; i < 1_000_000; i++) {
                        node.send(victim.pid(), i);
                    }
                    node.kill(victim.pid());

                    assertThat(victim.exit().get(60, TimeUnit.SECONDS)).isEqualTo(ExitReason.KILLED);
                    assertThat(node.ledger().isBalanced()).isTrue();
                } finally {
                    mayReturn.countDown();
                }
            }
        }

        /** The hog's worker keeps what the hog makes runnable close to it: others must take it from there. */
        @Test
        void whatItSendsIsHandledByAStandInAlthoughItsTurnGoesOn() throws Exception {
            try (Node node = Node.start(NodeOptions.named("o")
                            .withHost(HostOptions.named("h").withWorkers(1)));
                    AutoCloseable _ = () -> node.stop(Duration.ZERO)) {
                try {
                    CompletableFuture<Object> heard = new CompletableFuture<>();
                    Pid listener = node.spawn((self, _) -> {
                        Object what = self.take();
                        if (what != null) {
                            heard.complete(what);
                        }
                        return Step.WAITING;
                    });
                    node.spawn((self, _) -> {
                        long begin = self.nanoTime();
                        while (self.nanoTime() - begin
                                < 1_000_000_000) { // the stand-ins came, found nothing, and one sleeps
                            Thread.onSpinWait();
                        }
                        self.send(listener, "from a turn that does not end");
                        while (mayReturn.getCount() > 0) {
                            Thread.onSpinWait();
                        }
                        return Step.WAITING;
                    });

                    assertThat(heard.get(60, TimeUnit.SECONDS)).isEqualTo("from a turn that does not end");
                } finally {
                    mayReturn.countDown();
                }
            }
        }
    }
}
