package dev.moirai.otp.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.kernel.Blocking;
import dev.moirai.kernel.BlockingSelf;
import dev.moirai.kernel.ExitException;
import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Signal;
import dev.moirai.kernel.Simulation;
import dev.moirai.kernel.Spawn;
import dev.moirai.otp.Answer;
import dev.moirai.otp.Context;
import dev.moirai.otp.Done;
import dev.moirai.otp.Next;
import dev.moirai.otp.Ref;
import dev.moirai.otp.Reply;
import dev.moirai.otp.Server;
import dev.moirai.otp.supervisor.DynamicSupervisor;
import dev.moirai.otp.supervisor.Restart;
import dev.moirai.otp.supervisor.Shutdown;
import dev.moirai.otp.supervisor.StartResult;
import dev.moirai.otp.supervisor.TerminateResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TaskTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Simulation simulation = new Simulation(1);
    private final DynamicSupervisor supervisor =
            TaskSupervisor.spec().restarts(100, SECOND).start(simulation.node());
    private final TaskSupervisor tasks = TaskSupervisor.at(supervisor.address());
    private final List<Object> events = new ArrayList<>();

    @AfterEach
    void close() {
        simulation.close();
    }

    private static final class Boom extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Runs a blocking process to its end; with what it ended. */
    private ExitReason run(Blocking code) {
        CompletableFuture<ExitReason> exit =
                simulation.node().spawnWatched(Spawn.blocking(code)).exit();
        simulation.runUntil(exit::isDone);
        return exit.join();
    }

    private void runWell(Blocking code) {
        assertThat(run(code)).isEqualTo(ExitReason.NORMAL);
    }

    private static String sleepThen(BlockingSelf self, Duration time, String result) {
        self.sleep(time);
        return result;
    }

    @Nested
    class Async {
        @Test
        void awaitGivesTheResult() {
            runWell(self -> {
                events.add(Task.async(self, _ -> 42).await());
                return null;
            });

            assertThat(events).containsExactly(42);
        }

        @Test
        void aFailureFailsTheOwner() {
            ExitReason reason = run(self -> Task.async(self, _ -> {
                        throw new Boom();
                    })
                    .await());

            assertThat(reason.root())
                    .isInstanceOfSatisfying(
                            ExitReason.Crash.class,
                            crash -> assertThat(crash.cause()).isInstanceOf(Boom.class));
        }

        @Test
        void aTimeoutFailsTheOwnerAndTheTaskWithIt() {
            List<Pid> pids = new ArrayList<>();
            ExitReason reason = run(self -> {
                Task<String> task = Task.async(self, me -> sleepThen(me, Duration.ofHours(1), "late"));
                pids.add(task.pid());
                return task.await(SECOND);
            });
            simulation.run();

            assertThat(reason).asString().contains("timeout");
            assertThat(pids.getFirst().isAlive()).isFalse();
        }

        @Test
        void pollCanBeRepeated() {
            runWell(self -> {
                Task<String> task = Task.async(self, me -> sleepThen(me, SECOND, "there"));
                events.add(task.poll(Duration.ofMillis(500)));
                events.add(task.poll(SECOND));
                events.add(task.poll(SECOND));
                return null;
            });

            assertThat(events)
                    .containsExactly(new Poll.Pending<>(), new Poll.Done<>("there"), new Poll.Done<>("there"));
        }

        @Test
        void aLateResultOfAnIgnoredTaskIsNoMessage() {
            runWell(self -> {
                Task<String> task = Task.async(self, me -> sleepThen(me, SECOND, "late"));
                task.ignore();
                events.add(String.valueOf(self.receive(Duration.ofSeconds(10))));
                return null;
            });

            assertThat(events).containsExactly("null");
        }

        @Test
        void aCompletedTaskHasItsResult() {
            runWell(self -> {
                events.add(Task.completed(self, "now").await());
                return null;
            });

            assertThat(events).containsExactly("now");
        }

        @Test
        void callersAreKnownThroughNestedTasks() {
            List<Pid> owners = new ArrayList<>();
            runWell(self -> {
                owners.add(self.pid());
                return Task.async(self, middle -> {
                                            owners.add(middle.pid());
                                            return Task.async(middle, _ -> {
                                                        events.addAll(Task.callers());
                                                        return Done.DONE;
                                                    })
                                                    .await();
                                        })
                                        .await()
                                == Done.DONE
                        ? null
                        : "never";
            });

            assertThat(events).containsExactly(owners.get(1), owners.get(0));
        }

        @Test
        void aTaskThatEndsNormallyWithoutAResultFailsTheAwait() {
            ExitReason reason = run(self -> Task.async(self, _ -> {
                        throw new ExitException(ExitReason.NORMAL);
                    })
                    .await());

            assertThat(reason).isEqualTo(ExitReason.NORMAL);
        }

        @Test
        void anOwnerThatTrapsExitsGetsTheFailureFromTheAwait() {
            runWell(self -> {
                self.trapExits(true);
                Task<String> task = Task.async(self, _ -> {
                    throw new Boom();
                });
                try {
                    task.await();
                } catch (ExitException exit) {
                    events.add(exit.reason().getClass());
                }
                return null;
            });

            assertThat(events).containsExactly(ExitReason.Crash.class);
        }

        @Test
        void itsOwnerTakesTheTaskWithIt() {
            List<Pid> pids = new ArrayList<>();
            run(self -> {
                pids.add(Task.async(self, me -> sleepThen(me, Duration.ofHours(1), "never"))
                        .pid());
                self.sleep(SECOND);
                throw new Boom();
            });
            simulation.run();

            assertThat(pids.getFirst().isAlive()).isFalse();
        }

        @Test
        void onlyTheOwnerMayAwait() {
            CompletableFuture<Task<String>> handed = new CompletableFuture<>();
            simulation.node().spawn(Spawn.blocking(self -> {
                handed.complete(Task.async(self, me -> sleepThen(me, SECOND, "mine")));
                return self.receive(Duration.ofSeconds(5));
            }));
            ExitReason reason = run(self -> {
                self.sleep(Duration.ofMillis(100));
                return handed.join().await();
            });

            assertThat(reason).asString().contains("outside of its turn");
        }

        @Test
        void afterATimeoutNothingOfTheTaskArrivesAnyMore() {
            runWell(self -> {
                Task<String> task = Task.async(self, me -> sleepThen(me, Duration.ofSeconds(2), "late"));
                try {
                    task.await(SECOND);
                } catch (ExitException timeout) {
                    events.add(String.valueOf(self.receive(Duration.ofSeconds(5))));
                }
                return null;
            });

            assertThat(events).containsExactly("null");
        }
    }

    @Nested
    class ShuttingDown {
        @Test
        void anEndAsAskedIsPending() {
            runWell(self -> {
                Task<String> task = Task.async(self, me -> sleepThen(me, Duration.ofHours(1), "never"));
                events.add(task.shutdown(Shutdown.within(SECOND)));
                events.add(String.valueOf(self.receive(SECOND)));
                return null;
            });

            assertThat(events).containsExactly(new Poll.Pending<>(), "null");
        }

        @Test
        void aResultThatWasThereIsGiven() {
            runWell(self -> {
                Task<String> task = Task.async(self, _ -> "done");
                self.sleep(SECOND);
                events.add(task.shutdown(Shutdown.BRUTAL));
                return null;
            });

            assertThat(events).containsExactly(new Poll.Done<>("done"));
        }

        @Test
        void theOwnerIsNotHurtAlthoughItWasLinked() {
            runWell(self -> {
                Task.async(self, me -> sleepThen(me, Duration.ofHours(1), "never"))
                        .shutdown(Shutdown.BRUTAL);
                self.sleep(SECOND);
                events.add(self.trapsExits());
                return null;
            });

            assertThat(events).containsExactly(false);
        }

        @Test
        void aTaskThatDoesNotEndInTimeIsKilled() {
            runWell(self -> {
                Task<String> task = Task.async(self, me -> {
                    me.trapExits(true);
                    while (true) {
                        me.receive();
                    }
                });
                self.sleep(Duration.ofMillis(1));
                events.add(task.shutdown(Shutdown.within(SECOND)).getClass());
                events.add(java.util.Objects.requireNonNull(task.pid()).isAlive());
                return null;
            });

            assertThat(events).containsExactly(Poll.Exited.class, false);
        }

        @Test
        void aTaskThatEndedForAnotherReasonSaysSo() {
            runWell(self -> {
                self.trapExits(true);
                Task<String> task = Task.async(self, _ -> {
                    throw new Boom();
                });
                self.sleep(SECOND);
                events.add(task.shutdown(Shutdown.within(SECOND)).getClass());
                return null;
            });

            assertThat(events).containsExactly(Poll.Exited.class);
        }

        @Test
        void aTaskThatIsDoneWhileItIsAskedToEndGivesItsResult() {
            runWell(self -> {
                Task<String> task = Task.async(self, me -> {
                    me.trapExits(true);
                    me.receive();
                    return "finished first";
                });
                self.sleep(Duration.ofMillis(1));
                events.add(task.shutdown(Shutdown.within(SECOND)));
                return null;
            });

            assertThat(events).containsExactly(new Poll.Done<>("finished first"));
        }
    }

    @Nested
    class Many {
        @Test
        void awaitManyGivesAllInOrder() {
            runWell(self -> {
                events.addAll(Task.awaitMany(
                        List.of(
                                Task.async(self, me -> sleepThen(me, Duration.ofMillis(300), "slow")),
                                Task.async(self, _ -> "quick")),
                        SECOND));
                return null;
            });

            assertThat(events).containsExactly("slow", "quick");
        }

        @Test
        void awaitManyHasOneTimeoutForAll() {
            ExitReason reason = run(self -> Task.awaitMany(
                    List.of(
                            Task.async(self, me -> sleepThen(me, Duration.ofMillis(700), "a")),
                            Task.async(self, me -> sleepThen(me, Duration.ofMillis(1_400), "b"))),
                    SECOND));

            assertThat(reason).asString().contains("timeout");
        }

        @Test
        void pollManyTellsWhatIsKnownAndCanKillTheLate() {
            runWell(self -> {
                Task<String> late = Task.async(self, me -> sleepThen(me, Duration.ofHours(1), "never"));
                events.addAll(Task.pollMany(List.of(Task.async(self, _ -> "quick"), late), SECOND, Task.Late.KILL));
                events.add(java.util.Objects.requireNonNull(late.pid()).isAlive());
                return null;
            });

            assertThat(events).containsExactly(new Poll.Done<>("quick"), new Poll.Pending<>(), false);
        }

        @Test
        void awaitManyOfNothingIsNothing() {
            runWell(self -> {
                events.addAll(Task.<String>awaitMany(List.of(), SECOND));
                events.addAll(Task.<String>pollMany(List.of(), SECOND, Task.Late.LEAVE));
                return null;
            });

            assertThat(events).isEmpty();
        }

        @Test
        void awaitManyFailsWithTheFirstThatFails() {
            ExitReason reason = run(self -> Task.awaitMany(
                    List.of(
                            tasks.asyncNoLink(self, me -> sleepThen(me, SECOND, "fine")),
                            tasks.<String>asyncNoLink(self, _ -> {
                                throw new Boom();
                            })),
                    Duration.ofSeconds(5)));

            assertThat(reason).asString().contains("Boom");
        }

        @Test
        void pollManyCanBeContentWithSome() {
            runWell(self -> {
                List<Task<String>> three = List.of(
                        Task.async(self, me -> sleepThen(me, Duration.ofSeconds(3), "last")),
                        Task.async(self, me -> sleepThen(me, Duration.ofSeconds(1), "first")),
                        Task.async(self, me -> sleepThen(me, Duration.ofSeconds(2), "second")));
                long before = self.nanoTime();
                events.addAll(Task.pollMany(three, Duration.ofMinutes(1), Task.Late.LEAVE, 2));
                events.add(Duration.ofNanos(self.nanoTime() - before));
                events.addAll(Task.pollMany(three, Duration.ofMinutes(1), Task.Late.LEAVE));
                return null;
            });

            assertThat(events)
                    .containsExactly(
                            new Poll.Pending<>(),
                            new Poll.Done<>("first"),
                            new Poll.Done<>("second"),
                            Duration.ofSeconds(2),
                            new Poll.Done<>("last"),
                            new Poll.Done<>("first"),
                            new Poll.Done<>("second"));
        }

        @Test
        void pollManyCanIgnoreTheLateOnes() {
            runWell(self -> {
                Task<String> late = Task.async(self, me -> sleepThen(me, Duration.ofSeconds(2), "late"));
                events.addAll(Task.pollMany(List.of(late), SECOND, Task.Late.IGNORE));
                events.add(String.valueOf(self.receive(Duration.ofSeconds(5))));
                return null;
            });

            assertThat(events).containsExactly(new Poll.Pending<>(), "null");
        }
    }

    @Nested
    class Supervised {
        @Test
        void startChildIsForgottenWhenItFails() {
            tasks.startChild(_ -> {
                throw new Boom();
            });
            simulation.run();

            assertThat(tasks.children()).isEmpty();
            assertThat(supervisor.exit()).isNotDone();
        }

        @Test
        void aTransientTaskIsRestartedIfItFails() {
            AtomicInteger runs = new AtomicInteger();
            tasks.startChild(Restart.TRANSIENT, _ -> {
                if (runs.incrementAndGet() < 3) {
                    throw new Boom();
                }
                return Done.DONE;
            });
            simulation.advance(SECOND);

            assertThat(runs).hasValue(3);
            assertThat(tasks.children()).isEmpty();
        }

        @Test
        void asyncNoLinkMakesAFailureAValue() {
            runWell(self -> {
                events.add(tasks.asyncNoLink(self, _ -> {
                            throw new Boom();
                        })
                        .poll(SECOND)
                        .getClass());
                return null;
            });

            assertThat(events).containsExactly(Poll.Exited.class);
        }

        @Test
        void asyncIsLinkedToItsOwnerToo() {
            ExitReason reason = run(self -> tasks.async(self, _ -> {
                        throw new Boom();
                    })
                    .await());

            assertThat(reason.isOrderly()).isFalse();
            assertThat(supervisor.exit()).isNotDone();
        }

        @Test
        void aTaskWhoseOwnerDiesBeforeTheHandoverNeverBegins() {
            AtomicInteger runs = new AtomicInteger();
            CompletableFuture<Pid> owner = new CompletableFuture<>();
            simulation.node().spawn(Spawn.blocking(self -> {
                owner.complete(self.pid());
                return tasks.asyncNoLink(self, _ -> runs.incrementAndGet());
            }));
            simulation.runUntil(() -> owner.isDone() && supervisor.count().specs() >= 0);
            simulation.node().kill(owner.join());
            simulation.advance(Duration.ofSeconds(10));

            assertThat(tasks.children()).isEmpty();
        }

        @Test
        void tooManyIsARefusal() {
            TaskSupervisor few = TaskSupervisor.at(TaskSupervisor.spec()
                    .maxChildren(1)
                    .start(simulation.node())
                    .address());
            few.startChild(self -> sleepThen(self, Duration.ofHours(1), "x"));

            assertThat(few.startChild(_ -> Done.DONE)).isEqualTo(new StartResult.Full<>(1));
            assertThat(run(self -> few.async(self, _ -> 1))).asString().contains("StartFailed");
        }

        @Test
        void aServerRunsATaskAndGoesOn() {
            record Run(Work<String> work, Reply<String> to) {}
            Ref<Run> server = Server.spawn(simulation.node(), () -> (Run run, Context<Run> context) -> {
                tasks.<String, Run>run(context, run.work(), SECOND, answer -> {
                    run.to()
                            .ok(
                                    answer instanceof Answer.Ok<String>(var value)
                                            ? value
                                            : answer.getClass().getSimpleName());
                    return Next.go();
                });
                return Next.go();
            });

            assertThat(server.<String>ask(to -> new Run(_ -> "result", to))).isEqualTo("result");
            assertThat(server.<String>ask(to -> new Run(
                            _ -> {
                                throw new Boom();
                            },
                            to)))
                    .isEqualTo("Exited");
            assertThat(server.<String>ask(to -> new Run(self -> sleepThen(self, Duration.ofHours(1), ""), to)))
                    .isEqualTo("TimedOut");
        }

        @Test
        void callersAreKnownInChildrenTooAndNotTheSupervisor() {
            List<Pid> self1 = new ArrayList<>();
            runWell(self -> {
                self1.add(self.pid());
                tasks.startChild(self, Restart.TEMPORARY, _ -> events.addAll(Task.callers()));
                return null;
            });
            simulation.run();

            assertThat(events).containsExactlyElementsOf(self1);
        }

        @Test
        void tasksCanBeStoppedInAnotherWay() {
            TaskSupervisor brutal = tasks.shutdown(Shutdown.BRUTAL);
            CompletableFuture<ExitReason> end = new CompletableFuture<>();
            StartResult<Object> started = brutal.startChild(self -> {
                self.trapExits(true);
                return self.receive();
            });
            simulation.run();
            simulation.node().exitOf(started.orThrow().pid()).thenAccept(end::complete);

            brutal.terminateChild(started.orThrow().pid());

            assertThat(end.join()).isEqualTo(ExitReason.KILLED);
        }

        @Test
        void aPermanentTaskIsRestartedHoweverItEnds() {
            AtomicInteger runs = new AtomicInteger();
            tasks.startChild(Restart.PERMANENT, self -> {
                if (runs.incrementAndGet() == 3) {
                    self.receive();
                }
                return Done.DONE;
            });
            simulation.advance(SECOND);

            assertThat(runs).hasValue(3);
            assertThat(tasks.children()).hasSize(1);
        }

        @Test
        void terminateChildEndsATaskOnce() {
            Pid task = tasks.startChild(self -> sleepThen(self, Duration.ofHours(1), ""))
                    .orThrow()
                    .pid();

            assertThat(tasks.children()).containsExactly(task);
            assertThat(tasks.terminateChild(task)).isEqualTo(TerminateResult.OK);
            assertThat(tasks.terminateChild(task)).isEqualTo(TerminateResult.NOT_FOUND);
            assertThat(tasks.children()).isEmpty();
        }

        @Test
        void theEndOfTheSupervisorEndsItsTasksAndFailsTheAwaits() {
            CompletableFuture<Object> poll = new CompletableFuture<>();
            simulation
                    .node()
                    .spawn(Spawn.blocking(self ->
                            poll.complete(tasks.asyncNoLink(self, me -> sleepThen(me, Duration.ofHours(1), ""))
                                    .poll(Duration.ofHours(2)))));
            simulation.run();
            supervisor.close();
            simulation.runUntil(poll::isDone);

            assertThat(poll.join()).isEqualTo(new Poll.Exited<>(ExitReason.SHUTDOWN));
        }
    }

    @Nested
    class Streams {
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

            assertThat(events)
                    .containsExactly(new Outcome.Ok<>(3, 30), new Outcome.Ok<>(1, 10), new Outcome.Ok<>(2, 20));
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
                tasks.<Integer, Integer>stream(self, List.of(), (n, _) -> n, two)
                        .forEach(events::add);
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
                                () -> Stream.of(1, 0)
                                        .map(n -> n == 0 ? 1 / n : n)
                                        .iterator(),
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
            TaskSupervisor one = TaskSupervisor.at(TaskSupervisor.spec()
                    .maxChildren(1)
                    .start(simulation.node())
                    .address());
            ExitReason reason = run(self -> {
                one.<Integer, String>stream(self, List.of(1, 2), (_, me) -> sleepThen(me, Duration.ofHours(1), ""), two)
                        .forEach(events::add);
                return null;
            });
            simulation.run();

            assertThat(reason).asString().contains("Full");
            assertThat(one.children()).isEmpty();
        }
    }

    @Test
    void anOwnerCanHandleTheFailureOfAnAwait() {
        runWell(self -> {
            try {
                tasks.asyncNoLink(self, _ -> {
                            throw new Boom();
                        })
                        .await();
            } catch (ExitException exit) {
                events.add(exit.reason().getClass());
            }
            return null;
        });

        assertThat(events).containsExactly(ExitReason.Crash.class);
    }
}
