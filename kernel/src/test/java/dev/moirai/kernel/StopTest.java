package dev.moirai.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class StopTest {
    private static final Body OBEDIENT =
            (self, _) -> self.take(Signal.Cancel.class::isInstance) != null ? Step.done() : Step.WAITING;
    private static final Body DEAF = (_, _) -> Step.WAITING;

    private final Stage stage = new Stage();
    private final Node node = stage.node;

    @Test
    void isCleanWhenEverybodyEndsInTime() {
        for (int i = 0; i < 10; i++) {
            node.spawn(OBEDIENT);
        }

        StopReport report = node.stop(Duration.ofSeconds(10));

        assertThat(report.isClean()).isTrue();
        assertThat(report.ended()).isEqualTo(10);
        assertThat(node.population()).isZero();
    }

    /** T1: one deadline for everything, however many do not listen; the report names who was killed. */
    @Test
    void t1OneDeadlineCoversEverything() {
        Pid deaf = node.spawn(DEAF);
        Pid alsoDeaf = node.spawn(DEAF);
        node.spawn(OBEDIENT);
        long begin = stage.simulation.clock().nanoTime();

        StopReport report = node.stop(Duration.ofSeconds(10));

        assertThat(Duration.ofNanos(stage.simulation.clock().nanoTime() - begin))
                .isBetween(Duration.ofSeconds(10), Duration.ofMillis(10_200));
        assertThat(report.isClean()).isFalse();
        assertThat(report.killed()).containsExactlyInAnyOrder(deaf, alsoDeaf);
        assertThat(node.population()).isZero();
    }

    /** T4: what is under way is finished before the end, not cut off. */
    @Test
    void t4WorkUnderWayIsFinishedWithinTheDeadline() {
        AtomicInteger done = new AtomicInteger();
        node.spawn(new Body() {
            private boolean asked;

            @Override
            public Step advance(Self self, int budget) {
                if (!asked && self.take(Signal.Cancel.class::isInstance) != null) {
                    asked = true;
                    self.sendAfter(Duration.ofSeconds(3), "finished");
                }
                if (self.take("finished"::equals) != null) {
                    done.incrementAndGet();
                    return Step.done();
                }
                return Step.WAITING;
            }
        });

        StopReport report = node.stop(Duration.ofSeconds(10));

        assertThat(report.isClean()).isTrue();
        assertThat(done).hasValue(1);
    }

    @Test
    void spawnsAreRefusedFromItsStart() {
        CompletableFuture<Throwable> refused = new CompletableFuture<>();
        node.spawn((self, _) -> {
            if (self.take(Signal.Cancel.class::isInstance) != null) {
                try {
                    self.spawn(OBEDIENT);
                } catch (SpawnRefused thrown) {
                    refused.complete(thrown);
                }
                return Step.done();
            }
            return Step.WAITING;
        });

        node.stop(Duration.ofSeconds(1));

        assertThat(refused).isCompleted();
        assertThatThrownBy(() -> node.spawn(OBEDIENT)).isInstanceOf(SpawnRefused.class);
    }

    @Nested
    class OnRealThreads {
        /** T6 (and T2, T3, T5): code that never returns does not keep a node from stopping; it is reported with its stack. */
        @Test
        void t6CodeThatNeverReturnsIsAbandonedAtTheDeadlineAndReported() throws Exception {
            CountDownLatch looping = new CountDownLatch(1);
            CountDownLatch mayReturn = new CountDownLatch(1);
            Node real = Node.start("abandoned");
            try {
                Pid hog = real.spawn((_, _) -> {
                    looping.countDown();
                    while (mayReturn.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                    return Step.WAITING;
                });
                looping.await();
                CompletableFuture<StopReport> report =
                        CompletableFuture.supplyAsync(() -> real.stop(Duration.ofMillis(200)));

                StopReport stopped = report.get(60, TimeUnit.SECONDS);

                assertThat(stopped.killed()).contains(hog);
                assertThat(stopped.abandoned()).singleElement().satisfies(zombie -> {
                    assertThat(zombie.pid()).isEqualTo(hog);
                    assertThat(zombie.stack().toString()).contains("StopTest");
                });
            } finally {
                mayReturn.countDown();
            }
        }

        /** Whoever is born while the node stops is asked to end, too. */
        @Test
        void aRaceOfBirthsWithTheStopNeverCostsTheWholeDeadline() {
            for (int round = 0; round < 50; round++) {
                Node real = Node.start("births");
                CountDownLatch spawning = new CountDownLatch(2);
                for (int i = 0; i < 2; i++) {
                    Thread.ofPlatform().daemon().start(() -> {
                        try {
                            while (true) {
                                real.spawn(OBEDIENT);
                                spawning.countDown();
                            }
                        } catch (SpawnRefused _) {
                            // the node stops
                        }
                    });
                }
                assertThat(await(spawning)).isTrue();

                assertThat(real.stop(Duration.ofSeconds(60)).isClean()).isTrue();
            }
        }

        private static boolean await(CountDownLatch latch) {
            try {
                return latch.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException _) {
                return false;
            }
        }
    }
}
