package dev.moirai.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelectiveTakeTest {

    @Test
    void takeNewAsksOnlyOnceAboutEachMessageItRejects() {
        Simulation simulation = new Simulation(1);
        List<Object> asked = new ArrayList<>();
        List<Object> taken = new ArrayList<>();
        Pid pid = simulation.node().spawn((self, _) -> {
            Object even;
            while ((even = self.takeNew(message -> {
                        asked.add(message);
                        return (int) message % 2 == 0;
                    }))
                    != null) {
                taken.add(even);
            }
            return Step.WAITING;
        });

        for (int i = 1; i <= 5; i++) {
            simulation.node().send(pid, i);
        }
        simulation.run();

        assertThat(taken).containsExactly(2, 4);
        assertThat(asked).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void aPidTellsItsHomeAfterTheEndOfItsProcess() {
        Simulation simulation = new Simulation(1);
        Pid pid = simulation.node().spawn((_, _) -> Step.done());

        simulation.run();

        assertThat(pid.isAlive()).isFalse();
        assertThat(pid.home()).isSameAs(simulation.node().defaultHost());
    }
}
