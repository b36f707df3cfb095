package dev.moirai.otp.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.kernel.ExitException;
import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Spawn;
import dev.moirai.otp.Done;
import dev.moirai.otp.supervisor.Shutdown;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Tasks and those who wait for them. */
class TaskTest extends TaskStage {
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
