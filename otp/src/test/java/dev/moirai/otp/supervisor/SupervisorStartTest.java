package dev.moirai.otp.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Spawn;
import dev.moirai.kernel.Step;
import dev.moirai.otp.Context;
import dev.moirai.otp.Next;
import dev.moirai.otp.Server;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** How a supervisor starts, and what it refuses to. */
class SupervisorStartTest {
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
                    .hasMessageContaining("not ready within 2s");
        }

        @Test
        void aSupervisorWithoutChildrenRunsUntilItIsStopped() {
            family.start(Strategy.ONE_FOR_ONE);

            assertThat(family.supervisor().children()).isEmpty();
            assertThat(family.supervisor().count()).isEqualTo(new ChildCounts(0, 0, 0, 0));
            family.supervisor().close();
            assertThat(family.exit()).isEqualTo(ExitReason.SHUTDOWN);
        }

        @Test
        void aServerWhoseInitStopsHasFailedToStartEvenIfItStopsNormally() {
            assertThatThrownBy(() -> family.start(family.spec(Strategy.ONE_FOR_ONE, "a")
                            .child(ChildSpec.server("quits", () -> new Quitter(ExitReason.NORMAL)))))
                    .hasMessageContaining("failed to start child quits: normal");
            assertThat(family.node.population()).isZero();
        }

        @Test
        void whatAStartThrowsIsTheReasonOfItsFailure() {
            for (Throwable thrown : List.of(new Family.Boom("exception"), new AssertionError("error"))) {
                assertThatThrownBy(() ->
                                family.start(family.spec(Strategy.ONE_FOR_ONE).child(ChildSpec.of("throws", (_, _) -> {
                                    throw thrown;
                                }))))
                        .isInstanceOf(StartFailed.class)
                        .hasRootCause(thrown);
            }
        }

        @Test
        void aStartCanFailWithoutThrowing() {
            assertThatThrownBy(() -> family.start(family.spec(Strategy.ONE_FOR_ONE)
                            .child(ChildSpec.of(
                                    "refuses", (_, _) -> new Start.Failed(new ExitReason.Failed("no port"))))))
                    .hasMessageContaining("failed to start child refuses: failed: no port");
        }

        @Test
        void aChildThatDiesBeforeItIsReadyHasFailedToStart() {
            assertThatThrownBy(() -> family.start(family.spec(Strategy.ONE_FOR_ONE)
                            .child(ChildSpec.of("dies", (supervisor, _) -> {
                                Pid child = supervisor
                                        .spawn(Spawn.of((_, _) -> Step.WAITING).linked())
                                        .pid();
                                supervisor.kill(child);
                                return new Start.Starting(child);
                            }))))
                    .hasMessageContaining("failed to start child dies: killed");
        }

        @Test
        void aNameThatIsTakenFailsTheStartAndNamesItsHolder() {
            family.start(family.spec(Strategy.ONE_FOR_ONE, "a").named("taken"));
            family.happened();

            assertThatThrownBy(() -> family.spec(Strategy.ONE_FOR_ONE, "b")
                            .named("taken")
                            .start(family.node))
                    .isInstanceOf(StartFailed.class)
                    .hasMessageContaining("taken", family.supervisorPid().toString());
            assertThat(family.happened()).as("no child of it was started").isEmpty();
        }

        @Test
        void aStartedNameIsFreeAgainOnceItsSupervisorHasEnded() {
            family.start(family.spec(Strategy.ONE_FOR_ONE, "a").named("name"));
            family.supervisor().close();

            assertThat(family.start(family.spec(Strategy.ONE_FOR_ONE, "a").named("name"))
                            .children())
                    .hasSize(1);
        }

        @Test
        void supervisorsBelowStartTheirChildrenBeforeTheNextChildStarts() {
            family.start(family.spec(Strategy.ONE_FOR_ONE, "a")
                    .child(family.spec(Strategy.ONE_FOR_ONE, "b", "c").asChild("inner"))
                    .child(family.child("d")));

            assertThat(family.happened()).containsExactly("+a", "+b", "+c", "+d");
        }

        @Test
        void aFailureDeepInTheTreeFailsTheWholeStartAndLeavesNothing() {
            family.manner("deep").failStarts = 1;

            assertThatThrownBy(() -> family.start(family.spec(Strategy.ONE_FOR_ONE, "a")
                            .child(family.spec(Strategy.ONE_FOR_ONE, "b", "deep")
                                    .asChild("inner"))))
                    .hasMessageContaining("failed to start child inner")
                    .hasRootCauseMessage("deep cannot start");
            assertThat(family.happened()).containsExactly("+a", "+b", "!deep", "-b", "-a");
            assertThat(family.node.population()).isZero();
        }

        /** Ends in its init. */
        private record Quitter(ExitReason reason) implements Server<String> {
            @Override
            public Next<String> init(Context<String> context) {
                return Next.stop(reason);
            }

            @Override
            public Next<String> on(String message, Context<String> context) {
                return Next.go();
            }

            @Override
            public void terminate(ExitReason why, Context<String> context) {
                throw new AssertionError("terminate without a successful init");
            }
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
                    .hasMessageContaining(
                            "child a starts after b, but no child of that id is before it; list children after what they need");
        }

        @Test
        void timesMustMakeSense() {
            assertThatThrownBy(() -> Shutdown.within(Duration.ofSeconds(-1))).hasMessageContaining("invalid_shutdown");
            assertThatThrownBy(() -> family.child("a").startTimeout(Duration.ZERO))
                    .hasMessageContaining("invalid_start_timeout");
            assertThatThrownBy(() -> family.child("a").heartbeat(Duration.ZERO))
                    .hasMessageContaining("invalid_heartbeat");
        }

        @Test
        void aChildSpecHasTheDefaultsOfItsType() {
            ChildSpec<?> worker = family.child("w");
            ChildSpec<?> supervisor = family.spec(Strategy.ONE_FOR_ONE).asChild("s");

            assertThat(worker.restart()).isEqualTo(Restart.PERMANENT);
            assertThat(worker.shutdown()).isEqualTo(Shutdown.within(Duration.ofSeconds(5)));
            assertThat(worker.type()).isEqualTo(ChildSpec.Type.WORKER);
            assertThat(worker.significant()).isFalse();
            assertThat(supervisor.restart()).isEqualTo(Restart.PERMANENT);
            assertThat(supervisor.shutdown()).isEqualTo(Shutdown.INFINITY);
            assertThat(supervisor.type()).isEqualTo(ChildSpec.Type.SUPERVISOR);
        }

        @Test
        @SuppressWarnings("NullAway") // nulls are what is refused
        void whatAChildSpecNeedsCannotBeLeftOut() {
            assertThatThrownBy(() -> family.child("a").id(null)).hasMessageContaining("missing_id");
            assertThatThrownBy(() -> family.child("a").start(null)).hasMessageContaining("missing_start");
            assertThatThrownBy(() -> family.child("a").restart(null)).hasMessageContaining("invalid_restart_type");
            assertThatThrownBy(() -> family.child("a").shutdown((Shutdown) null))
                    .hasMessageContaining("invalid_shutdown");
            assertThatThrownBy(() -> family.child("a").type(null)).hasMessageContaining("invalid_child_type");
        }

        @Test
        @SuppressWarnings("NullAway") // nulls are what is refused
        void whatASupervisorNeedsCannotBeLeftOut() {
            assertThatThrownBy(() -> Supervisor.of(null)).hasMessageContaining("invalid_strategy");
            assertThatThrownBy(() -> family.spec(Strategy.ONE_FOR_ONE).restarts(-1, Duration.ofSeconds(1)))
                    .hasMessageContaining("invalid_intensity");
            assertThatThrownBy(() -> family.spec(Strategy.ONE_FOR_ONE).restarts(1, Duration.ZERO))
                    .hasMessageContaining("invalid_period");
            assertThatThrownBy(() -> family.spec(Strategy.ONE_FOR_ONE).autoShutdown(null))
                    .hasMessageContaining("invalid_auto_shutdown");
        }

        @Test
        void aSupervisorWithoutANameNeedsAnIdToBeAChild() {
            assertThatThrownBy(() -> family.spec(Strategy.ONE_FOR_ONE).asChild())
                    .hasMessageContaining("missing_id");
            assertThat(family.spec(Strategy.ONE_FOR_ONE).named("n").asChild().id())
                    .isEqualTo("n");
        }
    }
}
