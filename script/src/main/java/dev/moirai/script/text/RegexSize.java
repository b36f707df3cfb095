package dev.moirai.script.text;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How large a regular expression is when its counted repetitions are written out: an estimate from above, made before it is
 * compiled.
 */
final class RegexSize {
    private static final int DEEPEST = 200;
    private static final long HUGE = Long.MAX_VALUE / 4_000_000;

    private final String pattern;
    /** For each open group, the size of what stands before it in the group around it. */
    private final Deque<Long> outer = new ArrayDeque<>();

    private int at;
    private long before;
    private long last;

    private RegexSize(String pattern) {
        this.pattern = pattern;
    }

    static long of(String pattern) {
        return new RegexSize(pattern).measure();
    }

    private long measure() {
        while (at < pattern.length()) {
            switch (pattern.charAt(at)) {
                case '\\' -> escape();
                case '[' -> characterClass();
                case '(' -> {
                    outer.push(before + last);
                    if (outer.size() > DEEPEST) {
                        return HUGE;
                    }
                    before = 1;
                    last = 0;
                    at++;
                }
                case ')' -> {
                    long group = before + last;
                    before = outer.isEmpty() ? 0 : outer.pop();
                    last = group + 1;
                    at++;
                }
                case '{' -> repetition();
                default -> atom(1);
            }
            if (before + last > HUGE) {
                return HUGE;
            }
        }
        while (!outer.isEmpty()) {
            before += outer.pop();
        }
        return before + last;
    }

    private void atom(int length) {
        before += last;
        last = 1;
        at += length;
    }

    private void escape() {
        if (pattern.startsWith("\\Q", at)) {
            int end = pattern.indexOf("\\E", at + 2);
            before += last + (end < 0 ? pattern.length() : end) - at;
            last = 1;
            at = end < 0 ? pattern.length() : end + 2;
        } else if (pattern.startsWith("\\p{", at) || pattern.startsWith("\\P{", at) || pattern.startsWith("\\x{", at)) {
            int end = pattern.indexOf('}', at);
            atom((end < 0 ? pattern.length() : end + 1) - at);
        } else {
            atom(2);
        }
    }

    private void characterClass() {
        int end = at + 1;
        if (end < pattern.length() && pattern.charAt(end) == '^') {
            end++;
        }
        if (end < pattern.length() && pattern.charAt(end) == ']') {
            end++;
        }
        while (end < pattern.length() && pattern.charAt(end) != ']') {
            if (pattern.startsWith("[:", end) && pattern.indexOf(":]", end) > 0) {
                end = pattern.indexOf(":]", end) + 1;
            } else if (pattern.charAt(end) == '\\') {
                end++;
            }
            end++;
        }
        atom(end + 1 - at);
    }

    /** {@code {n}}, {@code {n,}} or {@code {n,m}}; anything else is a brace. */
    private void repetition() {
        int end = pattern.indexOf('}', at);
        String counts = end < 0 ? "" : pattern.substring(at + 1, end);
        if (!counts.matches("[0-9]{1,9}(,[0-9]{0,9})?")) {
            atom(1);
            return;
        }
        int comma = counts.indexOf(',');
        long least = Long.parseLong(comma < 0 ? counts : counts.substring(0, comma));
        boolean open = comma == counts.length() - 1;
        long most = comma < 0 || open ? least + 1 : Long.parseLong(counts.substring(comma + 1));
        last = last * 2 * Math.max(most, 1);
        at = end + 1;
    }
}
