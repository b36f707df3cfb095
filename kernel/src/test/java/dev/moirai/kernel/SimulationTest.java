package dev.moirai.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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

    /** It awaits on its own thread, which gives all others their turns meanwhile; it cannot give one to itself. */
    @Test
    void aBlockingProcessThatAwaitsGetsMessagesMeanwhile() {
        for (long seed = 0; seed < 100; seed++) {
            try (Simulation simulation = new Simulation(seed)) {
                Node node = simulation.node();
                List<Object> got = new ArrayList<>();
                Pid asker = node.spawn(Spawn.blocking(self -> {
                    got.add(self.receive());
                    CompletableFuture<String> done = new CompletableFuture<>();
                    self.spawn(Spawn.of((other, _) -> {
                        other.send(self.pid(), "b");
                        other.send(self.pid(), "c");
                        return Step.done();
                    }));
                    self.spawn(Spawn.blocking(other -> {
                        other.sleep(Duration.ofSeconds(1));
                        return done.complete("done");
                    }));
                    self.sendAfter(Duration.ofMillis(10), "d");
                    got.add(node.await(done, Duration.ofSeconds(2)));
                    got.add(self.receive());
                    got.add(self.receive());
                    got.add(self.receive());
                    return null;
                }));
                node.send(asker, "a");
                simulation.advance(Duration.ofSeconds(1));

                assertThat(got).as("seed %d", seed).containsExactly("a", true, "b", "c", "d");
            }
        }
    }
}
