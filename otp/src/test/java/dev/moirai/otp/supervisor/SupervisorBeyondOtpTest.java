package dev.moirai.otp.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Pid;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What supervisors do that those of OTP do not. */
class SupervisorBeyondOtpTest {
    private final Family family = new Family(1);

    @AfterEach
    void close() {
        family.close();
    }

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
                .hasToString("failed: no heartbeat: it handled nothing for 1s");
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
            new dev.moirai.otp.Ref<Family.Message>(worker).tell(new Family.Message.Crash(new Family.Boom("boom " + i)));
            family.simulation.run();
        }

        assertThat(family.exit())
                .isInstanceOfSatisfying(
                        ExitReason.Shutdown.class,
                        shutdown -> assertThat(((GaveUp) java.util.Objects.requireNonNull(shutdown.detail())).explain())
                                .contains("gave up on child worker", "the last of which", "boom 0", "boom 1"));
    }

    @Test
    void theStrictProfileHasTheDefaultsOfOtp() {
        SupervisorSpec strict = family.spec(Strategy.ONE_FOR_ONE, "a").otpStrict();

        assertThat(strict.intensity()).isEqualTo(new Intensity(1, Duration.ofSeconds(5)));
        assertThat(strict.children().getFirst().startTimeout()).isNull();
    }
}
