package dev.moirai.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The code blocks of the lesson on process supervision, and what came of playing each: one line per block. */
final class SeedReport {
    static final int BLOCKS = 19;

    private record Count(int simulated, int onThreads) {}

    private final Map<String, Count> played = new TreeMap<>();

    /** The text of a block, word for word. */
    static String block(String name) {
        try (InputStream file = SeedReport.class.getResourceAsStream("seed/" + name)) {
            return new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Notes that a block did on a stage what the lesson says. */
    void held(Stage stage, String... blocks) {
        for (String block : blocks) {
            Count one = stage.isSimulated() ? new Count(1, 0) : new Count(0, 1);
            played.merge(block, one, (a, b) -> new Count(a.simulated + b.simulated, a.onThreads + b.onThreads));
        }
    }

    int size() {
        return played.size();
    }

    @Override
    public String toString() {
        var text = new StringBuilder("The lesson, block by block:\n");
        played.forEach((block, count) -> text.append(String.format(
                "  %-28s held in %2d simulations and %d times on threads%n", block, count.simulated, count.onThreads)));
        return text.toString();
    }
}
