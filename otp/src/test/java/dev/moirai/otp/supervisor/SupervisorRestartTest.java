package dev.moirai.otp.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Spawn;
import dev.moirai.kernel.Step;
import dev.moirai.otp.Address;
import dev.moirai.otp.Ref;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Who is restarted, how often, and what happens to its siblings. */
class SupervisorRestartTest {
    private final Family family = new Family(1);

    @AfterEach
    void close() {
        family.close();
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

        @Test
        void aRestartedChildHasANewMailbox() {
            family.start(Strategy.ONE_FOR_ONE, "a");
            Address<Family.Message> before = family.ref("a");
            before.tell(new Family.Message.Crash(new Family.Boom("first")));
            before.tell(new Family.Message.Crash(new Family.Boom("never handled")));
            family.simulation.run();

            assertThat(family.reports(Report.ChildTerminated.class)).hasSize(1);
            assertThat(family.ref("a").<String>ask(Family.Message.Ask::new)).isEqualTo("a");
        }

        @Test
        void theIntensityIsSharedByAllChildren() {
            family.start(family.spec(Strategy.ONE_FOR_ONE, "a", "b").restarts(1, Duration.ofSeconds(5)));
            family.crashAndSettle("a");
            family.crashAndSettle("b");

            assertThat(family.isDown()).isTrue();
        }

        @Test
        void restartsThatAreFarEnoughApartGoOnForEver() {
            family.start(family.spec(Strategy.ONE_FOR_ONE, "a").restarts(1, Duration.ofSeconds(1)));
            for (int i = 0; i < 20; i++) {
                family.crashAndSettle("a");
                family.simulation.advance(Duration.ofMillis(1_001));
            }

            assertThat(family.isDown()).isFalse();
            assertThat(family.supervisor().child("a").orElseThrow().restarts()).isEqualTo(20);
        }

        @Test
        void anIntensityOfZeroAllowsNoRestart() {
            family.start(family.spec(Strategy.ONE_FOR_ONE, "a").restarts(0, Duration.ofSeconds(1)));
            family.crashAndSettle("a");

            assertThat(family.isDown()).isTrue();
        }

        @Test
        void theOrderOfChildrenDoesNotChangeWithRestarts() {
            family.start(Strategy.ONE_FOR_ONE, "a", "b", "c");
            family.crashAndSettle("a");

            assertThat(family.supervisor().children()).extracting(ChildInfo::id).containsExactly("c", "b", "a");
        }

        @Test
        void aSupervisorBelowThatGivesUpIsRestartedWithItsChildren() {
            family.start(family.spec(Strategy.ONE_FOR_ONE)
                    .child(family.spec(Strategy.ONE_FOR_ONE, "worker")
                            .restarts(0, Duration.ofSeconds(5))
                            .asChild("inner")));
            Pid inner = family.live("inner");
            new Ref<Family.Message>(Objects.requireNonNull(family.latest("worker")))
                    .tell(new Family.Message.Crash(new Family.Boom("boom")));

            assertThat(family.happened()).containsExactly("+worker", "-worker", "+worker");
            assertThat(family.live("inner")).isNotEqualTo(inner);
        }

        @Test
        void aTransientSupervisorThatGivesUpStaysDownAsItsEndIsAShutdown() {
            family.start(family.spec(Strategy.ONE_FOR_ONE)
                    .child(family.spec(Strategy.ONE_FOR_ONE, "worker")
                            .restarts(0, Duration.ofSeconds(5))
                            .asChild("inner")
                            .restart(Restart.TRANSIENT)));
            new Ref<Family.Message>(Objects.requireNonNull(family.latest("worker")))
                    .tell(new Family.Message.Crash(new Family.Boom("boom")));
            family.simulation.run();

            assertThat(family.state("inner")).isEqualTo(ChildInfo.State.DOWN);
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

        @Test
        void aKilledTransientChildIsRestarted() {
            family.start(
                    family.spec(Strategy.ONE_FOR_ONE).child(family.child("a").restart(Restart.TRANSIENT)));
            family.node.kill(family.live("a"));

            assertThat(family.happened()).containsExactly("+a", "+a");
        }

        @Test
        void aPermanentChildIsRestartedAfterAShutdownToo() {
            family.start(Strategy.ONE_FOR_ONE, "a");
            family.stopWith("a", ExitReason.SHUTDOWN);
            family.stopWith("a", new ExitReason.Shutdown("detail"));

            assertThat(family.supervisor().child("a").orElseThrow().restarts()).isEqualTo(2);
        }

        @Test
        void onlyUnexpectedEndsAreReported() {
            family.start(family.spec(Strategy.ONE_FOR_ONE, "permanent")
                    .child(family.child("transient").restart(Restart.TRANSIENT))
                    .child(family.child("temporary").restart(Restart.TEMPORARY)));
            family.stopWith("transient", ExitReason.NORMAL);
            family.stopWith("temporary", ExitReason.SHUTDOWN);
            assertThat(family.reports(Report.ChildTerminated.class)).isEmpty();

            family.stopWith("permanent", ExitReason.NORMAL);
            assertThat(family.reports(Report.ChildTerminated.class))
                    .extracting(Report::child)
                    .containsExactly("permanent");
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

        @Test
        void anEndlessRestartLoopKeepsNobodyFromAnAnswerOrFromStoppingIt() {
            family.start(family.spec(Strategy.ONE_FOR_ONE)
                    .child(family.child("a"))
                    .child(family.child("loops").backoff(Backoff.constant(Duration.ofNanos(1))))
                    .restarts(Integer.MAX_VALUE, Duration.ofSeconds(1)));
            family.manner("loops").failStarts = Integer.MAX_VALUE;
            family.crash("loops");
            family.simulation.runUntil(
                    () -> family.reports(Report.StartError.class).size() > 100);

            assertThat(family.state("loops")).isEqualTo(ChildInfo.State.RESTARTING);
            assertThat(family.supervisor().count()).isEqualTo(new ChildCounts(2, 1, 0, 2));
            assertThat(family.supervisor().restartChild("loops")).isEqualTo(new RestartResult.Restarting());
            assertThat(family.supervisor().terminateChild("loops")).isEqualTo(TerminateResult.OK);
            assertThat(family.state("loops")).isEqualTo(ChildInfo.State.DOWN);
        }

        @Test
        void aSupervisorCanBeStoppedDuringARestartLoop() {
            for (Strategy strategy : Strategy.values()) {
                family.start(
                        family.spec(strategy, "a", "loops", "b").restarts(Integer.MAX_VALUE, Duration.ofSeconds(1)));
                family.manner("loops").failStarts = 500;
                family.crash("loops");
                int before = family.reports.size();
                family.simulation.runUntil(() -> family.reports.size() > before + 20);

                family.supervisor().stop(ExitReason.SHUTDOWN, Duration.ofSeconds(1));

                family.manner("loops").failStarts = 0;
                family.simulation.run();
                assertThat(family.node.population()).as(strategy.name()).isZero();
            }
        }

        @Test
        void aRestartedChildThatDiesAtOnceIsRestartedUntilTheLimit() {
            family.start(family.spec(Strategy.ONE_FOR_ONE, "a")
                    .child(ChildSpec.of(
                            "dies",
                            (supervisor, _) -> new Start.Running(supervisor
                                    .spawn(Spawn.of((_, _) -> Step.done(new ExitReason.Failed("at once")))
                                            .linked())
                                    .pid())))
                    .restarts(5, Duration.ofSeconds(5)));

            assertThat(family.exit()).asString().contains("reached_max_restart_intensity", "at once");
            assertThat(family.reports(Report.ChildTerminated.class)).hasSize(6);
        }
    }
}
