package dev.moirai.script.text;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The difference of two texts as what to keep, delete and insert, word by word: Myers' greedy algorithm (1986).
 *
 * <p>Bounded: texts that differ in more than {@value #MOST_EDITS} words, or take too many steps, are told to differ in
 * everything between their common beginning and end.
 */
public final class TextDiff {
    private static final int MOST_EDITS = 1_000;
    private static final int MOST_STEPS = 10_000_000;
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}_]++|\\n|[^\\S\\n]++|.", Pattern.DOTALL);

    /** What happens to a piece of text. */
    public enum Operation {
        EQUAL,
        DELETE,
        INSERT
    }

    /** A piece of text, and what happens to it. */
    public record Edit(Operation operation, String text) {}

    private final List<String> old;
    private final List<String> fresh;
    private long steps;

    private TextDiff(List<String> old, List<String> fresh) {
        this.old = old;
        this.fresh = fresh;
    }

    /** What turns {@code old} into {@code fresh}: neighbours of the same operation are one, deletions stand before insertions. */
    public static List<Edit> between(String old, String fresh) {
        return new TextDiff(words(old), words(fresh)).edits();
    }

    private static List<String> words(String text) {
        var words = new ArrayList<String>();
        var matcher = WORD.matcher(text);
        while (matcher.find()) {
            words.add(matcher.group());
        }
        return words;
    }

    private List<Edit> edits() {
        int begin = 0;
        int most = Math.min(old.size(), fresh.size());
        while (begin < most && old.get(begin).equals(fresh.get(begin))) {
            begin++;
        }
        int end = 0;
        while (end < most - begin && old.get(old.size() - 1 - end).equals(fresh.get(fresh.size() - 1 - end))) {
            end++;
        }
        var script = new Script();
        script.add(Operation.EQUAL, old.subList(0, begin));
        middle(script, old.subList(begin, old.size() - end), fresh.subList(begin, fresh.size() - end));
        script.add(Operation.EQUAL, old.subList(old.size() - end, old.size()));
        return script.edits();
    }

    private void middle(Script script, List<String> a, List<String> b) {
        Deque<int[]> furthest = a.isEmpty() || b.isEmpty() ? new ArrayDeque<>() : search(a, b);
        if (furthest.isEmpty()) {
            script.add(Operation.DELETE, a);
            script.add(Operation.INSERT, b);
            return;
        }
        walkBack(script, a, b, furthest);
    }

    /** For each number of edits, how far along {@code a} each diagonal gets; empty if it takes too long. */
    private Deque<int[]> search(List<String> a, List<String> b) {
        int most = Math.min(a.size() + b.size(), MOST_EDITS);
        int[] reach = new int[2 * most + 2];
        Deque<int[]> trace = new ArrayDeque<>();
        for (int edits = 0; edits <= most; edits++) {
            trace.push(reach.clone());
            for (int k = -edits; k <= edits; k += 2) {
                boolean down = k == -edits || k != edits && reach[most + k - 1] < reach[most + k + 1];
                int x = down ? reach[most + k + 1] : reach[most + k - 1] + 1;
                int y = x - k;
                while (x < a.size() && y < b.size() && a.get(x).equals(b.get(y))) {
                    x++;
                    y++;
                    steps++;
                }
                reach[most + k] = x;
                if (x >= a.size() && y >= b.size()) {
                    return trace;
                }
            }
            steps += 2L * most;
            if (steps > MOST_STEPS) {
                break;
            }
        }
        return new ArrayDeque<>();
    }

    private static void walkBack(Script script, List<String> a, List<String> b, Deque<int[]> trace) {
        var backwards = new ArrayList<Edit>();
        int x = a.size();
        int y = b.size();
        int edits = trace.size() - 1;
        for (int[] reach : trace) {
            int most = (reach.length - 2) / 2;
            int k = x - y;
            boolean down = k == -edits || k != edits && reach[most + k - 1] < reach[most + k + 1];
            int fromX = edits == 0 ? 0 : down ? reach[most + k + 1] : reach[most + k - 1];
            int fromY = edits == 0 ? 0 : fromX - (down ? k + 1 : k - 1);
            while (x > fromX && y > fromY) {
                backwards.add(new Edit(Operation.EQUAL, a.get(--x)));
                y--;
            }
            if (edits > 0) {
                backwards.add(
                        down ? new Edit(Operation.INSERT, b.get(fromY)) : new Edit(Operation.DELETE, a.get(fromX)));
            }
            x = fromX;
            y = fromY;
            edits--;
        }
        backwards.reversed().forEach(edit -> script.add(edit.operation(), List.of(edit.text())));
    }

    /** Collects edits in order. */
    private static final class Script {
        private final List<Edit> edits = new ArrayList<>();
        private final StringBuilder equal = new StringBuilder();
        private final StringBuilder deleted = new StringBuilder();
        private final StringBuilder inserted = new StringBuilder();

        void add(Operation operation, List<String> words) {
            for (String word : words) {
                switch (operation) {
                    case EQUAL -> {
                        flushChange();
                        equal.append(word);
                    }
                    case DELETE -> {
                        flush(Operation.EQUAL, equal);
                        deleted.append(word);
                    }
                    case INSERT -> {
                        flush(Operation.EQUAL, equal);
                        inserted.append(word);
                    }
                }
            }
        }

        private void flushChange() {
            flush(Operation.DELETE, deleted);
            flush(Operation.INSERT, inserted);
        }

        private void flush(Operation operation, StringBuilder text) {
            if (!text.isEmpty()) {
                edits.add(new Edit(operation, text.toString()));
                text.setLength(0);
            }
        }

        List<Edit> edits() {
            flush(Operation.EQUAL, equal);
            flushChange();
            return edits;
        }
    }
}
