package dev.moirai.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AwaitTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    void aSimulationRunsWhileItsThreadWaits() {
        Simulation simulation = new Simulation(1);
        CompletableFuture<ExitReason> exit =
                simulation.node().exitOf(simulation.node().spawn((_, _) -> Step.done()));

        assertThat(simulation.node().await(exit, LONG)).isTrue();
        assertThat(exit.join()).isEqualTo(ExitReason.NORMAL);
    }

    @Test
    void waitingInVainLetsVirtualTimePass() {
        Simulation simulation = new Simulation(1);
        long start = simulation.clock().nanoTime();

        assertThat(simulation.node().await(new CompletableFuture<>(), LONG)).isFalse();
        assertThat(simulation.clock().nanoTime() - start).isEqualTo(LONG.toNanos());
    }

    @Test
    void aTurnMustNotWaitInASimulation() {
        Simulation simulation = new Simulation(1);

        assertCrashesBecauseTurnsMustNotWait(simulation.node());
    }

    @Test
    void aTurnMustNotWaitOnAWorker() {
        try (Node node = Node.start("await")) {
            assertCrashesBecauseTurnsMustNotWait(node);
        }
    }

    private static void assertCrashesBecauseTurnsMustNotWait(Node node) {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        node.spawn((self, _) -> {
            try {
                self.node().await(new CompletableFuture<>(), LONG);
            } catch (IllegalStateException e) {
                thrown.complete(e);
            }
            return Step.done();
        });

        assertThat(node.await(thrown, LONG)).isTrue();
        assertThat(thrown.join()).hasMessageContaining("a turn must not wait");
    }

    @Test
    void threadsOutsideWaitOnARealNode() {
        try (Node node = Node.start("await")) {
            Pid pid = node.spawn((_, _) -> Step.WAITING);
            CompletableFuture<ExitReason> exit = node.exitOf(pid);
            node.kill(pid);

            assertThat(node.await(exit, LONG)).isTrue();
        }
    }
}
