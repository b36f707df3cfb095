package dev.moirai.otp.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Pid;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The rules of OTP's supervisor, each as a sentence. */
class SupervisorTest {
    private final Family family = new Family(1);

    @AfterEach
    void close() {
        family.close();
    }

    @Nested
    class Starting {
        @Test
        void childrenStartInListOrderEachWhenTheOneBeforeIsReady() {
            family.manner("a").slowStart = Duration.ofSeconds(1);

            family.start(Strategy.ONE_FOR_ONE, "a", "b", "c");

            assertThat(family.happened()).containsExactly("+a", "+b", "+c");
        }

        @Test
        void aFailedStartStopsWhatWasStartedInReverseAndNothingLaterStarts() {
            family.manner("c").failStarts = 1;

            assertThatThrownBy(() -> family.start(Strategy.ONE_FOR_ONE, "a", "b", "c", "d"))
                    .isInstanceOf(StartFailed.class)
                    .hasMessageContaining("failed to start child c")
                    .hasRootCauseMessage("c cannot start");
            assertThat(family.happened()).containsExactly("+a", "+b", "!c", "-b", "-a");
            assertThat(family.node.population()).isZero();
        }

        @Test
        void aFailedStartIsNotRetriedAtTheFirstStart() {
            family.manner("a").failStarts = 1;

            assertThatThrownBy(() -> family.start(Strategy.ONE_FOR_ONE, "a")).isInstanceOf(StartFailed.class);
            assertThat(family.happened()).containsExactly("!a");
        }

        @Test
        void anIgnoredChildStaysKnownButDown() {
            family.manner("b").ignore = true;

            family.start(Strategy.ONE_FOR_ONE, "a", "b", "c");

            assertThat(family.state("b")).isEqualTo(ChildInfo.State.DOWN);
            assertThat(family.happened()).containsExactly("+a", "+c");
        }

        @Test
        void anIgnoredTemporaryChildIsForgotten() {
            family.manner("b").ignore = true;

            family.start(family.spec(Strategy.ONE_FOR_ONE, "a")
                    .child(family.child("b").restart(Restart.TEMPORARY)));

            assertThat(family.supervisor().child("b")).isEmpty();
        }

        @Test
        void aChildThatIsNotReadyInTimeHasFailedToStart() {
            family.manner("b").neverReady = true;

            assertThatThrownBy(() -> family.start(family.spec(Strategy.ONE_FOR_ONE, "a")
                            .child(family.child("b").startTimeout(Duration.ofSeconds(2)))))
                    .hasMessageContaining("not ready within PT2S");
        }
    }

    @Nested
    class OneForOne {
        @Test
        void onlyTheFailedChildIsRestarted() {
            family.start(Strategy.ONE_FOR_ONE, "a", "b", "c");
            Pid before = family.live("b");
            family.happened();

            family.crashAndSettle("b");

            assertThat(family.happened()).containsExactly("-b", "+b");
            assertThat(family.live("b")).isNotEqualTo(before);
            assertThat(family.supervisor().child("b").orElseThrow().restarts()).isEqualTo(1);
        }

        @Test
        void oneRestartTooManyEndsTheSupervisorWithShutdownAndAllItsChildrenInReverse() {
            family.start(family.spec(Strategy.ONE_FOR_ONE, "a", "b").restarts(1, Duration.ofSeconds(5)));
            family.crashAndSettle("a");
            family.happened();

            family.crashAndSettle("a");

            assertThat(family.happened()).containsExactly("-a", "-b");
            assertThat(family.exit()).isInstanceOf(ExitReason.Shutdown.class);
            assertThat(family.exit().isOrderly()).isTrue();
        }
    }

    @Nested
    class RestartPolicies {
        @Test
        void aPermanentChildIsRestartedEvenAfterANormalEnd() {
            family.start(Strategy.ONE_FOR_ONE, "a");
            family.stopWith("a", ExitReason.NORMAL);

            assertThat(family.happened()).containsExactly("+a", "-a", "+a");
        }

        @Test
        void transientChildStaysDownAfterNormalAndShutdownAndStaysKnown() {
            family.start(family.spec(Strategy.ONE_FOR_ONE)
                    .child(family.child("a").restart(Restart.TRANSIENT))
                    .child(family.child("b").restart(Restart.TRANSIENT))
                    .child(family.child("c").restart(Restart.TRANSIENT)));

            family.stopWith("a", ExitReason.NORMAL);
            family.stopWith("b", ExitReason.SHUTDOWN);
            family.stopWith("c", new ExitReason.Shutdown("enough"));

            assertThat(List.of(family.state("a"), family.state("b"), family.state("c")))
                    .containsOnly(ChildInfo.State.DOWN);
            assertThat(family.supervisor().count()).isEqualTo(new ChildCounts(3, 0, 0, 3));
        }

        @Test
        void transientChildIsRestartedAfterAFailure() {
            family.start(
                    family.spec(Strategy.ONE_FOR_ONE).child(family.child("a").restart(Restart.TRANSIENT)));

            family.stopWith("a", new ExitReason.Failed("no disk"));
            assertThat(family.state("a")).isEqualTo(ChildInfo.State.RUNNING);
            family.crashAndSettle("a");
            assertThat(family.state("a")).isEqualTo(ChildInfo.State.RUNNING);
            family.node.kill(family.live("a"));
            family.simulation.run();
            assertThat(family.state("a")).isEqualTo(ChildInfo.State.RUNNING);
        }

        @Test
        void temporaryChildIsForgottenHoweverItEnds() {
            family.start(family.spec(Strategy.ONE_FOR_ONE)
                    .child(family.child("a").restart(Restart.TEMPORARY))
                    .child(family.child("b").restart(Restart.TEMPORARY)));

            family.crashAndSettle("a");
            family.stopWith("b", ExitReason.NORMAL);

            assertThat(family.supervisor().children()).isEmpty();
            assertThat(family.reports(Report.ChildTerminated.class))
                    .extracting(Report::child)
                    .containsExactly("a");
        }

        @Test
        void orderlyEndsAreNoRestartsForTheIntensity() {
            family.start(family.spec(Strategy.ONE_FOR_ONE)
                    .child(family.child("a").restart(Restart.TRANSIENT))
                    .restarts(0, Duration.ofDays(1)));

            family.stopWith("a", ExitReason.NORMAL);

            assertThat(family.isDown()).isFalse();
        }
    }

    @Nested
    class RetryingFailedRestarts {
        @Test
        void everyAttemptCounts() {
            family.start(family.spec(Strategy.ONE_FOR_ONE, "a").restarts(3, Duration.ofSeconds(5)));
            family.happened();
            family.manner("a").failStarts = 100;

            family.crash("a");

            assertThat(family.exit().isOrderly()).isTrue();
            assertThat(family.happened()).containsExactly("-a", "!a", "!a", "!a");
        }

        @Test
        void anAttemptThatSucceedsEndsIt() {
            family.start(family.spec(Strategy.ONE_FOR_ONE, "a").restarts(3, Duration.ofSeconds(5)));
            family.happened();
            family.manner("a").failStarts = 2;

            family.crash("a");
            family.simulation.advance(Duration.ofSeconds(1));

            assertThat(family.happened()).containsExactly("-a", "!a", "!a", "+a");
        }

        @Test
        void terminatingARestartingChildCancelsTheRetry() {
            family.start(family.spec(Strategy.ONE_FOR_ONE)
                    .child(family.child("a").backoff(Backoff.constant(Duration.ofSeconds(10)))));
            family.crashAndSettle("a");
            assertThat(family.state("a")).isEqualTo(ChildInfo.State.RESTARTING);

            assertThat(family.supervisor().terminateChild("a")).isEqualTo(TerminateResult.OK);
            family.simulation.advance(Duration.ofMinutes(1));

            assertThat(family.state("a")).isEqualTo(ChildInfo.State.DOWN);
            assertThat(family.supervisor().deleteChild("a")).isEqualTo(DeleteResult.OK);
        }

        @Test
        void aRestartThatIsIgnoredLeavesTheChildDown() {
            family.start(Strategy.ONE_FOR_ONE, "a");
            family.manner("a").ignore = true;

            family.crashAndSettle("a");

            assertThat(family.state("a")).isEqualTo(ChildInfo.State.DOWN);
        }

        @Test
        void inAGroupThoseBeforeTheFailedStartKeepRunningAndThoseAfterItWait() {
            family.start(family.spec(Strategy.REST_FOR_ONE, "a", "b", "c", "d").restarts(5, Duration.ofSeconds(5)));
            family.happened();
            family.manner("c").failStarts = 1;

            family.crash("b");
            family.simulation.advance(Duration.ofSeconds(1));

            assertThat(family.happened())
                    .as("the second attempt redoes only c and later ones")
                    .containsExactly("-b", "-d", "-c", "+b", "!c", "+c", "+d");
        }

        @Test
        void oneForAllStopsEverythingAgainBeforeItTriesAgain() {
            family.start(family.spec(Strategy.ONE_FOR_ALL, "a", "b", "c").restarts(5, Duration.ofSeconds(5)));
            family.happened();
            family.manner("b").failStarts = 1;

            family.crash("a");
            family.simulation.advance(Duration.ofSeconds(1));

            assertThat(family.happened()).containsExactly("-a", "-c", "-b", "+a", "!b", "-a", "+a", "+b", "+c");
        }
    }

    @Nested
    class Groups {
        @Test
        void oneGroupRestartIsOneTickHoweverManyChildren() {
            family.start(family.spec(Strategy.ONE_FOR_ALL, "a", "b", "c", "d").restarts(1, Duration.ofSeconds(5)));

            family.crashAndSettle("a");

            assertThat(family.isDown()).isFalse();
        }

        @Test
        void temporarySiblingsAreStoppedAndForgotten() {
            family.start(family.spec(Strategy.ONE_FOR_ALL, "a")
                    .child(family.child("t").restart(Restart.TEMPORARY)));
            family.happened();

            family.crashAndSettle("a");

            assertThat(family.happened()).containsExactly("-a", "-t", "+a");
            assertThat(family.supervisor().child("t")).isEmpty();
        }

        @Test
        void siblingsThatWereDownAreRevived() {
            family.manner("ignored").ignore = true;
            family.start(family.spec(Strategy.ONE_FOR_ALL, "a", "terminated", "ignored")
                    .child(family.child("finished").restart(Restart.TRANSIENT)));
            family.supervisor().terminateChild("terminated");
            family.stopWith("finished", ExitReason.NORMAL);
            family.manner("ignored").ignore = false;
            family.happened();

            family.crashAndSettle("a");

            assertThat(family.happened()).containsExactly("-a", "+a", "+terminated", "+ignored", "+finished");
        }

        @Test
        void aSiblingThatDiedAtTheSameInstantCausesNoSecondRestart() {
            family.start(family.spec(Strategy.ONE_FOR_ALL, "a", "b", "c").restarts(1, Duration.ofSeconds(5)));

            family.crash("a");
            family.crash("c");

            assertThat(family.isDown()).isFalse();
            assertThat(family.supervisor().count().active()).isEqualTo(3);
        }

        @Test
        void slowShutdownsDoNotHideARestartLoop() {
            family.manner("slow").slowStop = Duration.ofMillis(2_200);
            family.start(family.spec(Strategy.ONE_FOR_ALL, "a", "slow").restarts(1, Duration.ofSeconds(1)));

            family.crash("a");
            family.simulation.runUntil(() -> family.happened().contains("+slow"));
            family.simulation.runUntil(() -> family.happened().contains("+slow"));
            family.crash("a");

            assertThat(family.exit().isOrderly())
                    .as("V4: gave up at the second crash")
                    .isTrue();
        }
    }

    @Nested
    class OneForAll {
        @Test
        void allOthersStopInReverseThenAllStartInOrder() {
            family.start(Strategy.ONE_FOR_ALL, "a", "b", "c");
            family.happened();

            family.crashAndSettle("b");

            assertThat(family.happened()).containsExactly("-b", "-c", "-a", "+a", "+b", "+c");
        }
    }

    @Nested
    class RestForOne {
        @Test
        void thoseAfterTheFailedStopInReverseThenStartWithItInOrder() {
            family.start(Strategy.REST_FOR_ONE, "a", "b", "c", "d");
            family.happened();

            family.crashAndSettle("b");

            assertThat(family.happened()).containsExactly("-b", "-d", "-c", "+b", "+c", "+d");
        }
    }

    @Nested
    class Stopping {
        @Test
        void childrenStopInReverseOrder() {
            family.start(Strategy.ONE_FOR_ONE, "a", "b", "c");
            family.happened();

            assertThat(family.supervisor().shutdown(Duration.ofSeconds(5))).isTrue();

            assertThat(family.happened()).containsExactly("-c", "-b", "-a");
            assertThat(family.node.population()).isZero();
        }

        @Test
        void aChildThatTakesTooLongIsKilledAndThatIsReported() {
            family.manner("a").slowStop = Duration.ofSeconds(60);
            family.start(
                    family.spec(Strategy.ONE_FOR_ONE).child(family.child("a").shutdown(Duration.ofSeconds(2))));
            long before = family.simulation.clock().nanoTime();

            family.supervisor().stop(ExitReason.SHUTDOWN, Duration.ofMinutes(1));

            assertThat(family.simulation.clock().nanoTime() - before)
                    .isEqualTo(Duration.ofSeconds(2).toNanos());
            assertThat(family.reports(Report.ShutdownError.class)).hasSize(1);
        }

        @Test
        void aBrutalChildIsKilledWithoutCleanUpAndThatIsNoError() {
            family.start(
                    family.spec(Strategy.ONE_FOR_ONE).child(family.child("a").shutdown(Shutdown.BRUTAL)));
            family.happened();

            family.supervisor().close();

            assertThat(family.happened()).isEmpty();
            assertThat(family.reports(Report.ShutdownError.class)).isEmpty();
        }

        @Test
        void aChildWithoutLimitIsWaitedForUnlessThereIsADeadline() {
            family.manner("a").slowStop = Duration.ofHours(5);
            family.start(
                    family.spec(Strategy.ONE_FOR_ONE).child(family.child("a").shutdown(Shutdown.INFINITY)));
            long before = family.simulation.clock().nanoTime();

            assertThat(family.supervisor().shutdown(Duration.ofSeconds(10))).isTrue();

            assertThat(family.simulation.clock().nanoTime() - before)
                    .isLessThan(Duration.ofSeconds(10).toNanos());
        }

        @Test
        void oneDeadlineHoldsForTheWholeTree() {
            family.manner("deep").slowStop = Duration.ofHours(1);
            family.manner("deeper").slowStop = Duration.ofHours(1);
            family.start(family.spec(Strategy.ONE_FOR_ONE)
                    .child(family.spec(Strategy.ONE_FOR_ONE)
                            .child(family.child("deep").shutdown(Shutdown.INFINITY))
                            .child(family.spec(Strategy.ONE_FOR_ONE)
                                    .child(family.child("deeper").shutdown(Shutdown.INFINITY))
                                    .asChild("inner"))
                            .asChild("outer")));
            long before = family.simulation.clock().nanoTime();

            assertThat(family.supervisor().shutdown(Duration.ofSeconds(10))).isTrue();

            assertThat(family.simulation.clock().nanoTime() - before)
                    .isLessThanOrEqualTo(Duration.ofSeconds(10).toNanos());
            assertThat(family.node.population()).isZero();
        }

        @Test
        void aChildThatUnlinkedItselfCannotHangIt() {
            family.start(Strategy.ONE_FOR_ONE, "a");
            family.ref("a").tell(new Family.Message.Unlink(family.supervisorPid()));
            family.simulation.run();

            assertThat(family.supervisor().shutdown(Duration.ofSeconds(5))).isTrue();
            assertThat(family.node.population()).isZero();
        }

        @Test
        void stoppingWithDeadChildrenTakesNoTime() {
            family.start(family.spec(Strategy.ONE_FOR_ONE)
                    .child(family.child("a").restart(Restart.TRANSIENT))
                    .child(family.child("b").restart(Restart.TRANSIENT)));
            family.stopWith("a", ExitReason.NORMAL);
            family.stopWith("b", ExitReason.NORMAL);
            long before = family.simulation.clock().nanoTime();

            family.supervisor().stop(ExitReason.NORMAL, Duration.ofSeconds(1));

            assertThat(family.simulation.clock().nanoTime()).as("V5, C5").isEqualTo(before);
        }

        @Test
        void aCrashInTerminateIsReportedAndTheRestStopsAllTheSame() {
            family.manner("b").failTerminate = true;
            family.start(Strategy.ONE_FOR_ONE, "a", "b", "c");
            family.happened();

            family.supervisor().close();

            assertThat(family.happened()).containsExactly("-c", "-b", "-a");
            assertThat(family.reports(Report.ShutdownError.class))
                    .extracting(Report::child)
                    .containsExactly("b");
        }

        @Test
        void shutdownDuringAHangingStartDoesNotWaitForIt() {
            family.start(Strategy.ONE_FOR_ONE, "a", "b");
            family.manner("b").neverReady = true;
            family.crashAndSettle("b");
            family.happened();

            family.supervisor().stop(ExitReason.SHUTDOWN, Duration.ofSeconds(1));

            assertThat(family.happened()).containsExactly("-b", "-a");
        }

        @Test
        void theReasonAskedForIsTheReasonItEndsWith() {
            family.start(Strategy.ONE_FOR_ONE, "a");

            family.supervisor().stop(new ExitReason.Shutdown("maintenance"), Duration.ofSeconds(1));

            assertThat(family.exit()).isEqualTo(new ExitReason.Shutdown("maintenance"));
        }

        @Test
        void timesOfChildrenAddUpAsTheyStopOneByOne() {
            for (String id : List.of("a", "b", "c", "d")) {
                family.manner(id).slowStop = Duration.ofMillis(200);
            }
            family.start(Strategy.ONE_FOR_ONE, "a", "b", "c", "d");
            long before = family.simulation.clock().nanoTime();

            family.supervisor().stop(ExitReason.SHUTDOWN, Duration.ofMinutes(1));

            assertThat(family.simulation.clock().nanoTime() - before)
                    .isEqualTo(Duration.ofMillis(800).toNanos());
        }
    }

    @Nested
    class AutomaticShutdown {
        private SupervisorSpec spec(AutoShutdown when) {
            return family.spec(Strategy.ONE_FOR_ONE, "a").autoShutdown(when);
        }

        @Test
        void theFirstSignificantChildThatEndsEndsTheSupervisor() {
            family.start(spec(AutoShutdown.ANY_SIGNIFICANT)
                    .child(family.child("s").restart(Restart.TRANSIENT).asSignificant())
                    .child(family.child("t").restart(Restart.TEMPORARY).asSignificant()));
            family.happened();

            family.stopWith("s", ExitReason.NORMAL);

            assertThat(family.exit()).isEqualTo(ExitReason.SHUTDOWN);
            assertThat(family.happened()).containsExactly("-s", "-t", "-a");
        }

        @Test
        void withAllSignificantTheLastOneDoes() {
            family.start(spec(AutoShutdown.ALL_SIGNIFICANT)
                    .child(family.child("s").restart(Restart.TRANSIENT).asSignificant())
                    .child(family.child("t").restart(Restart.TEMPORARY).asSignificant()));

            family.stopWith("s", ExitReason.NORMAL);
            assertThat(family.isDown()).isFalse();
            family.crash("t");

            assertThat(family.exit()).isEqualTo(ExitReason.SHUTDOWN);
        }

        @Test
        void aTransientSignificantChildThatFailsIsRestartedAndEndsNothing() {
            family.start(spec(AutoShutdown.ANY_SIGNIFICANT)
                    .child(family.child("s").restart(Restart.TRANSIENT).asSignificant()));

            family.crashAndSettle("s");

            assertThat(family.isDown()).isFalse();
        }

        @Test
        void terminatingASignificantChildEndsNothing() {
            family.start(spec(AutoShutdown.ANY_SIGNIFICANT)
                    .child(family.child("s").restart(Restart.TRANSIENT).asSignificant()));

            family.supervisor().terminateChild("s");

            assertThat(family.isDown()).isFalse();
        }

        @Test
        void aGroupRestartThatDropsASignificantTemporaryEndsNothing() {
            family.start(family.spec(Strategy.ONE_FOR_ALL, "a")
                    .autoShutdown(AutoShutdown.ANY_SIGNIFICANT)
                    .child(family.child("t").restart(Restart.TEMPORARY).asSignificant()));

            family.crashAndSettle("a");

            assertThat(family.isDown()).isFalse();
        }

        @Test
        void significantChildrenNeedIt() {
            assertThatThrownBy(() -> spec(AutoShutdown.NEVER)
                            .child(family.child("s").restart(Restart.TRANSIENT).asSignificant()))
                    .hasMessageContaining("bad_combination");
        }
    }

    @Nested
    class Strangers {
        @Test
        void theEndOfALinkedStrangerDoesNotHurt() {
            family.start(Strategy.ONE_FOR_ONE, "a");
            Pid supervisor = family.supervisorPid();
            family.node.spawn((self, _) -> {
                self.link(supervisor);
                throw new Family.Boom("stranger");
            });

            assertThat(family.isDown()).isFalse();
        }

        @Test
        void anExitSignalFromAStrangerDoesNotHurt() {
            family.start(Strategy.ONE_FOR_ONE, "a");
            Pid supervisor = family.supervisorPid();
            Pid child = family.live("a");
            family.node.spawn((self, _) -> {
                self.exit(supervisor, new ExitReason.Failed("no"));
                return dev.moirai.kernel.Step.done();
            });
            family.simulation.run();

            assertThat(family.live("a")).isEqualTo(child);
        }

        @Test
        void anExitSignalSentByAChildIsNotItsDeath() {
            family.start(family.spec(Strategy.ONE_FOR_ONE)
                    .child(ChildSpec.of(
                            "rude",
                            (supervisor, _) -> new Start.Running(supervisor
                                    .spawn(dev.moirai.kernel.Spawn.of((self, _) -> {
                                                self.exit(supervisor.pid(), new ExitReason.Failed("rude"));
                                                return dev.moirai.kernel.Step.WAITING;
                                            })
                                            .linked())
                                    .pid()))));
            family.simulation.run();

            assertThat(family.reports(Report.ChildTerminated.class)).isEmpty();
            assertThat(family.state("rude")).isEqualTo(ChildInfo.State.RUNNING);
        }

        @Test
        void theEndOfItsParentEndsItEvenIfNormal() {
            java.util.concurrent.CompletableFuture<Pid> pid = new java.util.concurrent.CompletableFuture<>();
            dev.moirai.kernel.Body body = family.spec(Strategy.ONE_FOR_ONE, "a").body();
            family.node.spawn((self, _) -> {
                pid.complete(
                        self.spawn(dev.moirai.kernel.Spawn.of(body).linked()).pid());
                return self.take() == null && family.events.isEmpty()
                        ? dev.moirai.kernel.Step.READY
                        : dev.moirai.kernel.Step.done();
            });

            family.simulation.advance(Duration.ofSeconds(1));

            assertThat(pid.join().isAlive()).isFalse();
            assertThat(family.happened()).endsWith("-a");
        }
    }

    @Nested
    class Requests {
        @Test
        void startChildAddsItAtTheEnd() {
            family.start(Strategy.ONE_FOR_ONE, "a");

            assertThat(family.supervisor().startChild(family.child("b"))).isInstanceOf(StartResult.Ok.class);
            assertThat(family.supervisor().children())
                    .extracting(ChildInfo::id)
                    .as("most recent first")
                    .containsExactly("b", "a");
        }

        @Test
        void startChildOfAKnownId() {
            family.start(Strategy.ONE_FOR_ONE, "a", "b");
            family.supervisor().terminateChild("b");

            assertThat(family.supervisor().startChild(family.child("a")))
                    .isEqualTo(new StartResult.AlreadyRuns<>(family.live("a")));
            assertThat(family.supervisor().startChild(family.child("b"))).isEqualTo(new StartResult.AlreadyPresent<>());
        }

        @Test
        void startChildWhoseNameIsTaken() {
            family.start(Strategy.ONE_FOR_ONE);
            family.supervisor().startChild(family.named("n"));

            assertThat(family.supervisor().startChild(family.named("n").id("other")))
                    .isEqualTo(new StartResult.AlreadyRuns<>(family.live("n")));
        }

        @Test
        void startChildThatFailsLeavesNothing() {
            family.start(Strategy.ONE_FOR_ONE);
            family.manner("a").failStarts = 1;

            assertThat(family.supervisor().startChild(family.child("a"))).isInstanceOf(StartResult.Failed.class);
            assertThat(family.supervisor().children()).isEmpty();
            assertThat(family.isDown()).isFalse();
        }

        @Test
        void startChildThatIgnores() {
            family.start(Strategy.ONE_FOR_ONE);
            family.manner("a").ignore = true;

            assertThat(family.supervisor().startChild(family.child("a"))).isEqualTo(new StartResult.Ignored<>());
            assertThat(family.state("a")).isEqualTo(ChildInfo.State.DOWN);
        }

        @Test
        void restartChildIsForChildrenThatAreDown() {
            family.start(Strategy.ONE_FOR_ONE, "a");

            assertThat(family.supervisor().restartChild("a")).isEqualTo(new RestartResult.Running(family.live("a")));
            assertThat(family.supervisor().restartChild("x")).isEqualTo(new RestartResult.NotFound());
            family.supervisor().terminateChild("a");
            assertThat(family.supervisor().restartChild("a")).isInstanceOf(RestartResult.Ok.class);
        }

        @Test
        void restartChildThatFailsStaysDown() {
            family.start(Strategy.ONE_FOR_ONE, "a");
            family.supervisor().terminateChild("a");
            family.manner("a").failStarts = 1;

            assertThat(family.supervisor().restartChild("a")).isInstanceOf(RestartResult.Failed.class);
            assertThat(family.state("a")).isEqualTo(ChildInfo.State.DOWN);
        }

        @Test
        void restartAndDeleteOfARestartingChildAreRefused() {
            family.start(family.spec(Strategy.ONE_FOR_ONE)
                    .child(family.child("a").backoff(Backoff.constant(Duration.ofSeconds(10)))));
            family.crashAndSettle("a");

            assertThat(family.supervisor().restartChild("a")).isEqualTo(new RestartResult.Restarting());
            assertThat(family.supervisor().deleteChild("a")).isEqualTo(DeleteResult.RESTARTING);
            assertThat(family.supervisor().startChild(family.child("a"))).isEqualTo(new StartResult.AlreadyPresent<>());
        }

        @Test
        void terminateChildIsIdempotentAndForgetsTemporaryOnes() {
            family.start(family.spec(Strategy.ONE_FOR_ONE, "a")
                    .child(family.child("t").restart(Restart.TEMPORARY)));

            assertThat(family.supervisor().terminateChild("a")).isEqualTo(TerminateResult.OK);
            assertThat(family.supervisor().terminateChild("a")).isEqualTo(TerminateResult.OK);
            assertThat(family.supervisor().terminateChild("x")).isEqualTo(TerminateResult.NOT_FOUND);
            assertThat(family.supervisor().terminateChild("t")).isEqualTo(TerminateResult.OK);
            assertThat(family.supervisor().child("t")).isEmpty();
        }

        @Test
        void deleteChildIsForChildrenThatAreDown() {
            family.start(Strategy.ONE_FOR_ONE, "a");

            assertThat(family.supervisor().deleteChild("a")).isEqualTo(DeleteResult.RUNNING);
            assertThat(family.supervisor().deleteChild("x")).isEqualTo(DeleteResult.NOT_FOUND);
            family.supervisor().terminateChild("a");
            assertThat(family.supervisor().deleteChild("a")).isEqualTo(DeleteResult.OK);
            assertThat(family.supervisor().children()).isEmpty();
        }

        @Test
        void questionsAreAnsweredAtOnceWhileAChildHangsInItsStart() {
            family.start(Strategy.ONE_FOR_ONE, "a", "b");
            family.manner("b").neverReady = true;
            family.crashAndSettle("b");
            long before = family.simulation.clock().nanoTime();

            assertThat(family.state("b")).isEqualTo(ChildInfo.State.STARTING);
            assertThat(family.supervisor().count()).isEqualTo(new ChildCounts(2, 2, 0, 2));
            assertThat(family.supervisor().startChild(family.child("c"))).isInstanceOf(StartResult.Ok.class);
            assertThat(family.simulation.clock().nanoTime()).as("V6, B6").isEqualTo(before);
        }

        @Test
        void aChildThatHangsInItsStartCanBeTerminated() {
            family.start(Strategy.ONE_FOR_ONE, "a");
            family.manner("a").neverReady = true;
            family.crashAndSettle("a");

            assertThat(family.supervisor().terminateChild("a")).isEqualTo(TerminateResult.OK);
            assertThat(family.state("a")).isEqualTo(ChildInfo.State.DOWN);
        }

        @Test
        void countsSpecsByTypeDeadOrAlive() {
            family.start(family.spec(Strategy.ONE_FOR_ONE, "a", "b")
                    .child(family.spec(Strategy.ONE_FOR_ONE).asChild("s")));
            family.supervisor().terminateChild("a");

            assertThat(family.supervisor().count()).isEqualTo(new ChildCounts(3, 2, 1, 2));
        }

        @Test
        void theSpecOfAChildCanBeAskedFor() {
            ChildSpec<Family.Message> spec = family.child("a");
            family.start(family.spec(Strategy.ONE_FOR_ONE).child(spec));

            assertThat(family.supervisor().childSpec("a")).contains(spec);
            assertThat(family.supervisor().childSpec("x")).isEmpty();
        }
    }

    @Nested
    class BeyondOtp {
        @Test
        void aBackoffDelaysRestartsAndHealthyUptimeResetsIt() {
            Backoff backoff = Backoff.exponential(Duration.ofSeconds(1), Duration.ofSeconds(60))
                    .withJitter(0)
                    .withHealthyAfter(Duration.ofSeconds(100));
            family.start(family.spec(Strategy.ONE_FOR_ONE)
                    .child(family.child("a").backoff(backoff))
                    .restarts(100, Duration.ofDays(1)));

            assertThat(delayAfterCrash()).isEqualTo(Duration.ofSeconds(1));
            assertThat(delayAfterCrash()).isEqualTo(Duration.ofSeconds(2));
            assertThat(delayAfterCrash()).isEqualTo(Duration.ofSeconds(4));
            family.simulation.advance(Duration.ofSeconds(100));
            assertThat(delayAfterCrash()).isEqualTo(Duration.ofSeconds(1));
        }

        private Duration delayAfterCrash() {
            family.crashAndSettle("a");
            Duration delay = java.util.Objects.requireNonNull(
                    family.supervisor().child("a").orElseThrow().nextStart());
            family.simulation.advance(delay);
            assertThat(family.state("a")).isEqualTo(ChildInfo.State.RUNNING);
            return delay;
        }

        @Test
        void aGroupGoesDownTogetherWhileOneBacksOff() {
            family.start(family.spec(Strategy.ONE_FOR_ALL, "a")
                    .child(family.child("b").backoff(Backoff.constant(Duration.ofSeconds(3)))));
            family.happened();

            family.crashAndSettle("b");
            assertThat(family.happened()).containsExactly("-b", "-a");
            family.simulation.advance(Duration.ofSeconds(3));

            assertThat(family.happened()).containsExactly("+a", "+b");
        }

        @Test
        void aChildWithABudgetGoesIntoQuarantineInsteadOfTakingItsSupervisorDown() {
            family.start(family.spec(Strategy.ONE_FOR_ONE, "a")
                    .child(family.child("b").budget(1, Duration.ofSeconds(5)))
                    .restarts(0, Duration.ofDays(1)));

            family.crashAndSettle("b");
            family.crashAndSettle("b");

            assertThat(family.isDown()).isFalse();
            assertThat(family.state("b")).isEqualTo(ChildInfo.State.QUARANTINED);
            assertThat(family.reports(Report.Quarantined.class)).hasSize(1);
            assertThat(family.supervisor().restartChild("b")).isInstanceOf(RestartResult.Ok.class);
        }

        @Test
        void aChildThatMissesItsHeartbeatIsKilledAndRestarted() {
            family.start(family.spec(Strategy.ONE_FOR_ONE)
                    .child(family.child("a").heartbeat(Duration.ofSeconds(1)))
                    .child(ChildSpec.of(
                                    "stuck",
                                    (supervisor, _) -> new Start.Running(supervisor
                                            .spawn(dev.moirai.kernel.Spawn.of((_, _) -> dev.moirai.kernel.Step.WAITING)
                                                    .linked())
                                            .pid()))
                            .heartbeat(Duration.ofSeconds(1))));
            Pid healthy = family.live("a");
            Pid stuck = family.live("stuck");

            family.simulation.advance(Duration.ofMillis(2_500));

            assertThat(family.live("a")).isEqualTo(healthy);
            assertThat(family.live("stuck")).isNotEqualTo(stuck);
            assertThat(family.reports(Report.ChildTerminated.class).getFirst().reason())
                    .hasToString("failed: no heartbeat: it handled nothing for PT1S");
        }

        @Test
        void inParallelIndependentChildrenStartAndStopAtTheSameTime() {
            for (String id : List.of("a", "b", "c")) {
                family.manner(id).slowStart = Duration.ofSeconds(1);
                family.manner(id).slowStop = Duration.ofSeconds(1);
            }
            long before = family.simulation.clock().nanoTime();
            family.start(family.spec(Strategy.ONE_FOR_ONE, "a", "b", "c").inParallel());
            family.supervisor().close();

            assertThat(family.simulation.clock().nanoTime() - before)
                    .isEqualTo(Duration.ofSeconds(2).toNanos());
        }

        @Test
        void inParallelWhatNeedsAnotherStartsAfterItAndStopsBeforeIt() {
            family.manner("db").slowStart = Duration.ofSeconds(3);
            family.start(family.spec(Strategy.ONE_FOR_ONE, "db", "free")
                    .child(family.child("web").after("db"))
                    .inParallel());
            assertThat(family.happened()).containsExactly("+free", "+db", "+web");
            family.manner("web").slowStop = Duration.ofSeconds(3);

            family.supervisor().close();

            assertThat(family.happened()).containsExactly("-free", "-web", "-db");
        }

        @Test
        void whyATreeDiedIsToldFromTheTopToTheFirstCrash() {
            family.start(family.spec(Strategy.ONE_FOR_ONE)
                    .child(family.spec(Strategy.ONE_FOR_ONE, "worker")
                            .restarts(1, Duration.ofSeconds(5))
                            .asChild("inner"))
                    .restarts(0, Duration.ofSeconds(5)));
            Supervisor inner = Supervisor.at(new dev.moirai.otp.Ref<>(family.live("inner")));
            for (int i = 0; i < 2; i++) {
                Pid worker = java.util.Objects.requireNonNull(
                        inner.child("worker").orElseThrow().pid());
                new dev.moirai.otp.Ref<Family.Message>(worker)
                        .tell(new Family.Message.Crash(new Family.Boom("boom " + i)));
                family.simulation.run();
            }

            assertThat(family.exit())
                    .isInstanceOfSatisfying(
                            ExitReason.Shutdown.class,
                            shutdown -> assertThat(
                                            ((GaveUp) java.util.Objects.requireNonNull(shutdown.detail())).explain())
                                    .contains("gave up on child worker", "the last of which", "boom 0", "boom 1"));
        }

        @Test
        void theStrictProfileHasTheDefaultsOfOtp() {
            SupervisorSpec strict = family.spec(Strategy.ONE_FOR_ONE, "a").otpStrict();

            assertThat(strict.intensity()).isEqualTo(new Intensity(1, Duration.ofSeconds(5)));
            assertThat(strict.children().getFirst().startTimeout()).isNull();
        }
    }

    @Nested
    class Validation {
        @Test
        void idsAreUnique() {
            assertThatThrownBy(() -> family.spec(Strategy.ONE_FOR_ONE, "a", "a"))
                    .hasMessageContaining("duplicate_child_name");
        }

        @Test
        void aPermanentChildIsNotSignificant() {
            assertThatThrownBy(() -> family.child("a").asSignificant()).hasMessageContaining("bad_combination");
        }

        @Test
        void dependenciesComeFirstSoThereAreNoCycles() {
            assertThatThrownBy(() -> family.spec(Strategy.ONE_FOR_ONE)
                            .child(family.child("a").after("b"))
                            .child(family.child("b")))
                    .as("V11")
                    .hasMessageContaining("child a starts after b, which is not earlier in the list");
        }

        @Test
        void timesMustMakeSense() {
            assertThatThrownBy(() -> Shutdown.within(Duration.ofSeconds(-1))).hasMessageContaining("invalid_shutdown");
            assertThatThrownBy(() -> family.child("a").startTimeout(Duration.ZERO))
                    .hasMessageContaining("invalid_start_timeout");
            assertThatThrownBy(() -> family.child("a").heartbeat(Duration.ZERO))
                    .hasMessageContaining("invalid_heartbeat");
        }
    }
}
