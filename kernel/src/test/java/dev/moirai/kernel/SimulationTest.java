package dev.moirai.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulationTest {

    /** Sends a number back and forth until it reaches zero, linked or not. */
    private static Body counter(List<Object> log) {
        return (self, _) -> {
            Object message;
            while ((message = self.take()) != null) {
                log.add(self.pid().id() + " got " + message);
                if (message instanceof Integer left && left > 0) {
                    self.send(self.spawn(counter(log)), left - 1);
                }
            }
            return Step.WAITING;
        };
    }

    @Test
    void timersFireExactlyAtTheirVirtualDeadline() {
        Simulation simulation = new Simulation(1);
        List<Object> got = new ArrayList<>();
        simulation.node().spawn(new Body() {
            private boolean armed;

            @Override
            public Step advance(Self self, int budget) {
                if (!armed) {
                    armed = true;
                    self.sendAfter(Duration.ofMillis(100), "later");
                }
                Object message = self.take();
                if (message != null) {
                    got.add(message);
                }
                return Step.WAITING;
            }
        });

        simulation.advance(Duration.ofNanos(99_999_999));
        assertThat(got).isEmpty();

        simulation.advance(Duration.ofNanos(1));
        assertThat(got).containsExactly("later");
    }

    @Test
    void theSameSeedGivesTheSameRunAndAnotherSeedAnother() {
        assertThat(hashOf(7)).isEqualTo(hashOf(7));
        assertThat(hashOf(7)).isNotEqualTo(hashOf(8));
    }

    private static long hashOf(long seed) {
        Simulation simulation = new Simulation(seed);
        for (int i = 0; i < 5; i++) {
            Pid pid = simulation.node().spawn(counter(new ArrayList<>()));
            simulation.node().send(pid, 10);
        }
        simulation.run();
        return simulation.traceHash();
    }

    @Test
    void waitingForWhatCannotHappenSaysSoWithTheSeed() {
        Simulation simulation = new Simulation(3);

        assertThatThrownBy(() -> simulation.runUntil(() -> false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("seed 3");
    }
}
