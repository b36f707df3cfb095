package dev.moirai.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Host;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Watched;
import dev.moirai.script.process.PidText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The lesson on process supervision: every code block runs word for word and does what the text beside it says.
 *
 * <p>What the lesson only names (workers, {@code cleanup()}) is supplied around the blocks.
 */
class SeedSuiteTest {
    private static final SeedReport REPORT = new SeedReport();

    private static final String ERROR_WORKER = "return function() error('boom') end";
    private static final String PATIENT_WORKER = "local time = require('time') return function() time.sleep('1h') end";
    private static final String POLITE_WORKER = "return function() local e = process.events():receive()"
            + " print('Worker told: ' .. e.kind) return 'cleaned up' end";

    @AfterAll
    static void everyBlockIsReported() {
        System.out.println(REPORT);
        assertThat(REPORT.size()).isEqualTo(SeedReport.BLOCKS);
    }

    /** A block whose {@code function} becomes the main function of a program. */
    private static String block(String file, String function) {
        return SeedReport.block(file) + "\nreturn { main = " + function + " }\n";
    }

    // ---- monitors

    @ParameterizedTest
    @MethodSource("dev.moirai.script.Stage#all")
    void spawnMonitoredTellsTheResultOfAWorkerThatReturned(Stage stage) {
        try (stage) {
            stage.define("app.workers:task_worker", "return function() return 'all done' end")
                    .define("app:main", block("01-spawn-monitored.lua", "main"));

            ExitReason reason = stage.run("app:main");

            assertThat(reason).isEqualTo(ExitReason.NORMAL);
            assertThat(stage.lines()).hasSize(2);
            assertThat(stage.lines().get(0)).matches("Worker exited:\t\\{app:processes\\|0x[0-9a-f]{5,}}");
            assertThat(stage.lines().get(1)).isEqualTo("Result:\tall done");
            REPORT.held(stage, "01-spawn-monitored.lua");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.moirai.script.Stage#all")
    void spawnMonitoredTellsTheErrorOfAWorkerThatFailedAndTheParentGoesOn(Stage stage) {
        try (stage) {
            stage.define("app.workers:task_worker", "\n\nreturn function() error('boom') end")
                    .define("app:main", block("01-spawn-monitored.lua", "main"));

            ExitReason reason = stage.run("app:main");

            assertThat(reason).isEqualTo(ExitReason.NORMAL);
            assertThat(stage.lines().subList(1, 3))
                    .containsExactly("Result:\tnil", "Error:\tapp.workers:task_worker:3: boom");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.moirai.script.Stage#all")
    void aRunningProcessCanBeMonitoredLaterAndItsEndByCancelArrives(Stage stage) {
        try (stage) {
            stage.define("app.workers:long_worker", PATIENT_WORKER, "time")
                    .define("app:main", block("02-monitor-existing.lua", "main"), "time");

            ExitReason reason = stage.run("app:main");

            assertThat(Stage.told(reason)).isEqualTo("nil");
            assertThat(stage.lines()).hasSize(1);
            assertThat(stage.lines().getFirst()).startsWith("Worker terminated:\t{app:processes|0x");
            REPORT.held(stage, "02-monitor-existing.lua");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.moirai.script.Stage#all")
    void afterUnmonitorNoEventArrives(Stage stage) {
        try (stage) {
            stage.define("app.workers:long_worker", PATIENT_WORKER, "time")
                    .define("app:main", block("03-unmonitor.lua", "main"), "time");

            ExitReason reason = stage.run("app:main");

            assertThat(Stage.told(reason)).isEqualTo("nil");
            REPORT.held(stage, "03-unmonitor.lua");
        }
    }

    // ---- links

    @ParameterizedTest
    @MethodSource("dev.moirai.script.Stage#all")
    void anExplicitLinkTellsATrappingProcessThatItsTargetFailed(Stage stage) {
        try (stage) {
            stage.define("app:target", "return function() process.inbox():receive() error('target fails') end")
                    .define("app:linker", block("04-link-explicitly.lua", "worker_main"), "time")
                    .define("app:main", """
                            return function()
                                local target = process.spawn("app:target", "app:processes")
                                local linker = process.spawn_monitored("app:linker", "app:processes")
                                process.send(linker, "target", target)
                                local linked = process.inbox():receive()
                                assert(linked:topic() == "linked" and linked:payload():data() == linker)
                                process.send(target, "fail")
                                return process.events():receive().result.value
                            end
                            """);

            assertThat(Stage.told(stage.run("app:main"))).isEqualTo("LINK_DOWN_RECEIVED");
            REPORT.held(stage, "04-link-explicitly.lua");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.moirai.script.Stage#all")
    void spawnLinkedTellsATrappingParentThatItsChildDied(Stage stage) {
        try (stage) {
            stage.define("app.workers:child_worker", ERROR_WORKER)
                    .define("app:main", block("05-spawn-linked.lua", "parent_main"));

            ExitReason reason = stage.run("app:main");

            assertThat(reason).isEqualTo(ExitReason.NORMAL);
            assertThat(stage.lines()).hasSize(1);
            assertThat(stage.lines().getFirst()).startsWith("Child died:\t{app:processes|0x");
            REPORT.held(stage, "05-spawn-linked.lua");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.moirai.script.Stage#all")
    void withoutTrapLinksTheParentDiesWithItsChild(Stage stage) {
        try (stage) {
            stage.define("app.workers:error_worker", ERROR_WORKER)
                    .define("app:main", block("06-trap-links-off.lua", "worker_main"));

            ExitReason reason = stage.run("app:main");

            assertThat(Stage.told(reason)).isEqualTo("error: linked process failed");
            assertThat(stage.lines()).containsExactly("trap_links:\tfalse");
            REPORT.held(stage, "06-trap-links-off.lua");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.moirai.script.Stage#all")
    void withoutTrapLinksTheParentDiesEvenInsidePcall(Stage stage) {
        try (stage) {
            stage.define("app.workers:error_worker", ERROR_WORKER)
                    .define(
                            "app:main",
                            SeedReport.block("06-trap-links-off.lua")
                                    + "return function() pcall(worker_main) print('survived') end");

            ExitReason reason = stage.run("app:main");

            assertThat(Stage.told(reason)).isEqualTo("error: linked process failed");
            assertThat(stage.lines()).doesNotContain("survived");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.moirai.script.Stage#all")
    void withTrapLinksTheParentSurvivesItsChild(Stage stage) {
        try (stage) {
            stage.define("app.workers:error_worker", ERROR_WORKER)
                    .define("app:main", block("07-trap-links-on.lua", "worker_main"));

            ExitReason reason = stage.run("app:main");

            assertThat(Stage.told(reason)).isEqualTo("LINK_DOWN_RECEIVED");
            assertThat(stage.lines()).containsExactly("Child failed, handling gracefully");
            REPORT.held(stage, "07-trap-links-on.lua");
        }
    }

    // ---- cancel

    @ParameterizedTest
    @MethodSource("dev.moirai.script.Stage#all")
    void aCancelledWorkerThatListensEndsGracefully(Stage stage) {
        try (stage) {
            stage.define("app.workers:long_worker", POLITE_WORKER)
                    .define("app:main", block("08-send-cancel.lua", "main"), "time");

            ExitReason reason = stage.run("app:main");

            assertThat(Stage.told(reason)).isEqualTo("nil");
            assertThat(stage.lines().getFirst()).isEqualTo("Worker told: pid.cancel");
            assertThat(stage.lines().getLast()).startsWith("Worker cancelled:\t{app:processes|0x");
            REPORT.held(stage, "08-send-cancel.lua");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.moirai.script.Stage#all")
    void aCancelledWorkerThatDoesNotListenIsEndedAtTheDeadline(Stage stage) {
        try (stage) {
            stage.define("app.workers:long_worker", PATIENT_WORKER, "time")
                    .define("app:main", block("08-send-cancel.lua", "main"), "time");
            long begin = stage.node().clock().nanoTime();

            ExitReason reason = stage.run("app:main");

            assertThat(Stage.told(reason)).isEqualTo("nil");
            Duration taken = Duration.ofNanos(stage.node().clock().nanoTime() - begin);
            if (stage.isSimulated()) {
                assertThat(taken).isEqualTo(Duration.ofMillis(105));
            } else {
                assertThat(taken).isGreaterThanOrEqualTo(Duration.ofMillis(105));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.moirai.script.Stage#all")
    void aWorkerHandlesMessagesUntilItIsCancelledThenCleansUp(Stage stage) {
        try (stage) {
            stage.define(
                            "app:worker",
                            "function cleanup() print('cleaning up') end\n"
                                    + "function handle_message(m) print('handling ' .. m:payload():data()) end\n"
                                    + block("09-handle-cancel.lua", "worker_main"))
                    .define("app:main", """
                            return function()
                                local worker = process.spawn_monitored("app:worker", "app:processes")
                                for i = 1, 3 do process.send(worker, "work", i) end
                                require("time").sleep("1ms")
                                process.cancel(worker, "1s")
                                return process.events():receive().result.value
                            end
                            """, "time");

            assertThat(Stage.told(stage.run("app:main"))).isEqualTo("cancelled gracefully");
            assertThat(stage.lines()).endsWith("cleaning up");
            if (stage.isSimulated()) {
                assertThat(stage.lines()).containsExactly("handling 1", "handling 2", "handling 3", "cleaning up");
            }
            REPORT.held(stage, "09-handle-cancel.lua");
        }
    }

    // ---- topologies

    @ParameterizedTest
    @MethodSource("dev.moirai.script.Stage#all")
    void whenTheCentreOfAStarFailsAllItsChildrenEnd(Stage stage) {
        try (stage) {
            stage.define("app.workers:linker_child", block("11-star-child.lua", "linker_child_main"))
                    .define("app:main", block("10-star-parent.lua", "star_parent_main"), "time");

            Watched parent = stage.spawn("app:main");
            ExitReason reason = stage.await(parent);

            assertThat(Stage.told(reason)).matches("error: app:main:\\d+: PARENT_STAR_FAILURE");
            awaitEndOfAll(stage);
            REPORT.held(stage, "10-star-parent.lua");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.moirai.script.Stage#all")
    void aChildOfAStarThatTrapsLinksIsToldOfTheParentsDeath(Stage stage) {
        try (stage) {
            stage.define("app.workers:linker_child", SeedReport.block("11-star-child.lua") + """
                                    return function()
                                        process.set_options({ trap_links = true })
                                        print(linker_child_main())
                                    end
                                    """)
                    .define("app:main", block("10-star-parent.lua", "star_parent_main"), "time");

            stage.run("app:main");
            awaitEndOfAll(stage);

            assertThat(stage.lines()).hasSize(10).containsOnly("parent_died");
            REPORT.held(stage, "11-star-child.lua");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.moirai.script.Stage#all")
    void whenTheRootOfAChainFailsTheWholeChainFalls(Stage stage) {
        try (stage) {
            stage.define(
                            "app.workers:chain_node",
                            block(
                                    "13-chain-node.lua",
                                    "function(depth) print('node ' .. depth) chain_node_main(depth) end"),
                            "time")
                    .define("app:main", block("12-chain-root.lua", "chain_root_main"), "time");
            long begin = stage.node().clock().nanoTime();

            ExitReason reason = stage.run("app:main");
            awaitEndOfAll(stage);

            assertThat(Stage.told(reason)).matches("error: app:main:\\d+: CHAIN_ROOT_FAILURE");
            assertThat(stage.lines()).containsExactly("node 4", "node 3", "node 2", "node 1", "node 0");
            if (stage.isSimulated()) { // the nodes sleep for 5 s: they did not just end by themselves
                assertThat(Duration.ofNanos(stage.node().clock().nanoTime() - begin))
                        .isLessThan(Duration.ofSeconds(1));
            }
            REPORT.held(stage, "12-chain-root.lua", "13-chain-node.lua");
        }
    }

    private static void awaitEndOfAll(Stage stage) {
        for (Pid pid : stage.node().processes()) {
            stage.end(pid);
        }
    }

    // ---- the pool

    @TempDir
    Path folder;

    /** The lesson's project, with more entries beside it if a test needs some. */
    private ScriptProject pool() throws IOException {
        write("src/_index.yaml", SeedReport.block("14-app-index.yaml"));
        write("src/supervisor/_index.yaml", SeedReport.block("15-supervisor-index.yaml"));
        write("src/supervisor/pool.lua", SeedReport.block("16-pool.lua"));
        write("src/workers/_index.yaml", SeedReport.block("17-workers-index.yaml"));
        write("src/workers/task_worker.lua", SeedReport.block("18-task-worker.lua"));
        ScriptProject project = ScriptProject.load(folder);
        assertThat(project.diagnostics()).isEmpty();
        return project;
    }

    private void write(String file, String content) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }

    @Test
    void theHostHasTheThreadsItsConfigurationSays() throws IOException {
        for (String block : List.of("14-app-index.yaml", "19-host-index.yaml")) {
            pool();
            write("src/_index.yaml", SeedReport.block(block));
            for (Stage stage : List.of(Stage.bare(1), Stage.bareThreads())) {
                try (stage) {
                    Application application = Application.start(
                            ScriptProject.load(folder), stage.node(), ApplicationOptions.DEFAULT.withOutput(_ -> {}));

                    Host host = Objects.requireNonNull(application.node().host("app:processes"));
                    assertThat(host.options().workers()).isEqualTo(16);
                    REPORT.held(stage, block);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.moirai.script.Stage#allBare")
    void thePoolStartsByItselfAndRestartsADeadWorkerAfterItsDelay(Stage stage) throws IOException {
        try (stage) {
            Application application = Application.start(pool(), stage.node(), stage.options());
            stage.awaitLine("Supervisor started with 4 workers");
            for (int worker = 1; worker <= 4; worker++) {
                stage.awaitLine("Task worker " + worker + " started");
            }

            Pid second = pidIn(stage, "Worker 2 started: ");
            long killed = stage.node().clock().nanoTime();
            application.node().kill(second);
            stage.awaitLine("Worker 2 died after 0s, restarting");
            stage.awaitLines("Task worker 2 started", 2);

            Duration delay = Duration.ofNanos(stage.node().clock().nanoTime() - killed);
            assertThat(pidIn(stage, "Worker 2 started: ")).isNotEqualTo(second);
            if (stage.isSimulated()) {
                assertThat(delay).isEqualTo(Duration.ofMillis(100));
            } else {
                assertThat(delay).isGreaterThanOrEqualTo(Duration.ofMillis(100));
            }
            REPORT.held(stage, "15-supervisor-index.yaml", "16-pool.lua", "17-workers-index.yaml");
        }
    }

    /** The pid in the last line that begins so. */
    private static Pid pidIn(Stage stage, String beginning) {
        String line = stage.lines().stream()
                .filter(each -> each.startsWith(beginning))
                .reduce("", (_, last) -> last);
        return Objects.requireNonNull(PidText.parse(line.substring(beginning.length()), stage.node()));
    }

    @ParameterizedTest
    @MethodSource("dev.moirai.script.Stage#all")
    void aWorkerDoesWorkAnswersItsSenderAndEndsWhenCancelled(Stage stage) {
        try (stage) {
            stage.define("app.workers:task_worker", SeedReport.block("18-task-worker.lua"), "time")
                    .define("app:main", """
                            return function()
                                local results = process.listen("result")
                                local worker = process.spawn_monitored("app.workers:task_worker", "app:processes", 7)
                                process.send(worker, "work", "a job")
                                print((results:receive()))
                                process.cancel(worker, "1s")
                                return process.events():receive().result.value
                            end
                            """);

            assertThat(Stage.told(stage.run("app:main"))).isEqualTo("cancelled");
            assertThat(stage.lines())
                    .containsExactly(
                            "Task worker 7 started",
                            "Worker 7 processing: a job",
                            "completed: a job",
                            "Worker 7 cancelled");
            REPORT.held(stage, "18-task-worker.lua");
        }
    }

    @Test
    void aWorkerWithNothingToDoSaysSoEveryFiveSeconds() {
        try (Stage stage = Stage.simulated(1)) {
            stage.define("app.workers:task_worker", SeedReport.block("18-task-worker.lua"), "time");
            stage.spawn("app.workers:task_worker", 1L);

            stage.pass(Duration.ofSeconds(11));

            assertThat(stage.lines()).containsExactly("Task worker 1 started", "Worker 1 idle", "Worker 1 idle");
        }
    }
}
