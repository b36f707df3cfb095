package dev.moirai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * When the launcher builds and what it starts, in a tree of its own with programs that stand for Maven and the JVM: that
 * Maven notes each build in the file {@code builds}, that JVM prints its arguments.
 */
class LauncherTest {

    private record Outcome(int exitCode, String out, String err) {}

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path machine;

    private Path tree;

    @BeforeEach
    void makeTheTree() throws IOException {
        tree = machine.resolve("my tree");
        Files.createDirectories(tree.resolve("bin"));
        for (String file : List.of("moirai", "bin/find-jdk.sh", "bin/distribution.sh")) {
            Files.copy(Path.of("..").resolve(file), tree.resolve(file));
        }
        for (String module : List.of("kernel", "cli")) {
            Files.createDirectories(tree.resolve(module).resolve("src/main"));
            write(tree.resolve(module).resolve("pom.xml"), "");
        }
        write(tree.resolve("pom.xml"), "");
        write(machine.resolve("jdk/release"), "JAVA_VERSION=\"25.0.3\"\n");
        program("jdk/bin/javac", "");
        program("jdk/bin/java", "printf '<%s>' \"$@\"");
        program("programs/mvn", """
                echo built >>"%s"
                echo '[INFO] Building Moirai kernel 0.1.0-SNAPSHOT        [2/3]'
                mkdir -p cli/target/distribution/lib
                touch cli/target/distribution/lib/moirai-kernel-0.1.0.jar cli/target/distribution/moirai-cli-0.1.0.jar
                """.formatted(machine.resolve("builds")));
    }

    @Test
    void firstStartBuildsSaysSoAndPassesTheArgumentsOn() throws Exception {
        Outcome outcome = start("run", "a project");

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(builds()).isEqualTo(1);
        assertThat(outcome.err()).contains("building with JDK 25.0.3").contains("  [2/3] kernel\n");
        assertThat(outcome.out())
                .contains("<--module><dev.moirai.cli/dev.moirai.cli.Main>")
                .endsWith("<run><a project>");
    }

    @Test
    void secondStartDoesNotBuildAndSaysNothing() throws Exception {
        start("version");

        Outcome outcome = start("version");

        assertThat(outcome.err()).isEmpty();
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void changedSourceIsBuiltIntoAnotherDistribution() throws Exception {
        Outcome before = start("version");
        Path source = write(tree.resolve("kernel/src/main/A.java"), "class A {}");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plus(Duration.ofMinutes(1))));

        Outcome after = start("version");

        assertThat(builds()).isEqualTo(2);
        assertThat(after.out()).isNotEqualTo(before.out());
    }

    @Test
    void oldDistributionsAreRemovedButTheNewest() throws Exception {
        for (int i = 0; i < 5; i++) {
            start("version");
            Files.delete(tree.resolve("target/distributions/current"));
        }

        try (Stream<Path> distributions = Files.list(tree.resolve("target/distributions"))) {
            assertThat(distributions.filter(Files::isDirectory)).hasSize(3);
        }
    }

    @Test
    void startsAtTheSameTimeBuildOnce() {
        List<Outcome> outcomes =
                Stream.of("a", "b", "c", "d").parallel().map(this::start).toList();

        assertThat(outcomes)
                .allSatisfy(outcome -> assertThat(outcome.exitCode()).isZero());
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void brokenBuildShowsItsFirstErrorsAndNamesTheLog() throws Exception {
        program("programs/mvn", "echo '[ERROR] A.java:[1,2] cannot find symbol'; exit 1");

        Outcome outcome = start("version");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .contains("the build failed")
                .contains(tree.resolve("target/build.log").toString())
                .contains("cannot find symbol");
        assertThat(tree.resolve("target/distributions/current")).doesNotExist();
    }

    @Test
    void interruptedBuildIsNoFailedBuildAndLeavesNothingHalfMade() throws Exception {
        program("programs/mvn", "kill -INT $PPID; exit 130");

        Outcome outcome = execute(
                tree, Commands.hearingSignals(List.of("./moirai", "version")).toArray(String[]::new));

        assertThat(outcome.exitCode()).isEqualTo(130);
        assertThat(outcome.err()).contains("interrupted").doesNotContain("failed");
        try (Stream<Path> distributions = Files.list(tree.resolve("target/distributions"))) {
            assertThat(distributions.filter(Files::isDirectory)).isEmpty();
        }
    }

    @Test
    void treeThatIsNotBuiltAndCannotBeWrittenSaysWhatToDo() throws Exception {
        write(tree.resolve("target"), "a file where the folder has to be: nobody can write below it, root neither");

        Outcome outcome = start("version");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err())
                .contains("cannot be written to: " + tree.resolve("target"))
                .doesNotContain("line ");
    }

    @Test
    void worksThroughALinkFromAnotherFolder() throws Exception {
        Path elsewhere = Files.createDirectories(machine.resolve("else where"));
        Files.createSymbolicLink(elsewhere.resolve("m"), Path.of("../my tree/moirai"));

        Outcome outcome = execute(elsewhere, "./m", "version");

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("/my tree/target/distributions/");
    }

    @Test
    void localeWithoutAnyLettersBecomesUtf8AndAnyOtherStays() throws Exception {
        program("jdk/bin/java", "printf '%s' \"$LC_ALL\"");

        assertThat(start("version").out()).isEqualTo("C.UTF-8");
        assertThat(execute(tree, "env", "LC_ALL=POSIX", "./moirai", "version").out())
                .isEqualTo("C.UTF-8");
        assertThat(execute(tree, "env", "LC_ALL=de_DE.UTF-8", "./moirai", "version")
                        .out())
                .isEqualTo("de_DE.UTF-8");
        assertThat(execute(tree, "env", "LANG=de_DE.ISO-8859-1", "./moirai", "version")
                        .out())
                .isEmpty();
    }

    @Test
    void optionsForTheJvmTakeThePlaceOfTheCollector() throws Exception {
        assertThat(start("version").out()).contains("<-XX:+UseSerialGC>");

        Outcome outcome = execute(tree, "env", "MOIRAI_JAVA_OPTIONS=-XX:+UseZGC -Xmx2g", "./moirai", "version");

        assertThat(outcome.out()).contains("<-XX:+UseZGC><-Xmx2g>").doesNotContain("Serial");
    }

    private long builds() {
        try (Stream<String> lines = Files.lines(machine.resolve("builds"))) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void program(String name, String script) throws IOException {
        Path file = write(machine.resolve(name), "#!/usr/bin/env bash\n" + script);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private static Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private Outcome start(String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = "./moirai";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return execute(tree, command);
    }

    private Outcome execute(Path folder, String... command) {
        try {
            Path errors = Files.createTempFile(machine, "stderr", "");
            var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectError(errors.toFile());
            builder.environment().clear();
            builder.environment().put("PATH", machine.resolve("programs") + ":/usr/bin:/bin");
            builder.environment().put("JAVA_HOME", machine.resolve("jdk").toString());
            Process process = builder.start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(process.waitFor(), out, Files.readString(errors));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
