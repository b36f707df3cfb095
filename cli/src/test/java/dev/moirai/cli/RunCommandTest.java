package dev.moirai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest {

    /** The real command in a JVM of its own; the time limit only guards against hanging. */
    @Nested
    @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
    class TheWorkerPool {

        @Test
        void handlesJobsReplacesAWorkerThatFailedAndStopsCleanlyAtTheFirstCtrlC() throws Exception {
            try (var moirai = MoiraiProcess.start("run", "examples/worker-pool", "--stop-timeout", "1s")) {
                moirai.awaitLine("Supervisor started with 4 workers");
                moirai.awaitLine("Client: completed: job");
                Matcher failed =
                        moirai.awaitLine("WARN .* process (\\S+) failed: .*attempt to concatenate a table value");
                Matcher died = moirai.awaitLine("Worker (\\d) died after \\d+s, restarting");
                Matcher replaced = moirai.awaitLine("Worker " + died.group(1) + " started: (\\S+)");
                assertThat(replaced.group(1)).isNotEqualTo(failed.group(1));
                moirai.awaitLine("Client: done");

                moirai.signal("INT");

                assertThat(moirai.exitCode()).isZero();
                assertThat(moirai.lines())
                        .contains(
                                "Worker 1 cancelled", "Worker 2 cancelled", "Worker 3 cancelled", "Worker 4 cancelled")
                        .noneMatch(line -> line.startsWith("\tat "));
            }
        }

        @Test
        void endsAtOnceAtTheSecondCtrlC() throws Exception {
            try (var moirai = MoiraiProcess.start("run", "examples/worker-pool", "--stop-timeout", "50s")) {
                moirai.awaitLine("Client: done");

                moirai.signal("INT");
                moirai.awaitLine("stopping; Ctrl-C again ends at once");
                moirai.signal("INT");

                assertThat(moirai.exitCode()).isEqualTo(130);
            }
        }
    }

    @Nested
    @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
    class AProjectThatComesToItsEnd extends Projects {

        @Test
        void givesExitCodeOneIfARequiredServiceDoesNotStart() throws Exception {
            host();
            file("src/broken/_index.yaml", """
                    namespace: app.broken
                    entries:
                      - name: broken
                        kind: process.lua
                        source: "error('not today') return function() end"
                        lifecycle:
                          auto_start: true
                    """);

            try (var moirai = MoiraiProcess.start("run", folder.toString())) {
                moirai.awaitLine("moirai: service app.broken:broken did not start: .*not today");
                assertThat(moirai.exitCode()).isEqualTo(1);
            }
        }

        @Test
        void endsTheCommandToo() throws Exception {
            host();
            file("src/hello/_index.yaml", """
                    namespace: app.hello
                    entries:
                      - name: hello
                        kind: process.lua
                        source: file://hello.lua
                        lifecycle:
                          auto_start: true
                    """);
            file("src/hello/hello.lua", "return { main = function() print('Grüße, 世界') end }");

            try (var moirai = MoiraiProcess.start("run", folder.toString())) {
                assertThat(moirai.exitCode()).isZero();
                assertThat(moirai.lines()).contains("Grüße, 世界");
            }
        }
    }

    /** With {@code --watch}: files change while the project runs. */
    @Nested
    @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
    class AChangedProject extends Projects {

        @Test
        void isTakenOverByRunningProcessesUnlessItIsBroken() throws Exception {
            host();
            file("src/main/_index.yaml", """
                    namespace: app.main
                    entries:
                      - name: main
                        kind: process.lua
                        source: file://main.lua
                        lifecycle:
                          auto_start: true
                    """);
            program("first");

            try (var moirai = MoiraiProcess.start("run", folder.toString(), "--watch")) {
                String pid = moirai.awaitLine("first (\\S+)").group(1);
                program("second");
                assertThat(moirai.awaitLine("second (\\S+)").group(1)).isEqualTo(pid);

                file("src/main/main.lua", "return function( end");
                moirai.awaitLine("main.lua:1:18: ");
                moirai.awaitLine("the old code goes on");

                program("third");
                assertThat(moirai.awaitLine("third (\\S+)").group(1)).isEqualTo(pid);
                moirai.signal("INT");
                assertThat(moirai.exitCode()).isZero();
                assertThat(moirai.lines())
                        .anyMatch(line -> line.endsWith("watching its files"))
                        .anyMatch(line -> line.endsWith("app.main:main: new code, 1 process upgraded"));
            }
        }

        private void program(String word) throws IOException {
            file(
                    "src/main/main.lua",
                    "return function() print('" + word + " ' .. process.pid()) process.events():receive() end");
        }
    }

    /** With {@code -x}: the process has the terminal, and the command its exit code. */
    @Nested
    @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
    class OneProcess extends Projects {

        @Test
        void getsTheArgumentsAndGivesTheExitCode() throws Exception {
            program("return function(a, b) print(a, b) return 7 end");

            try (var moirai = MoiraiProcess.start("run", folder.toString(), "-x", "app.program:main", "one", "two")) {
                assertThat(moirai.exitCode()).isEqualTo(7);
                assertThat(moirai.lines()).containsExactly("one\ttwo");
            }
        }

        @Test
        void hasTheRestOfTheLineForItselfAndItsHost() throws Exception {
            program("return function(...) print((process.pid():gsub('|.*', '')), ...) end");

            try (var moirai = MoiraiProcess.start(
                    "run", folder.toString(), "-x", "app.program:main", "--host", "app:processes", "-v", "--host")) {
                assertThat(moirai.exitCode()).isZero();
                assertThat(moirai.lines()).containsExactly("{app:processes\t-v\t--host");
            }
        }

        @Test
        void endsWhenItIsAskedToAndKeepsItsExitCode() throws Exception {
            program("return function() print('runs') print(process.events():receive().kind) return 3 end");

            try (var moirai = MoiraiProcess.start("run", folder.toString(), "-x", "app.program:main")) {
                moirai.awaitLine("runs");
                moirai.signal("INT");

                assertThat(moirai.exitCode()).isEqualTo(3);
                assertThat(moirai.lines()).containsExactly("runs", "pid.cancel");
            }
        }

        @Test
        void endsWhenNobodyReadsWhatItPrints() throws Exception {
            program("return function() while true do print('again') end end");

            try (var moirai = MoiraiProcess.start("run", folder.toString(), "-x", "app.program:main")) {
                moirai.awaitLine("again");

                assertThat(moirai.exitCodeWhenNobodyReads()).isEqualTo(141);
            }
        }

        @Test
        void onAHostThatIsNotThereIsBadUsage() throws Exception {
            program("return function() end");

            Outcome outcome =
                    Outcome.ofMoirai("run", folder.toString(), "-x", "app.program:main", "--host", "app:procesess");

            assertThat(outcome.exitCode()).isEqualTo(2);
            assertThat(outcome.err()).contains("there is no host 'app:procesess'; did you mean 'app:processes'?");
        }

        @Test
        void thatFailsIsToldWithItsLuaTracebackAndExitCodeOne() throws Exception {
            program("return function() error('boom') end");

            try (var moirai = MoiraiProcess.start("run", folder.toString(), "-x", "app.program:main")) {
                assertThat(moirai.exitCode()).isEqualTo(1);
                assertThat(moirai.lines()).first().asString().matches("moirai: \\S*src/program/_index.yaml:5: boom");
            }
        }

        @Test
        void thatIsNotThereIsBadUsage() throws Exception {
            program("return function() end");

            try (var moirai = MoiraiProcess.start("run", folder.toString(), "-x", "app.program:mian")) {
                assertThat(moirai.exitCode()).isEqualTo(2);
                assertThat(moirai.lines())
                        .hasSize(1)
                        .first()
                        .asString()
                        .contains("there is no process 'app.program:mian'; did you mean 'app.program:main'?");
            }
        }

        private void program(String code) throws IOException {
            host();
            file("src/program/_index.yaml", """
                    namespace: app.program
                    entries:
                      - name: main
                        kind: process.lua
                        source: "%s"
                    """.formatted(code));
        }
    }

    /** Each is told in lines that name the place, with exit code 2, and nothing is started. */
    @Nested
    class AProjectWithAMistake extends Projects {

        @Test
        void inItsIndentation() throws IOException {
            file("src/_index.yaml", """
                    version: "1.0"
                    namespace: app
                    entries:
                      - name: processes
                        kind: process.host
                       lifecycle:
                          auto_start: true
                    """);
            assertRefused("_index.yaml:6:");
        }

        @Test
        void inTheNameOfAField() throws IOException {
            file("src/_index.yaml", """
                    namespace: app
                    entries:
                      - name: processes
                        kind: process.host
                        host:
                          wokers: 4
                    """);
            assertRefused("_index.yaml:6:7: ", "did you mean 'workers'?");
        }

        @Test
        void inTheKind() throws IOException {
            file("src/_index.yaml", """
                    namespace: app
                    entries:
                      - name: processes
                        kind: proces.host
                    """);
            assertRefused("_index.yaml:4:11: ", "did you mean 'process.host'?");
        }

        @Test
        void inTheNameOfASourceFile() throws IOException {
            worker("source: file://nope.lua");
            assertRefused("_index.yaml:5:13: ", "nope.lua");
        }

        @Test
        void inASourceThatIsTheNameOfAFile() throws IOException {
            worker("source: lib/worker.lua");
            assertRefused("_index.yaml:5:16: ", "did you mean 'file://lib/worker.lua'?");
        }

        @Test
        void inItsLua() throws IOException {
            worker("source: file://worker.lua");
            file("src/worker/worker.lua", "local function main()\n  print(1 +\nend\nreturn { main = main }\n");
            assertRefused("worker.lua:3:");
        }

        @Test
        void inADuration() throws IOException {
            file("src/_index.yaml", """
                    namespace: app
                    entries:
                      - name: processes
                        kind: process.host
                        lifecycle:
                          stop_timeout: 5 minutes
                    """);
            assertRefused("_index.yaml:6:21: ", "5 minutes");
        }

        @Test
        void inTheIdOfAHost() throws IOException {
            host();
            file("src/service/_index.yaml", """
                    namespace: app.service
                    entries:
                      - name: worker
                        kind: process.lua
                        source: "return function() end"
                      - name: service
                        kind: process.service
                        process: worker
                        host: app:proceses
                        lifecycle:
                          auto_start: true
                    """);
            assertRefused("_index.yaml:9:11: ", "app:proceses", "did you mean 'app:processes'?");
        }

        @Test
        void inTheNameOfAModule() throws IOException {
            worker("""
                    source: "return function() end"
                        modules:
                          - tiem""");
            assertRefused("_index.yaml:7:9: ", "did you mean 'time'?");
        }

        @Test
        void whichHasNothingToStart() throws IOException {
            host();
            assertRefused("nothing would run", "auto_start: true");
        }

        @Test
        void whichIsNoProjectAtAll() {
            assertRefused("there is no project in this folder", "moirai new");
        }

        @Test
        void whichDoesNotExist() {
            Outcome outcome = Outcome.ofMoirai("run", folder.resolve("nowhere").toString());

            assertThat(outcome.exitCode()).isEqualTo(2);
            assertThat(outcome.err()).contains("nowhere").contains("there is no such folder");
        }

        private void worker(String fields) throws IOException {
            host();
            file("src/worker/_index.yaml", """
                    namespace: app.worker
                    entries:
                      - name: worker
                        kind: process.lua
                        %s
                        lifecycle:
                          auto_start: true
                    """.formatted(fields));
        }

        private void assertRefused(String... parts) {
            Outcome outcome = Outcome.ofMoirai("run", folder.toString());

            assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(2);
            assertThat(outcome.out()).isEmpty();
            assertThat(outcome.err()).contains(parts).doesNotContain("\tat ").doesNotContain("Exception");
        }
    }

    /** Makes projects in a folder of its own. */
    abstract static class Projects {

        @TempDir
        @SuppressWarnings("NullAway.Init") // JUnit sets it
        Path folder;

        void host() throws IOException {
            file("src/_index.yaml", """
                    namespace: app
                    entries:
                      - name: processes
                        kind: process.host
                        host:
                          workers: 2
                        lifecycle:
                          auto_start: true
                    """);
        }

        void file(String name, String text) throws IOException {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
    }
}
