package dev.moirai.otp.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.kernel.Blocking;
import dev.moirai.kernel.BlockingSelf;
import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Simulation;
import dev.moirai.kernel.Spawn;
import dev.moirai.otp.supervisor.DynamicSupervisor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;

/** A task supervisor in a simulation, and blocking processes that use it. */
class TaskStage {
    static final Duration SECOND = Duration.ofSeconds(1);

    final Simulation simulation = new Simulation(1);
    final DynamicSupervisor supervisor =
            TaskSupervisor.spec().restarts(100, SECOND).start(simulation.node());
    final TaskSupervisor tasks = TaskSupervisor.at(supervisor.address());
    final List<Object> events = new ArrayList<>();

    @AfterEach
    void close() {
        simulation.close();
    }

    static final class Boom extends RuntimeException {
        static final long serialVersionUID = 1L;
    }

    /** Runs a blocking process to its end; with what it ended. */
    ExitReason run(Blocking code) {
        CompletableFuture<ExitReason> exit =
                simulation.node().spawnWatched(Spawn.blocking(code)).exit();
        simulation.runUntil(exit::isDone);
        return exit.join();
    }

    void runWell(Blocking code) {
        assertThat(run(code)).isEqualTo(ExitReason.NORMAL);
    }

    static String sleepThen(BlockingSelf self, Duration time, String result) {
        self.sleep(time);
        return result;
    }
}
