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
}
