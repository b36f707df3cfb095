package dev.moirai.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
    void aPredicateMayTakeItselfAndNothingIsLostOrTakenTwice() {
        Simulation simulation = new Simulation(1);
        List<Object> taken = new ArrayList<>();
        Pid pid = simulation.node().spawn((self, _) -> {
            Object what = self.take(message -> {
                if (message.equals(2) && taken.isEmpty()) {
                    taken.add(self.take());
                    taken.add(self.take(other -> other.equals(3)));
                }
                return message.equals(2);
            });
            if (what != null) {
                taken.add(what);
            }
            while ((what = self.take()) != null) {
                taken.add(what);
            }
            return Step.WAITING;
        });

        for (int i = 1; i <= 5; i++) {
            simulation.node().send(pid, i);
        }
        simulation.run();

        assertThat(taken).containsExactly(1, 3, 2, 4, 5);
        assertThat(simulation.node().ledger()).matches(Ledger::isBalanced, "balanced");
    }

    /** It is the body's code as all else, so the process can be ended while it runs. */
    @Test
    void aPredicateThatCallsTheRuntimeAndNeverReturnsCannotKeepItsProcessAlive() throws Exception {
        CountDownLatch mayReturn = new CountDownLatch(1);
        CompletableFuture<Throwable> refused = new CompletableFuture<>();
        try (Node node = Node.start("predicate");
                AutoCloseable _ = () -> node.stop(Duration.ZERO)) {
            try {
                Watched victim = node.spawnWatched(Spawn.of((self, _) -> {
                    try {
                        self.take(_ -> {
                            self.waiting();
                            self.trapExits(false);
                            while (mayReturn.getCount() > 0) {
                                Thread.onSpinWait();
                            }
                            return true;
                        });
                    } catch (Fenced fenced) {
                        refused.complete(fenced);
                        throw fenced;
                    }
                    return Step.WAITING;
                }));
                node.send(victim.pid(), "look at this");
                node.cancel(victim.pid(), "enough", Duration.ofMillis(20));

                assertThat(victim.exit().get(60, TimeUnit.SECONDS)).isEqualTo(new ExitReason.Expired("enough"));

                mayReturn.countDown();
                assertThat(refused.get(60, TimeUnit.SECONDS)).isInstanceOf(Fenced.class);
            } finally {
                mayReturn.countDown();
            }
        }
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
