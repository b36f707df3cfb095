package dev.moirai.otp.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Spawn;
import dev.moirai.kernel.Step;
import dev.moirai.otp.Context;
import dev.moirai.otp.Next;
import dev.moirai.otp.Ref;
import dev.moirai.otp.Server;
import dev.moirai.otp.StopRequest;
import dev.moirai.otp.text.DurationText;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** How a supervisor ends: because it is asked to, because significant children have, and not because of strangers. */
class SupervisorStopTest {
    private final Family family = new Family(1);

    @AfterEach
    void close() {
        family.close();
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

        @Test
        void whatWasKilledBecauseItTookTooLongDidNotEndAsAsked() {
            family.manner("slow").slowStop = Duration.ofHours(1);
            family.start(
                    family.spec(Strategy.ONE_FOR_ONE).child(family.child("slow").shutdown(Duration.ofSeconds(1))));

            family.supervisor().close();

            assertThat(family.reports(Report.ShutdownError.class).getFirst().reason())
                    .isInstanceOfAny(ExitReason.Killed.class, ExitReason.Expired.class);
        }

        @Test
        void stopWaitsForTheEndAndFailsIfItDoesNotComeInTime() {
            family.manner("a").slowStop = Duration.ofSeconds(4);
            family.start(Strategy.ONE_FOR_ONE, "a");

            assertThatThrownBy(() -> family.supervisor().stop(ExitReason.SHUTDOWN, Duration.ofSeconds(1)))
                    .hasMessageContaining("no reply within 1s");
            assertThat(family.exit()).as("it goes on ending").isEqualTo(ExitReason.SHUTDOWN);
            assertThatThrownBy(() -> family.supervisor().stop(ExitReason.SHUTDOWN, Duration.ofSeconds(1)))
                    .hasMessageContaining("no such process");
        }

        @Test
        void aChildThatDiesByItselfWhileOthersAreStoppedIsNotRestarted() {
            family.manner("c").slowStop = Duration.ofSeconds(2);
            family.start(Strategy.ONE_FOR_ONE, "a", "b", "c");
            family.node.cancel(family.supervisorPid(), "", null);
            family.simulation.run();
            Pid a = Objects.requireNonNull(family.latest("a"));
            new Ref<Family.Message>(a).tell(new Family.Message.Crash(new Family.Boom("now")));
            family.simulation.advance(Duration.ofSeconds(3));

            assertThat(family.exit()).isEqualTo(ExitReason.SHUTDOWN);
            assertThat(family.happened()).containsExactly("+a", "+b", "+c", "-a", "-c", "-b");
        }

        @Test
        void askedByExitSignalAPermanentChildMustNotEndNormally() {
            family.start(family.spec(Strategy.ONE_FOR_ONE)
                    .child(trapping("permanent"))
                    .child(trapping("temporary").restart(Restart.TEMPORARY))
                    .child(trapping("transient").restart(Restart.TRANSIENT)));
            family.simulation.run();

            family.supervisor().close();

            assertThat(family.reports(Report.ShutdownError.class))
                    .as("OTP: normal is accepted of children that are not permanent")
                    .extracting(Report::child)
                    .containsExactly("permanent");
        }

        /** A process that traps exits and ends normally when it gets one. */
        private ChildSpec<Object> trapping(String id) {
            return ChildSpec.of(
                    id,
                    (supervisor, _) -> new Start.Running(supervisor
                            .spawn(Spawn.of((self, _) -> {
                                        self.trapExits(true);
                                        return self.take() == null ? Step.WAITING : Step.done();
                                    })
                                    .linked())
                            .pid()));
        }

        @Test
        void askedByCancelAChildMayEndNormally() {
            family.start(family.spec(Strategy.ONE_FOR_ONE).child(ChildSpec.server("server", () -> new Server<String>() {
                @Override
                public Next<String> on(String message, Context<String> context) {
                    return Next.go();
                }

                @Override
                public Next<String> shutdown(StopRequest request, Context<String> context) {
                    return Next.stop();
                }
            })));

            family.supervisor().close();

            assertThat(family.reports(Report.ShutdownError.class)).isEmpty();
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

        @Test
        void anySignificantTemporaryChildThatFailsEndsTheSupervisor() {
            family.start(spec(AutoShutdown.ANY_SIGNIFICANT)
                    .child(family.child("t").restart(Restart.TEMPORARY).asSignificant()));

            family.crash("t");

            assertThat(family.exit()).isEqualTo(ExitReason.SHUTDOWN);
        }

        @Test
        void aSignificantChildThatIsBeingRestartedCountsAsAlive() {
            family.start(spec(AutoShutdown.ALL_SIGNIFICANT)
                    .child(family.child("s").restart(Restart.TRANSIENT).asSignificant())
                    .child(family.child("waits")
                            .restart(Restart.TRANSIENT)
                            .asSignificant()
                            .backoff(Backoff.constant(Duration.ofSeconds(10)))));
            family.crashAndSettle("waits");

            family.stopWith("s", ExitReason.NORMAL);

            assertThat(family.isDown()).isFalse();
            family.simulation.advance(Duration.ofSeconds(10));
            family.stopWith("waits", ExitReason.NORMAL);
            assertThat(family.isDown()).isTrue();
        }

        @Test
        void childrenThatAreNotSignificantEndNothing() {
            family.start(spec(AutoShutdown.ALL_SIGNIFICANT)
                    .child(family.child("plain").restart(Restart.TEMPORARY))
                    .child(family.child("s").restart(Restart.TRANSIENT).asSignificant()));

            family.crashAndSettle("plain");

            assertThat(family.isDown()).isFalse();
        }

        @Test
        void aSignificantChildStartedOnRequestCountsToo() {
            family.start(spec(AutoShutdown.ANY_SIGNIFICANT));
            family.supervisor()
                    .startChild(family.child("s").restart(Restart.TRANSIENT).asSignificant());

            family.stopWith("s", ExitReason.SHUTDOWN);

            assertThat(family.isDown()).isTrue();
        }

        @Test
        void aSupervisorThatEndedItselfStaysDownUnderItsParentAndCanEndThatToo() {
            family.start(spec(AutoShutdown.ANY_SIGNIFICANT)
                    .child(family.spec(Strategy.ONE_FOR_ONE)
                            .autoShutdown(AutoShutdown.ANY_SIGNIFICANT)
                            .child(family.child("s").restart(Restart.TRANSIENT).asSignificant())
                            .asChild("inner")
                            .restart(Restart.TRANSIENT)
                            .asSignificant()));
            new Ref<Family.Message>(Objects.requireNonNull(family.latest("s")))
                    .tell(new Family.Message.Stop(ExitReason.NORMAL));

            assertThat(family.exit()).isEqualTo(ExitReason.SHUTDOWN);
            assertThat(family.happened()).containsExactly("+a", "+s", "-s", "-a");
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

    @Test
    void timesWithoutEndAreTimesLikeOthers() {
        Duration forEver = ChronoUnit.FOREVER.getDuration();
        family.start(family.spec(Strategy.ONE_FOR_ONE)
                .child(family.child("a").shutdown(forEver).startTimeout(forEver).heartbeat(forEver))
                .restarts(1, forEver));
        family.crashAndSettle("a");
        family.crashAndSettle("a");

        assertThat(family.exit())
                .as("the second restart is one too many, whenever it comes")
                .hasToString("shutdown (reached_max_restart_intensity: supervisor " + family.supervisorPid()
                        + " allows 1 restarts in " + DurationText.of(forEver) + ", and child a ended: crash: "
                        + Family.Boom.class.getName() + ": boom of a)");

        family.start(family.spec(Strategy.ONE_FOR_ONE).child(family.child("b").shutdown(forEver)));
        assertThat(family.supervisor().shutdown(forEver)).isTrue();
    }
}
