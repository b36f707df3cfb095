package dev.moirai.bench.harness;

import java.util.HashMap;
import java.util.Map;

/**
 * The work done once by one contender, as it reports it.
 *
 * @param check what proves that the work was done: a count or a sum that only the finished work can give
 * @param operations how many operations the work was
 * @param nanos how long it took
 * @param figures further figures, by name
 */
public record Repetition(String check, long operations, long nanos, Map<String, Double> figures) {

    public Repetition {
        figures = Map.copyOf(figures);
    }

    /**
     * Reads {@code check operations nanos [name=value]...}; a contender without a clock writes {@code -} for the nanoseconds.
     *
     * @param text the words after {@code rep}
     * @param clocked the time by the harness's clock, used when the contender has none
     */
    static Repetition parse(String text, long clocked) {
        String[] words = text.trim().split(" +");
        if (words.length < 3) {
            throw new IllegalArgumentException("expected: check operations nanos, got: " + text);
        }
        Map<String, Double> figures = new HashMap<>();
        for (int i = 3; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("expected name=value, got: " + words[i]);
            }
            figures.put(words[i].substring(0, equals), Double.valueOf(words[i].substring(equals + 1)));
        }
        long nanos = words[2].equals("-") ? clocked : Long.parseLong(words[2]);
        return new Repetition(words[0], Long.parseLong(words[1]), nanos, figures);
    }
}
