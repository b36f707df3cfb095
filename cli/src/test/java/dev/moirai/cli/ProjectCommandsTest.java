package dev.moirai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The commands that look at a project without running it. */
class ProjectCommandsTest {

    private static final String POOL = "../examples/worker-pool";

    @Nested
    class Check {

        @Test
        void findsNothingInTheExample() {
            Outcome outcome = Outcome.ofMoirai("check", POOL);

            assertThat(outcome).isEqualTo(new Outcome(0, "Checked 5 entries: 0 errors, 0 warnings\n", ""));
        }

        @Test
        void countsTheMistakesItTells(@TempDir Path folder) throws IOException {
            Files.writeString(folder.resolve("_index.yaml"), """
                    namespace: app
                    entries:
                      - name: a
                        kind: process.hos
                      - name: b
                        kind: process.lua
                        source: "return function("
                    """);

            Outcome outcome = Outcome.ofMoirai("check", folder.toString());

            assertThat(outcome.exitCode()).isEqualTo(2);
            assertThat(outcome.err().lines()).hasSize(2);
            assertThat(outcome.out()).endsWith(": 2 errors, 0 warnings\n");
        }

        @Test
        void tellsOfWarningsByItsExitCode(@TempDir Path folder) throws IOException {
            write(folder, "return function() pritn() end");

            Outcome outcome = Outcome.ofMoirai("check", folder.toString());

            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.err()).contains(":8:32: warning: 'pritn' is not defined here", "did you mean 'print'?");
        }

        @Test
        void printsJsonForPrograms(@TempDir Path folder) throws IOException {
            write(folder, "return function( end");

            Outcome outcome = Outcome.ofMoirai("check", "--json", folder.toString());

            assertThat(outcome.exitCode()).isEqualTo(2);
            assertThat(outcome.err()).isEmpty();
            assertThat(outcome.out()).isEqualToIgnoringWhitespace("""
                    [{"file": "%s", "line": 8, "column": 31, "severity": "error", "code": "lua-syntax",
                      "message": "<name> or '...' expected near 'end'", "expected": "", "hint": ""}]
                    """.formatted(folder.resolve("_index.yaml")));
        }

        private static void write(Path folder, String code) throws IOException {
            Files.writeString(folder.resolve("_index.yaml"), """
                    namespace: app
                    entries:
                      - name: processes
                        kind: process.host
                        lifecycle: { auto_start: true }
                      - name: main
                        kind: process.lua
                        source: "%s"
                    """.formatted(code));
        }
    }

    @Nested
    class ListOfEntries {

        @Test
        void namesEachWithItsKindAndPlace() {
            Outcome outcome = Outcome.ofMoirai("list", POOL);

            assertThat(outcome.exitCode()).isZero();
            assertThat(outcome.out().lines())
                    .hasSize(5)
                    .anyMatch(line -> line.matches("app:processes +process.host +.*src/_index.yaml:5:\\d+"));
        }
    }

    @Nested
    class Explain {

        @Test
        void tellsTheOrderOfTheStartAndWhatDoesNotStart() {
            Outcome outcome = Outcome.ofMoirai("explain", POOL);

            assertThat(outcome.exitCode()).isZero();
            assertThat(outcome.out())
                    .containsPattern("  1\\. app:processes +process.host with 16 workers")
                    .containsPattern(
                            "  2\\. app.demo:client +process on app:processes\n +app.supervisor:pool +process on")
                    .containsPattern("Does not start by itself:\n( .*\n)* +app.workers:task_worker +process.lua");
        }

        @Test
        void tellsOfOneEntryWhatNeedsIt() {
            Outcome outcome = Outcome.ofMoirai("explain", POOL, "app:processes");

            assertThat(outcome.out())
                    .contains("app:processes is a process.host")
                    .contains("Cannot run without it: app.demo:client, app.supervisor:pool.");
        }

        @Test
        void tellsOfOneEntryWhatItsEndMeansToOthers() {
            Outcome worker = Outcome.ofMoirai("explain", "app.workers:task_worker", POOL);
            Outcome pool = Outcome.ofMoirai("explain", POOL, "app.supervisor:pool");

            assertThat(worker.out())
                    .containsPattern(
                            "When it dies:\n(  .*\n)*  app.supervisor:pool spawns it linked and traps: it is told of a"
                                    + " failure, by the event LINK_DOWN \\(.*src/supervisor/pool.lua:\\d+:\\d+\\)");
            assertThat(pool.out()).contains("when it ends abnormally, it is started again after 1s");
        }

        @Test
        void ofAnEntryThatIsNotThereIsBadUsage() {
            Outcome outcome = Outcome.ofMoirai("explain", POOL, "app:prozesses");

            assertThat(outcome.exitCode()).isEqualTo(2);
            assertThat(outcome.err()).contains("there is no entry 'app:prozesses'; did you mean 'app:processes'?");
        }
    }

    @Nested
    class New {

        @TempDir
        @SuppressWarnings("NullAway.Init") // JUnit sets it
        private Path folder;

        @ParameterizedTest
        @EnumSource(Template.class)
        void makesAProjectWithoutMistakes(Template template) {
            Path project = folder.resolve("mine");

            assertThat(Outcome.ofMoirai("new", project.toString(), "--template", template.toString())
                            .exitCode())
                    .isZero();

            assertThat(project.resolve("README.md")).content().startsWith("# mine\n");
            Outcome check = Outcome.ofMoirai("check", project.toString());
            assertThat(check.exitCode()).as(check.err()).isZero();
            Outcome test = Outcome.ofMoirai("test", project.toString());
            assertThat(test.exitCode()).as(test.out()).isZero();
            assertThat(test.out()).contains("1 test: 1 passed, 0 failed");
        }

        @Test
        void leavesAFolderAloneThatIsNotEmpty() throws IOException {
            Files.writeString(folder.resolve("mine"), "precious");

            Outcome outcome = Outcome.ofMoirai("new", folder.toString());

            assertThat(outcome.exitCode()).isEqualTo(2);
            assertThat(outcome.err()).contains("is not an empty folder");
            assertThat(folder.resolve("src")).doesNotExist();
        }

        @Test
        void takesNoEmptyNameForThisFolder() {
            Outcome outcome = Outcome.ofMoirai("new", "");

            assertThat(outcome.exitCode()).isEqualTo(2);
            assertThat(outcome.err()).contains("it is empty; this folder is '.'");
        }

        @Test
        void knowsItsTemplates() {
            Outcome outcome = Outcome.ofMoirai("new", folder.resolve("x").toString(), "-t", "castle");

            assertThat(outcome.exitCode()).isEqualTo(2);
            assertThat(outcome.err()).contains("there is no template 'castle'", "service, worker-pool");
        }
    }
}
