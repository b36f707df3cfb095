package dev.moirai.app.source;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** The word a person probably meant: the nearest one by edit distance, when it is near enough to be no guess. */
public final class Nearest {
    private static final int LONGEST = 80;

    private Nearest() {}

    /** The candidate nearest to {@code word}, if at most about a third of its letters differ. */
    public static Optional<String> to(String word, Collection<String> candidates) {
        var wanted = simplified(word);
        if (wanted.isEmpty() || wanted.length() > LONGEST) {
            return Optional.empty();
        }
        int limit = Math.max(1, wanted.length() / 3);
        String best = null;
        int bestDistance = limit + 1;
        for (var candidate : candidates) {
            var simple = simplified(candidate);
            if (Math.abs(simple.length() - wanted.length()) < bestDistance && simple.length() <= LONGEST) {
                int distance = distance(wanted, simple);
                if (distance < bestDistance) {
                    bestDistance = distance;
                    best = candidate;
                }
            }
        }
        return Optional.ofNullable(best);
    }

    /** {@code did you mean 'x'?}, or empty when no candidate is near. */
    public static String suggestion(String word, Collection<String> candidates) {
        return to(word, candidates)
                .map(near -> "did you mean " + Diagnostic.quote(near) + "?")
                .orElse("");
    }

    private static String simplified(String word) {
        return word.toLowerCase(Locale.ROOT).replace('-', '_').replace(' ', '_');
    }

    /** Damerau-Levenshtein distance (optimal string alignment): a swap of neighbours, the commonest slip, counts one. */
    private static int distance(String from, String to) {
        int[] beforeLast = new int[to.length() + 1];
        int[] last = new int[to.length() + 1];
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + change);
                boolean swapped = i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1);
                if (swapped) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            var oldest = beforeLast;
            beforeLast = last;
            last = row;
            row = oldest;
        }
        return last[to.length()];
    }
}
