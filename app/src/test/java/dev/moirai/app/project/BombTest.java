package dev.moirai.app.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.app.kind.CoreKinds;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Files made to exhaust a loader. All of them, one after the other, in a JVM with a heap of 64 MB. */
class BombTest {
    private static final int LARGEST = (4 << 20) - 64;

    private static Map<String, String> bombs() {
        var laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int level = 1; level < 30; level++) {
            laughs.append("a%d: &a%d [".formatted(level, level))
                    .append("*a%d,".formatted(level - 1).repeat(10))
                    .append("]\n");
        }
        var keys = new StringBuilder();
        for (int key = 0; keys.length() < LARGEST; key++) {
            keys.append(Integer.toString(key, 36)).append(":\n");
        }
        var bombs = new LinkedHashMap<String, String>();
        bombs.put("laughs", laughs.toString());
        bombs.put("self-alias", "namespace: a\nmeta: &a {a: *a}\n");
        bombs.put("keys", keys.toString());
        Stream.of(
                        "[", "{a: ", "- ", "? ", "[[", "{", "a: ", "'", "\"", "|\n", "&a ", "*a ", "!!a ", "!", "# ",
                        " ", "\n", "\t", "a ", "a\n", "- a\n", "-\n", "a: b\n ", "\"\\\n", ",", "[,", "---\n", "%a\n",
                        "...\n", ": ", ":\n", "0", "\r", "a:\r", "é", "𝄞", "[a,", "{a,", "<<: ", "?\n", "- - a\n")
                .forEach(part -> {
                    bombs.put("deep " + part, part.repeat(100_000));
                    bombs.put("many " + part, "namespace: app\n" + part.repeat(LARGEST / part.length() / 2));
                });
        return bombs;
    }

    @Test
    void areRefusedInSixtyFourMegabytes(@TempDir Path root) throws Exception {
        try (var huge = new RandomAccessFile(Files.createDirectories(root.resolve("huge/src")) + "/huge.yaml", "rw")) {
            huge.setLength(100 << 20);
        }
        int number = 0;
        for (var bomb : bombs().entrySet()) {
            new Folder(root.resolve("bomb" + number++)).file("src/_index.yaml", bomb.getValue());
        }

        var classPath = Stream.of(
                        BombTest.class,
                        ProjectLoader.class,
                        LoadSettings.class,
                        dev.moirai.kernel.MailboxLimit.class,
                        dev.moirai.otp.supervisor.Strategy.class,
                        org.jspecify.annotations.NullMarked.class)
                .map(BombTest::location)
                .collect(Collectors.joining(File.pathSeparator));
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var output = root.resolve("output.txt");
        var child = new ProcessBuilder(List.of(
                        java,
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        classPath,
                        BombTest.class.getName(),
                        root.toString()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = child.waitFor(300, TimeUnit.SECONDS);
        child.destroyForcibly();

        var lines = Files.readAllLines(output);
        assertThat(ended).as("%s", lines).isTrue();
        assertThat(child.exitValue()).as("%s", lines).isZero();
        assertThat(lines)
                .hasSize(number + 1)
                .allSatisfy(
                        line -> assertThat(line)
                                .matches(
                                        "\\d+ ms bomb\\d+ \\S*/_index.yaml:\\d+:\\d+: .*|\\d+ ms huge \\S*/huge.yaml: .*is too large.*"));
    }

    private static String location(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** Loads each project below the folder named and prints how long it took and its first mistake. */
    public static void main(String[] arguments) throws IOException {
        var loader = new ProjectLoader(CoreKinds.ALL);
        try (var folders = Files.list(Path.of(arguments[0]))) {
            for (var folder : folders.filter(Files::isDirectory).sorted().toList()) {
                long start = System.nanoTime();
                var loaded = loader.load(folder);
                long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
                System.out.println(took + " ms " + folder.getFileName() + " "
                        + loaded.diagnostics().getFirst());
            }
        }
    }
}
