package dev.moirai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
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

    @Test
    void misspeltCommandIsBadUsageWithASuggestion() {
        Outcome outcome = Outcome.ofMoirai("verison");

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains("'verison'").contains("Did you mean: moirai version");
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
