package dev.moirai.otp.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** V1, B7: a supervisor that is killed at any point leaves no living descendant. */
class KilledSupervisorTest {
    /** Points in the life of a tree: so many single turns, from its birth through restarts to the middle of its shutdown. */
    private static final int POINTS = 400;

    @ParameterizedTest
    @EnumSource(Strategy.class)
    void noDescendantLivesOnWhereverTheSupervisorIsKilled(Strategy strategy) {
        int stillAliveAtTheEnd = 0;
        for (int point = 0; point < POINTS; point++) {
            try (Family family = new Family(point)) {
                family.manner("b").slowStart = Duration.ofMillis(10);
                family.manner("c").slowStop = Duration.ofMillis(10);
                SupervisorSpec spec = family.spec(strategy, "a", "b")
                        .child(family.spec(strategy, "inner1", "inner2").asChild("inner"))
                        .child(family.child("c"))
                        .restarts(10, Duration.ofSeconds(1));
                var supervisor = family.node.spawn(spec.body());
                for (int turn = 0; turn < point && supervisor.isAlive(); turn++) {
                    if (!family.simulation.step()) {
                        family.simulation.advance(Duration.ofMillis(5));
                    }
                    if (turn == 60) {
                        family.node.processes().stream()
                                .filter(pid -> !pid.equals(supervisor))
                                .findFirst()
                                .ifPresent(family.node::kill);
                    }
                    if (turn == 200) {
                        family.node.cancel(supervisor, "", null);
                    }
                }
                stillAliveAtTheEnd += supervisor.isAlive() ? 1 : 0;

                family.node.kill(supervisor);
                family.simulation.advance(Duration.ofSeconds(10));

                assertThat(family.node.processes())
                        .as("killed after %d turns, %s, seed %d", point, strategy, point)
                        .isEmpty();
            }
        }
        assertThat(stillAliveAtTheEnd)
                .as("points at which there was a supervisor to kill")
                .isGreaterThan(200);
    }

    @Test
    void neitherDoesOneThatTrapsExitsIfItIsAServer() {
        try (Family family = new Family(1)) {
            family.start(Strategy.ONE_FOR_ONE, "a");
            family.ref("a").tell(new Family.Message.TrapExits());
            family.simulation.run();

            family.node.kill(family.supervisorPid());
            family.simulation.run();

            assertThat(family.node.population()).isZero();
            assertThat(family.happened())
                    .as("it trapped the end of its parent, so it could clean up")
                    .contains("-a");
        }
    }
}
