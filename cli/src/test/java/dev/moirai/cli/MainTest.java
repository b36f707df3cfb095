package dev.moirai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class MainTest {

    @Test
    void versionNamesMoiraiAndTheJdk() {
        Outcome outcome = Outcome.ofMoirai("version");

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out())
                .matches("moirai \\d+\\.\\d+\\.\\d+\\S*, JDK .*\\R")
                .contains(Runtime.version().toString());
    }

    @Test
    void helpListsEveryCommandWithItsDescription() {
        Outcome outcome = Outcome.ofMoirai("--help");

        assertThat(outcome.exitCode()).isZero();
        assertThat(Main.commandLine().getSubcommands().keySet())
                .allSatisfy(name -> assertThat(outcome.out()).containsPattern("\n  " + name + " +\\w"));
    }

    @Test
    void noCommandIsBadUsage() {
        Outcome outcome = Outcome.ofMoirai();

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains("which command?").contains("Try 'moirai --help'.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            rnu                            | there is no command 'rnu'; did you mean 'run'?
            run --wach                     | there is no option '--wach'; did you mean '--watch'?
            run one two                    | 'two' is one argument too many
            run --stop-timeout soon        | 'soon' is not a duration such as 500ms, 10s or 1m30s
            run --stop-timeout 5           | '5' is not a duration such as 500ms, 10s or 1m30s
            run -x                         | -x needs the id of a process: -x namespace:name
            run --watch -x a:b             | --watch goes with services, not with -x
            run --host a:b                 | --host goes with -x
            new                            | Missing required parameter: 'FOLDER'
            new x -t castle                | there is no template 'castle'; there are service
            explain a:b c:d                | one folder and one entry at most
            check nowhere                  | nowhere: there is no such folder
            test nowhere                   | nowhere: there is no such folder
            lua nowhere.lua                | there is no file nowhere.lua
            lua src                        | src is a folder, not a Lua file; for a project use 'moirai run src'
            """)
    void aWrongCommandLineIsToldInOneLineWithExitCodeTwo(String line, String told) {
        Outcome outcome = Outcome.ofMoirai(line.split(" "));

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains(told);
        assertThat(outcome.err().lines().filter(each -> !each.startsWith("Try '")))
                .hasSize(1);
    }

    @Test
    void misspeltCommandIsBadUsageWithASuggestion() {
        Outcome outcome = Outcome.ofMoirai("verison");

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err())
                .contains("'verison'")
                .contains("there is no command 'verison'; did you mean 'version'?");
    }

    @Test
    void unknownOptionNamesTheOptionAndTheCommandsHelp() {
        Outcome outcome = Outcome.ofMoirai("version", "--loud");

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains("--loud").contains("Try 'moirai version --help'.");
    }

    @Test
    void bugOfOursIsOneLineAndTheTraceIsInTheFileItNames() throws Exception {
        CommandLine command = Main.commandLine().addSubcommand(new Buggy());

        Outcome outcome = Outcome.of(command, "buggy");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err().lines()).hasSize(1);
        assertThat(outcome.err())
                .startsWith("moirai: internal error: java.lang.IllegalStateException: the thread snapped.");
        Matcher file = Pattern.compile("with the file (\\S+)\\.\\R").matcher(outcome.err());
        assertThat(file.find()).isTrue();
        Path trace = Path.of(file.group(1));
        assertThat(Files.readString(trace)).contains("the thread snapped").contains("\tat dev.moirai.cli");
        Files.delete(trace);
    }

    @Command(name = "buggy", description = "Fails.")
    private static final class Buggy implements Runnable {
        @Override
        public void run() {
            throw new IllegalStateException("the thread snapped\nin two");
        }
    }
}
