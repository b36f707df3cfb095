package dev.moirai.otp.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Signal;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A task for each input. */
class TaskStreamTest extends TaskStage {
    private final StreamOptions two = StreamOptions.DEFAULT.concurrency(2);

    @Test
    void outcomesComeInOrder() {
        runWell(self -> {
            tasks.<Integer, Integer>stream(
                            self,
                            List.of(3, 1, 2),
                            (n, me) -> {
                                me.sleep(Duration.ofMillis(n * 100L));
                                return n * 10;
                            },
                            two)
                    .forEach(events::add);
            return null;
        });

        assertThat(events).containsExactly(new Outcome.Ok<>(3, 30), new Outcome.Ok<>(1, 10), new Outcome.Ok<>(2, 20));
    }

    @Test
    void unorderedTheyComeAsTheyAreReady() {
        runWell(self -> {
            tasks.<Integer, Integer>stream(
                            self,
                            List.of(3, 1),
                            (n, me) -> {
                                me.sleep(Duration.ofMillis(n * 100L));
                                return n;
                            },
                            two.unordered())
                    .forEach(events::add);
            return null;
        });

        assertThat(events).containsExactly(new Outcome.Ok<>(1, 1), new Outcome.Ok<>(3, 3));
    }

    @Test
    void noMoreThanAskedForRunAtOnce() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        runWell(self -> {
            tasks.<Integer, Integer>stream(
                            self,
                            Stream.iterate(1, n -> n + 1).limit(10).toList(),
                            (n, me) -> {
                                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                                me.sleep(Duration.ofMillis(10));
                                now.decrementAndGet();
                                return n;
                            },
                            two)
                    .forEach(events::add);
            return null;
        });

        assertThat(most).hasValue(2);
        assertThat(events).hasSize(10);
    }

    @Test
    void notLinkedAFailureIsAnOutcomeWithItsInput() {
        runWell(self -> {
            tasks.<Integer, Integer>stream(self, List.of(1, 0), (n, _) -> 1 / n, two.notLinked())
                    .forEach(events::add);
            return null;
        });

        assertThat(events.get(0)).isEqualTo(new Outcome.Ok<>(1, 1));
        assertThat(events.get(1))
                .isInstanceOfSatisfying(
                        Outcome.Exited.class,
                        exited -> assertThat(exited.input()).isEqualTo(0));
    }

    @Test
    void linkedAFailureFailsTheConsumer() {
        ExitReason reason = run(self -> {
            tasks.<Integer, Integer>stream(self, List.of(1, 0), (n, _) -> 1 / n, two)
                    .forEach(events::add);
            return null;
        });

        assertThat(reason.isOrderly()).isFalse();
    }

    @Test
    void aTimeoutEndsTheConsumerOrIsAnOutcome() {
        runWell(self -> {
            tasks.<Integer, String>stream(
                            self,
                            List.of(1),
                            (_, me) -> sleepThen(me, Duration.ofHours(1), "never"),
                            two.timeout(SECOND).killOnTimeout())
                    .forEach(events::add);
            return null;
        });
        ExitReason reason = run(self -> {
            tasks.<Integer, String>stream(
                            self,
                            List.of(1),
                            (_, me) -> sleepThen(me, Duration.ofHours(1), "never"),
                            two.timeout(SECOND))
                    .forEach(events::add);
            return null;
        });

        assertThat(events).containsExactly(new Outcome.Exited<>(1, new ExitReason.Failed("timeout")));
        assertThat(reason).asString().contains("timeout");
        assertThat(tasks.children()).isEmpty();
    }

    @Test
    void closingItEndsWhatStillRunsAndLeavesNoMessages() {
        runWell(self -> {
            try (Stream<Outcome<Integer, String>> stream = tasks.stream(
                    self,
                    List.of(1, 2, 3, 4),
                    (n, me) -> n == 1 ? "first" : sleepThen(me, Duration.ofHours(1), "never"),
                    two)) {
                events.add(stream.iterator().next());
            }
            events.add(String.valueOf(self.receive(SECOND)));
            return null;
        });

        assertThat(events).containsExactly(new Outcome.Ok<>(1, "first"), "null");
        assertThat(tasks.children()).isEmpty();
    }

    @Test
    void aConsumerThatTrapsExitsHearsOfAFailureOnce() {
        runWell(self -> {
            self.trapExits(true);
            tasks.<Integer, Integer>stream(self, List.of(0), (n, _) -> 1 / n, two)
                    .forEach(outcome -> events.add(outcome.getClass()));
            events.add(String.valueOf(self.receive(arrived -> arrived instanceof Signal.Exit, SECOND)));
            return null;
        });

        assertThat(events).containsExactly(Outcome.Exited.class, "null");
    }

    @Test
    void withoutASupervisorTheTasksAreLinkedToTheConsumer() {
        runWell(self -> {
            Task.<Integer, Integer>stream(self, List.of(1, 2, 3), (n, _) -> n * n, two)
                    .forEach(events::add);
            return null;
        });
        ExitReason reason = run(self -> {
            Task.<Integer, Integer>stream(self, List.of(0), (n, _) -> 1 / n, two)
                    .forEach(events::add);
            return null;
        });

        assertThat(events).containsExactly(new Outcome.Ok<>(1, 1), new Outcome.Ok<>(2, 4), new Outcome.Ok<>(3, 9));
        assertThat(reason.isOrderly()).isFalse();
        assertThat(run(self -> Task.<Integer, Integer>stream(self, List.of(0), (n, _) -> n, two.notLinked())))
                .asString()
                .contains("TaskSupervisor.stream");
    }

    @Test
    void anEmptyInputIsAnEmptyStream() {
        runWell(self -> {
            tasks.<Integer, Integer>stream(self, List.of(), (n, _) -> n, two).forEach(events::add);
            return null;
        });

        assertThat(events).isEmpty();
    }

    @Test
    void itIsLazy() {
        AtomicInteger begun = new AtomicInteger();
        runWell(self -> {
            try (Stream<Outcome<Integer, Integer>> stream = tasks.stream(
                    self, () -> Stream.iterate(1, n -> n + 1).iterator(), (n, _) -> begun.incrementAndGet(), two)) {
                stream.limit(5).forEach(events::add);
            }
            return null;
        });

        assertThat(events).hasSize(5);
        assertThat(begun.get()).isLessThanOrEqualTo(7);
    }

    @Test
    void theEndOfTheConsumerEndsLinkedTasks() {
        run(self -> {
            self.sendAfter(SECOND, "unused");
            Task.async(self, me -> {
                me.sleep(SECOND);
                throw new Boom();
            });
            tasks.<Integer, String>stream(
                            self,
                            List.of(1, 2),
                            (_, me) -> sleepThen(me, Duration.ofHours(1), ""),
                            two.timeout(Duration.ofHours(2)))
                    .forEach(events::add);
            return null;
        });
        simulation.run();

        assertThat(tasks.children()).isEmpty();
    }

    @Test
    void aFailingSourceOfInputsEndsTheTasksThatRun() {
        ExitReason reason = run(self -> {
            tasks.<Integer, String>stream(
                            self,
                            () -> Stream.of(1, 0).map(n -> n == 0 ? 1 / n : n).iterator(),
                            (_, me) -> sleepThen(me, Duration.ofHours(1), ""),
                            two.timeout(Duration.ofHours(2)))
                    .forEach(events::add);
            return null;
        });
        simulation.run();

        assertThat(reason).asString().contains("ArithmeticException");
        assertThat(tasks.children()).isEmpty();
    }

    @Test
    void aFullSupervisorFailsTheStreamAndLeavesNothing() {
        TaskSupervisor one = TaskSupervisor.at(
                TaskSupervisor.spec().maxChildren(1).start(simulation.node()).address());
        ExitReason reason = run(self -> {
            one.<Integer, String>stream(self, List.of(1, 2), (_, me) -> sleepThen(me, Duration.ofHours(1), ""), two)
                    .forEach(events::add);
            return null;
        });
        simulation.run();

        assertThat(reason).asString().contains("Full");
        assertThat(one.children()).isEmpty();
    }

    @Test
    void aSlowOneHoldsUpTheOrderButNotTheOthers() {
        runWell(self -> {
            long began = self.nanoTime();
            tasks.<Integer, Integer>stream(
                            self,
                            List.of(10, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1),
                            (n, me) -> {
                                me.sleep(Duration.ofMillis(n * 100L));
                                return n;
                            },
                            two)
                    .forEach(outcome -> events.add(outcome.input()));
            events.add(Duration.ofNanos(self.nanoTime() - began));
            return null;
        });

        assertThat(events).containsExactly(10, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, SECOND);
    }

    @Test
    void oneThatIsLateIsKilledWhenItsOwnTimeIsOver() {
        runWell(self -> {
            long began = self.nanoTime();
            tasks.<Integer, Integer>stream(
                            self,
                            List.of(8, 30, 30),
                            (n, me) -> {
                                me.sleep(Duration.ofMillis(n * 100L));
                                return n;
                            },
                            StreamOptions.DEFAULT.concurrency(3).timeout(SECOND).killOnTimeout())
                    .forEach(events::add);
            events.add(Duration.ofNanos(self.nanoTime() - began));
            return null;
        });

        ExitReason late = new ExitReason.Failed("timeout");
        assertThat(events)
                .containsExactly(
                        new Outcome.Ok<>(8, 8), new Outcome.Exited<>(30, late), new Outcome.Exited<>(30, late), SECOND);
    }

    @Test
    void aTaskMayTakeForEver() {
        runWell(self -> {
            tasks.<Integer, Integer>stream(self, List.of(1), (n, _) -> n, two.timeout(ChronoUnit.FOREVER.getDuration()))
                    .forEach(events::add);
            return null;
        });

        assertThat(events).containsExactly(new Outcome.Ok<>(1, 1));
    }
}
