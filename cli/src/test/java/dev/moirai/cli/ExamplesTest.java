package dev.moirai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every Lua project in {@code examples}, as a reader finds it. */
class ExamplesTest {
    private static final Path EXAMPLES = Path.of("../examples");

    static List<String> projects() throws IOException {
        try (Stream<Path> folders = Files.list(EXAMPLES)) {
            return folders.filter(folder -> Files.exists(folder.resolve("src/_index.yaml")))
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("projects")
    void hasNoMistakesAndItsTestsPass(String project) {
        String folder = EXAMPLES.resolve(project).toString();

        Outcome check = Outcome.ofMoirai("check", folder);
        assertThat(check.exitCode()).as(check.err()).isZero();
        Outcome test = Outcome.ofMoirai("test", folder);
        assertThat(test.exitCode()).as(test.out() + test.err()).isZero();
        assertThat(test.out()).containsPattern("\\d+ tests?: [1-9]\\d* passed, 0 failed");
    }

    @ParameterizedTest
    @MethodSource("projects")
    void hasAReadmeThatSaysHowToRunIt(String project) throws IOException {
        assertThat(Files.readString(EXAMPLES.resolve(project).resolve("README.md")))
                .startsWith("# ")
                .contains("./moirai run examples/" + project);
    }

    @Test
    void areAllInTheIndex() throws IOException {
        String index = Files.readString(EXAMPLES.resolve("README.md"));

        assertThat(projects()).allSatisfy(project -> assertThat(index).contains("](" + project + ")"));
    }
}
