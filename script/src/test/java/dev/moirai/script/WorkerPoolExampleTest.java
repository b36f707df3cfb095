package dev.moirai.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.app.run.ServiceStatus;
import dev.moirai.app.run.ShutdownReport;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** {@code examples/worker-pool}, as {@code moirai run} runs it. */
class WorkerPoolExampleTest {
    private static final Path FOLDER = Path.of("../examples/worker-pool");

    @Test
    void itsClientGetsItsResultsSeesAWorkerFailAndBeReplacedAndStoppingEndsEverything() {
        try (Stage stage = Stage.bare(1)) {
            ScriptProject project = ScriptProject.load(FOLDER);
            assertThat(project.diagnostics()).isEmpty();

            Application application = Application.start(project, stage.node(), stage.options());
            stage.awaitLine("Client: done; the pool goes on until Ctrl-C");
            ShutdownReport report = application.stop(Duration.ofSeconds(5));

            assertThat(stage.lines().stream().filter(line -> line.startsWith("Client: completed: job")))
                    .hasSize(12);
            assertThat(stage.lines())
                    .anyMatch(line -> line.matches("Client: \\{.*} failed: app.workers:task_worker:\\d+: .*"));
            assertThat(stage.lines()).contains("Worker 1 cancelled", "Worker 3 cancelled", "Worker 4 cancelled");
            assertThat(report.services().stream().filter(ServiceStatus::wasForced))
                    .hasSize(1); // the lesson's pool does not listen to CANCEL
        }
    }
}
