package dev.moirai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.app.source.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code docs/commands.md}, which people write by hand, says what is so. */
class CommandsPageTest {
    private static final Path PAGE = Path.of("../docs/commands.md");

    @Test
    void namesEverySortOfMistake() throws IOException {
        String page = Files.readString(PAGE);

        assertThat(Finding.values())
                .allSatisfy(finding -> assertThat(page).contains("| `" + finding + "` | " + finding.says() + " |"));
    }

    @Test
    void namesEveryCommand() throws IOException {
        String page = Files.readString(PAGE);

        assertThat(Main.commandLine().getSubcommands().keySet())
                .allSatisfy(command -> assertThat(page).containsPattern("\\| `" + command + "[ `]"));
    }
}
