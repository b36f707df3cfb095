package dev.moirai.app.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.app.source.Diagnostic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A valid project, broken at random: whatever a file holds, loading ends, throws nothing, and every mistake has a place.
 *
 * <p>A mistake made by changing one line should be told at that line. Two kinds of change are left out of that count: a
 * removed line has no place, and the name of an entry or an anchor is missed where it is used.
 *
 * <p>To run one failing mutation again, put its seed into {@link #mutationOfOneSeed}.
 */
class YamlMutationTest {
    private static final String MAIN = "src/_index.yaml";
    private static final Map<String, String> PROJECT =
            Map.of(MAIN, """
            version: "1.0"
            namespace: app
            meta:
              team: core
              tags: [a, "b", 'c']

            entries:
              # The host everything runs on.
              - name: processes
                kind: process.host
                host:
                  workers: 16
                  max_processes: 2048
                  mailbox: {messages: 1000, bytes: 64MiB}
                lifecycle:
                  auto_start: true

              - name: gateway
                kind: process.service
                meta:
                  comment: &text "the gate: open"
                process: app.workers:task_worker
                host: processes
                input: [8080, *text, {deep: {deeper: [1, 2.5, true, null]}}]
                lifecycle:
                  auto_start: true
                  startup: optional
                  start_timeout: 1m30s
                  stop_timeout: 10s
                  stable_threshold: 5s
                  requires: [app.supervisor:pool, processes]
                  restart:
                    initial_delay: 100ms
                    max_delay: 90s
                    backoff_factor: 2.0
                    jitter: 0.1
                    max_attempts: 5

              - name: tree
                kind: process.supervisor
                strategy: one_for_all
                children:
                  - id: one
                    process: app.workers:task_worker
                    restart: transient
                    shutdown: 2s
                  - process: app.workers:task_worker

              - name: settings
                kind: registry.entry
                data:
                  text: file://hello.txt
                  long: |
                    line one
                    line two
                  folded: >-
                    one
                    two
            """, "src/supervisor/_index.yaml", """
            version: "1.0"
            namespace: app.supervisor

            entries:
              - name: pool
                kind: process.lua
                source: file://pool.lua
                method: main
                modules:
                  - time
                lifecycle:
                  auto_start: true
            """, "src/workers/index.json", """
            {
              "namespace": "app.workers",
              "entries": [
                {"name": "task_worker", "kind": "process.lua", "source": "file:///supervisor/pool.lua",
                 "modules": ["time", "json"], "imports": {"lib": "app.workers:lib"}},
                {"name": "lib", "kind": "library.lua", "source": "return {}"}
              ]
            }
            """);
    private static final List<String> SNIPPETS = List.of(
            "\t",
            "  ",
            " ",
            ":",
            ": ",
            "- ",
            "'",
            "\"",
            "[",
            "]",
            "{",
            "}",
            "&a ",
            "*a",
            "*text",
            "!!int ",
            "!x",
            "|",
            ">",
            "%",
            "@",
            "`",
            "#",
            "\n",
            "\r",
            "\r\n",
            "---\n",
            "...\n",
            "? ",
            "<<: ",
            "~",
            "null",
            "yes",
            "-1",
            "0",
            "1e400",
            "99999999999999999999",
            ".nan",
            "file://",
            "file:///../x",
            "app:",
            "a:b:c",
            "\uFEFF",
            "\u0000",
            "\u202E",
            "é",
            "𝄞",
            "&a [*a]",
            "x".repeat(300),
            "[".repeat(100),
            "{a: ".repeat(100));

    @TempDir
    private Path root;

    private int edited;
    private int near;

    @Test
    @Timeout(600)
    void fiveThousandMutationsLoadOrAreMistakesWithAPlace() throws IOException {
        mutate(Long.getLong("seed", 1), 5_000);
    }

    @Test
    @Tag("long")
    @Timeout(7_200)
    void hundredThousandMutationsLoadOrAreMistakesWithAPlace() throws IOException {
        mutate(Long.getLong("seed", System.nanoTime()), 100_000);
    }

    @Test
    void theProjectItselfIsValid() {
        assertThat(project().messages()).isEmpty();
    }

    private Folder project() {
        var folder = new Folder(root);
        folder.file("src/hello.txt", "hello").file("src/supervisor/pool.lua", "return {}");
        PROJECT.forEach(folder::file);
        return folder;
    }

    private void mutate(long seed, int times) {
        System.out.printf("YamlMutationTest: seed %d, %d mutations%n", seed, times);
        var folder = project();
        var names = PROJECT.keySet().stream().sorted().toList();
        for (int i = 0; i < times; i++) {
            var random = new Random(seed + i);
            var name = names.get(random.nextInt(names.size()));
            var original = PROJECT.getOrDefault(name, "");
            var mutation = new Mutation(random, original);
            folder.file(name, mutation.bytes);
            check(folder, name, mutation, seed + i);
            folder.file(name, original);
        }
        System.out.printf(
                "YamlMutationTest: %d of %d mistakes of one line were told within one line of it%n", near, edited);
        if (times >= 5_000) {
            assertThat((double) near / edited)
                    .as("told near the edit, seed %d", seed)
                    .isGreaterThan(times < 100_000 ? 0.985 : 0.99);
        }
    }

    private void check(Folder folder, String name, Mutation mutation, long seed) {
        Loaded loaded;
        try {
            loaded = folder.load();
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError("seed " + seed + " of " + name + " throws", e);
        }
        var path = folder.path().resolve(name).toString();
        for (var diagnostic : loaded.diagnostics()) {
            assertThat(diagnostic.toString())
                    .as("seed %d", seed)
                    .startsWith(folder.path().toString())
                    .doesNotContain("Exception", "snakeyaml", "\n", "\tat ")
                    .doesNotContainPattern("\\p{Cntrl}");
            assertThat(diagnostic.at().line())
                    .as("seed %d: %s", seed, diagnostic)
                    .isPositive();
            assertThat(diagnostic.at().column())
                    .as("seed %d: %s", seed, diagnostic)
                    .isPositive();
            if (diagnostic.at().path().equals(path)) {
                assertThat(diagnostic.at().line()).isLessThanOrEqualTo(mutation.lines() + 1);
            }
        }
        if (mutation.line > 0 && !loaded.ok() && !mutation.renames) {
            edited++;
            boolean isNear = loaded.diagnostics().stream()
                    .filter(Diagnostic::isError)
                    .anyMatch(diagnostic -> diagnostic.at().path().equals(path)
                            && Math.abs(diagnostic.at().line() - mutation.line) <= 1);
            near += isNear ? 1 : 0;
        }
    }

    /** One change of a text: in a line, of lines, or of bytes. */
    private static final class Mutation {
        final byte[] bytes;

        /** The line that was changed, or 0 if it was more than one. */
        final int line;

        /** True if the line names an entry: the mistake is then told wherever the old name is used. */
        final boolean renames;

        Mutation(Random random, String original) {
            var lines = new ArrayList<>(original.lines().toList());
            int at = random.nextInt(lines.size());
            renames = lines.get(at).contains("name: ")
                    || lines.get(at).contains("namespace")
                    || lines.get(at).contains("\"name\"")
                    || lines.get(at).contains("&text");
            switch (random.nextInt(10)) {
                case 0 -> {
                    line = at + 1;
                    lines.set(at, reindented(random, lines.get(at)));
                    bytes = bytes(lines);
                }
                case 1, 2 -> {
                    line = at + 1;
                    lines.set(at, withSnippet(random, lines.get(at)));
                    bytes = bytes(lines);
                }
                case 3, 4 -> {
                    line = at + 1;
                    lines.set(at, withWordChanged(random, lines.get(at)));
                    bytes = bytes(lines);
                }
                case 5 -> {
                    line = at + 1;
                    lines.set(at, withoutPart(random, lines.get(at)));
                    bytes = bytes(lines);
                }
                case 6 -> {
                    line = 0;
                    lines.remove(at);
                    bytes = bytes(lines);
                }
                case 7 -> {
                    line = 0;
                    var moved = lines.remove(at);
                    lines.add(random.nextInt(lines.size() + 1), moved);
                    if (random.nextBoolean()) {
                        lines.add(at, moved);
                    }
                    bytes = bytes(lines);
                }
                case 8 -> {
                    line = 0;
                    bytes = withBytesChanged(random, bytes(lines));
                }
                default -> {
                    line = 0;
                    bytes = encoded(random, original);
                }
            }
        }

        int lines() {
            int count = 1;
            for (byte each : bytes) {
                count += each == '\n' || each == '\r' ? 1 : 0;
            }
            return count;
        }

        private static byte[] bytes(List<String> lines) {
            return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        }

        private static String reindented(Random random, String line) {
            return " ".repeat(random.nextInt(9)) + line.strip();
        }

        private static String withSnippet(Random random, String line) {
            int at = random.nextInt(line.length() + 1);
            return line.substring(0, at) + SNIPPETS.get(random.nextInt(SNIPPETS.size())) + line.substring(at);
        }

        private static String withoutPart(Random random, String line) {
            int from = random.nextInt(line.length() + 1);
            int to = Math.min(line.length(), from + 1 + random.nextInt(6));
            return line.substring(0, from) + line.substring(to);
        }

        /** A letter of a word swapped, or the whole value put in place of another. */
        private static String withWordChanged(Random random, String line) {
            int colon = line.indexOf(": ");
            if (random.nextBoolean() && colon > 0) {
                return line.substring(0, colon + 2) + SNIPPETS.get(random.nextInt(SNIPPETS.size()));
            }
            if (line.length() < 2) {
                return line + "x";
            }
            int at = random.nextInt(line.length() - 1);
            return line.substring(0, at) + line.charAt(at + 1) + line.charAt(at) + line.substring(at + 2);
        }

        private static byte[] withBytesChanged(Random random, byte[] bytes) {
            for (int i = random.nextInt(4); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            return bytes;
        }

        private static byte[] encoded(Random random, String text) {
            return switch (random.nextInt(6)) {
                case 0 -> text.getBytes(StandardCharsets.UTF_16);
                case 1 -> text.getBytes(StandardCharsets.UTF_16LE);
                case 2 -> ("\uFEFF" + text).getBytes(StandardCharsets.UTF_8);
                case 3 -> text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
                case 4 -> text.replace("  ", "\t").getBytes(StandardCharsets.UTF_8);
                default -> text.substring(0, random.nextInt(text.length())).getBytes(StandardCharsets.UTF_8);
            };
        }
    }
}
