package dev.moirai.otp.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Pid;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Other specs for a running supervisor. */
class SupervisorChangeTest {
    private final Family family = new Family(1);

    @AfterEach
    void close() {
        family.close();
    }

    @Test
    void knownChildrenRunOnUnderTheirNewSpecs() {
        family.start(Strategy.ONE_FOR_ONE, "a", "b");
        Pid a = family.live("a");

        family.supervisor()
                .change(family.spec(Strategy.ONE_FOR_ONE)
                        .child(family.child("a").restart(Restart.TRANSIENT))
                        .child(family.child("b")));

        assertThat(family.live("a")).isEqualTo(a);
        family.stopWith("a", ExitReason.NORMAL);
        assertThat(family.state("a")).isEqualTo(ChildInfo.State.DOWN);
    }

    @Test
    void newChildrenAreKnownButNotStarted() {
        family.start(Strategy.ONE_FOR_ONE, "a");
        family.happened();

        family.supervisor().change(family.spec(Strategy.ONE_FOR_ONE, "a", "b"));

        assertThat(family.happened()).isEmpty();
        assertThat(family.state("b")).isEqualTo(ChildInfo.State.DOWN);
        assertThat(family.supervisor().restartChild("b")).isInstanceOf(RestartResult.Ok.class);
    }

    @Test
    void childrenTheSpecLeavesOutAreKeptAfterTheOthers() {
        family.start(Strategy.ONE_FOR_ONE, "a", "b", "c");

        family.supervisor().change(family.spec(Strategy.ONE_FOR_ONE, "c", "b"));

        assertThat(family.supervisor().children())
                .extracting(ChildInfo::id)
                .as("most recent first")
                .containsExactly("a", "b", "c");
        assertThat(family.supervisor().count()).isEqualTo(new ChildCounts(3, 3, 0, 3));
    }

    @Test
    void anotherStrategyHoldsFromThenOn() {
        family.start(Strategy.ONE_FOR_ONE, "a", "b");
        family.supervisor().change(family.spec(Strategy.ONE_FOR_ALL, "a", "b"));
        family.happened();

        family.crashAndSettle("a");
        assertThat(family.happened()).containsExactly("-a", "-b", "+a", "+b");

        family.supervisor().change(family.spec(Strategy.ONE_FOR_ONE, "a", "b"));
        family.crashAndSettle("a");
        assertThat(family.happened()).containsExactly("-a", "+a");
    }

    @Test
    void anotherIntensityCountsFromNothing() {
        family.start(family.spec(Strategy.ONE_FOR_ONE, "a").restarts(1, Duration.ofHours(1)));
        family.crashAndSettle("a");
        family.supervisor().change(family.spec(Strategy.ONE_FOR_ONE, "a").restarts(2, Duration.ofHours(1)));
        family.crashAndSettle("a");
        family.crashAndSettle("a");
        assertThat(family.isDown()).isFalse();

        family.crashAndSettle("a");

        assertThat(family.isDown()).isTrue();
    }

    @Test
    void aChangeWaitsForWhatIsUnderWayAndWhatComesLaterWaitsForIt() {
        family.start(Strategy.ONE_FOR_ONE, "a", "b");
        family.manner("a").slowStart = Duration.ofSeconds(2);
        family.crashAndSettle("a");
        family.happened();
        long before = family.simulation.clock().nanoTime();

        family.supervisor().change(family.spec(Strategy.ONE_FOR_ALL, "a", "b"));

        assertThat(family.simulation.clock().nanoTime() - before)
                .isEqualTo(Duration.ofSeconds(2).toNanos());
        assertThat(family.happened()).containsExactly("+a");
        family.manner("a").slowStart = null;
        family.crashAndSettle("b");
        assertThat(family.happened()).containsExactly("-b", "-a", "+a", "+b");
    }

    @Test
    void theNameStays() {
        family.start(family.spec(Strategy.ONE_FOR_ONE, "a").named("one"));

        assertThatThrownBy(() -> family.supervisor()
                        .change(family.spec(Strategy.ONE_FOR_ONE, "a").named("two")))
                .hasMessageContaining("bad_change");
    }

    @Test
    void aDynamicSupervisorGetsOtherLimits() {
        DynamicSupervisorSpec spec = DynamicSupervisor.spec().reports(family::note);
        DynamicSupervisor dynamic = spec.maxChildren(1).start(family.node);
        dynamic.startChild(family.child("a")).orThrow();
        assertThat(dynamic.startChild(family.child("b"))).isEqualTo(new StartResult.Full<>(1));

        dynamic.change(spec.maxChildren(2));

        assertThat(dynamic.startChild(family.child("b"))).isInstanceOf(StartResult.Ok.class);
        assertThatThrownBy(() -> Supervisor.at(dynamic.address()).change(family.spec(Strategy.ONE_FOR_ONE)))
                .hasMessageContaining("dynamic");
        assertThatThrownBy(() -> DynamicSupervisor.at(
                                family.start(Strategy.ONE_FOR_ONE).address())
                        .change(spec))
                .hasMessageContaining("no dynamic supervisor");
    }
}
