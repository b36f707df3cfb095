package dev.moirai.otp.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Pid;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What one_for_all and rest_for_one do with the siblings of a child that fails. */
class SupervisorGroupTest {
    private final Family family = new Family(1);

    @AfterEach
    void close() {
        family.close();
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

        @Test
        void tooManyGroupRestartsEndTheSupervisorWithEverythingBelow() {
            for (Strategy strategy : List.of(Strategy.ONE_FOR_ALL, Strategy.REST_FOR_ONE)) {
                family.start(family.spec(strategy, "a", "b").restarts(1, Duration.ofHours(1)));
                family.crashAndSettle("a");
                assertThat(family.isDown()).isFalse();
                family.crashAndSettle("a");

                assertThat(family.exit()).as(strategy.name()).isInstanceOf(ExitReason.Shutdown.class);
                assertThat(family.node.population()).isZero();
            }
        }

        @Test
        void aTemporaryChildThatFailsConcernsNobodyElse() {
            for (Strategy strategy : Strategy.values()) {
                family.start(family.spec(strategy, "a")
                        .child(family.child("t").restart(Restart.TEMPORARY))
                        .child(family.child("b")));
                Pid a = family.live("a");
                Pid b = family.live("b");
                family.crashAndSettle("t");

                assertThat(family.live("a")).as(strategy.name()).isEqualTo(a);
                assertThat(family.live("b")).as(strategy.name()).isEqualTo(b);
                assertThat(family.supervisor().child("t")).isEmpty();
                family.supervisor().close();
            }
        }

        @Test
        void aTransientChildThatIsDoneConcernsNobodyElse() {
            family.start(family.spec(Strategy.ONE_FOR_ALL, "a")
                    .child(family.child("t").restart(Restart.TRANSIENT)));
            Pid a = family.live("a");
            family.stopWith("t", ExitReason.NORMAL);

            assertThat(family.live("a")).isEqualTo(a);
        }

        @Test
        void aChildThatFailsWhileItsGroupIsBeingStartedRestartsTheGroupAgain() {
            family.start(family.spec(Strategy.ONE_FOR_ALL, "a", "b").restarts(5, Duration.ofSeconds(5)));
            family.happened();
            family.manner("b").slowStart = Duration.ofSeconds(1);
            family.crashAndSettle("b");
            assertThat(family.happened()).containsExactly("-b", "-a", "+a");

            family.crash("a");
            family.simulation.advance(Duration.ofSeconds(2));

            assertThat(family.happened()).containsExactly("-a", "+b", "-b", "+a", "+b");
        }

        @Test
        void aSiblingThatIsNotDownInTimeIsKilledAndTheGroupStartsAllTheSame() {
            family.manner("b").slowStop = Duration.ofHours(1);
            family.start(family.spec(Strategy.ONE_FOR_ALL, "a")
                    .child(family.child("b").shutdown(Duration.ofSeconds(2))));
            family.happened();
            family.crash("a");
            family.simulation.advance(Duration.ofSeconds(2));

            assertThat(family.happened()).containsExactly("-a", "+a", "+b");
            assertThat(family.overlaps).isEmpty();
            assertThat(family.reports(Report.ShutdownError.class))
                    .extracting(Report::child)
                    .containsExactly("b");
        }

        @Test
        void childrenStartedOnRequestBelongToTheGroupToo() {
            family.start(Strategy.REST_FOR_ONE, "a");
            family.supervisor().startChild(family.child("late"));
            family.happened();

            family.crashAndSettle("a");

            assertThat(family.happened()).containsExactly("-a", "-late", "+a", "+late");
        }

        @Test
        void theEndOfASiblingThatIsAboutToBeStoppedIsSettledByTheStopEvenIfItIsNotStartedAgain() {
            family.manner("c").slowStop = Duration.ofSeconds(1);
            family.start(family.spec(Strategy.ONE_FOR_ALL, "a", "b", "c").restarts(2, Duration.ofHours(1)));
            family.happened();
            family.manner("a").failStarts = 1;
            family.crashAndSettle("a");
            family.crashAndSettle("b"); // its turn to be stopped comes when c has stopped

            family.simulation.advance(Duration.ofSeconds(2));

            assertThat(family.happened()).containsExactly("-a", "-b", "-c", "!a", "+a", "+b", "+c");
            assertThat(family.reports(Report.ChildTerminated.class))
                    .extracting(Report::child)
                    .containsExactly("a");
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

        @Test
        void theLastChildConcernsOnlyItself() {
            family.start(Strategy.REST_FOR_ONE, "a", "b", "c");
            family.happened();

            family.crashAndSettle("c");

            assertThat(family.happened()).containsExactly("-c", "+c");
        }

        @Test
        void theFirstChildConcernsAll() {
            family.start(Strategy.REST_FOR_ONE, "a", "b", "c");
            family.happened();

            family.crashAndSettle("a");

            assertThat(family.happened()).containsExactly("-a", "-c", "-b", "+a", "+b", "+c");
        }
    }
}
