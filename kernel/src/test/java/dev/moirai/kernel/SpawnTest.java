package dev.moirai.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SpawnTest {
    private static final Body IDLE = (_, _) -> Step.WAITING;

    /** O10: a limit on processes refuses before anything is made. */
    @Test
    void o10TheNodesLimitRefusesAndPlacesAreFreeAgain() {
        Simulation simulation = new Simulation(1, NodeOptions.named("n").withMaxProcesses(3));
        Node node = simulation.node();
        Pid first = node.spawn(IDLE);
        node.spawn(IDLE);
        node.spawn(IDLE);

        assertThatThrownBy(() -> node.spawn(IDLE))
                .isInstanceOf(SpawnRefused.class)
                .hasMessageContaining("maxProcesses");
        assertThat(node.population()).isEqualTo(3);

        node.kill(first);
        simulation.run();
        assertThat(node.spawn(IDLE).isAlive()).isTrue();
    }

    @Test
    void theHostsLimitCountsItsOwnProcessesOnly() {
        Simulation simulation = new Simulation(1);
        Host small = simulation.node().open(HostOptions.named("small").withMaxProcesses(1));
        small.spawn(IDLE);

        assertThatThrownBy(() -> small.spawn(IDLE)).isInstanceOf(SpawnRefused.class);
        assertThat(simulation.node().spawn(IDLE).isAlive()).isTrue();
    }

    @Test
    void aChildKnowsItsParentAndRunsOnItsHostUnlessToldOtherwise() {
        Stage stage = new Stage();
        Stage.Puppet parent = stage.puppet();
        Host other = stage.node.open(HostOptions.named("other"));
        Stage.Puppet near = stage.child(parent, spawn -> spawn);
        Stage.Puppet far = stage.child(parent, spawn -> spawn.on(other));

        near.does(self -> {
            assertThat(self.parent()).isEqualTo(parent.pid());
            assertThat(self.host()).isEqualTo(stage.node.defaultHost());
        });
        far.does(self -> assertThat(self.host()).isEqualTo(other));
    }

    @Test
    void fromOutsideNobodyCanBeLinkedOrMonitored() {
        Node node = new Simulation(1).node();

        assertThatThrownBy(() -> node.spawn(Spawn.of(IDLE).linked())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> node.spawn(Spawn.of(IDLE).monitored())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nobodyIsForgottenWhenManyThreadsSpawnAtOnce() throws Exception {
        try (Node node = Node.start("many");
                AutoCloseable _ = () -> node.stop(Duration.ZERO)) {
            Thread[] threads = new Thread[4];
            for (int i = 0; i < threads.length; i++) {
                threads[i] = Thread.ofPlatform().start(() -> {
                    for (int n = 0; n < 10_000; n++) {
                        node.spawn((_, _) -> Step.done());
                    }
                });
            }
            for (Thread thread : threads) {
                thread.join();
            }
            Watched last = node.spawnWatched(Spawn.of((self, _) -> {
                return node.population() <= 2 ? Step.done() : Step.READY; // itself, and its watch
            }));

            assertThat(last.exit().get(60, TimeUnit.SECONDS)).isEqualTo(ExitReason.NORMAL);
        }
    }
}
