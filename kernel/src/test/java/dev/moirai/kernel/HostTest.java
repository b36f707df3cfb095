package dev.moirai.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostTest {
    private final Simulation simulation = new Simulation(9);
    private final Node node = simulation.node();
    private final Host side = node.open(HostOptions.named("side").withMaxProcesses(3));

    private static Body endsOnCancel() {
        return (self, _) -> self.take(Signal.Cancel.class::isInstance) != null ? Step.done() : Step.WAITING;
    }

    @Test
    void stoppingOneHostEndsItsProcessesOnly() {
        Pid here = side.spawn(endsOnCancel());
        Pid stubborn = side.spawn((_, _) -> Step.WAITING);
        Pid elsewhere = node.spawn(endsOnCancel());
        simulation.run();

        StopReport report = side.stop(Duration.ofSeconds(1));

        assertThat(here.isAlive()).isFalse();
        assertThat(report).isEqualTo(new StopReport(1, List.of(stubborn), List.of()));
        assertThat(elsewhere.isAlive()).isTrue();
        assertThatThrownBy(() -> side.spawn(endsOnCancel()))
                .isInstanceOfSatisfying(
                        SpawnRefused.class,
                        refused -> assertThat(refused.why()).isEqualTo(SpawnRefused.Cause.STOPPING));
    }

    @Test
    void aFullHostRefusesBeforeAnythingExists() {
        for (int i = 0; i < 3; i++) {
            side.spawn(endsOnCancel());
        }

        assertThatThrownBy(() -> node.spawn(Spawn.of(endsOnCancel()).on(side).named("late")))
                .isInstanceOf(SpawnRefused.class)
                .hasMessageContaining("3 processes");
        assertThat(node.names().lookup("late")).isNull();
        assertThat(side.population()).isEqualTo(3);
    }

    @Test
    void placesOfEndedProcessesAreFreeAgain() {
        for (int i = 0; i < 10; i++) {
            Pid pid = side.spawn(endsOnCancel());
            node.kill(pid);
            simulation.run();
        }

        assertThat(side.population()).isZero();
    }
}
