package dev.moirai.lua.lib;

import dev.moirai.lua.Call;
import dev.moirai.lua.LuaError;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.Values;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Matches a Lua pattern (manual §6.4.1) at one place of a string.
 *
 * <p>The matcher is a backtracking machine whose choice points are on a stack of its own. So it can stop anywhere when
 * the turn's budget is used up and go on later, and a pattern that takes exponential time delays nobody but its own
 * program.
 *
 * <pre>
 *   begin ──► FORWARD ◄──────────► EXPANDING   (counting how often a repeated item matches)
 *               │  ▲
 *      no match │  │ another choice
 *               ▼  │
 *            BACKTRACKING ──no choice left──► NO_MATCH
 * </pre>
 */
final class PatternMatcher {
    /** How an attempt ended, if it did. */
    enum Result {
        MATCH,
        NO_MATCH,
        /** The turn's budget is used up; {@link #run} goes on. */
        PAUSED
    }

    private enum Mode {
        FORWARD,
        EXPANDING,
        BACKTRACKING
    }

    private static final int[] NONE = {};
    private static final int UNKNOWN = -1;
    private static final int NOTHING = -2;

    static final int MAX_CAPTURES = 32;
    private static final int MAX_CHOICES = 200;
    private static final int UNFINISHED = -1;
    private static final int POSITION = -2;
    private static final int STEPS_PER_CHARGE = 512;

    // The kinds of choice points. Each has three numbers.
    private static final int FEWER = 0; // first byte, how many more to try, end of item: one repetition less
    private static final int MORE = 1; // next byte, item, end of item: one repetition more
    private static final int WITHOUT = 2; // byte, -, end of item: leave out the optional item
    private static final int UNDO_OPEN = 3; // forget a capture
    private static final int UNDO_CLOSE = 4; // -, capture: open it again
    private static final int CHOICE_SIZE = 4;

    private final LuaString source;
    private final byte[] pattern;
    private final int first; // of the pattern, behind an anchor

    private Mode mode = Mode.FORWARD;
    private int start;
    private int s;
    private int p;

    // While expanding: the item, its end, where its repetitions begin, and how many matched so far.
    private int item;
    private int itemEnd;
    private int base;
    private int repetitions;

    private int[] choices = NONE;
    private int choiceCount;

    private int captureCount;
    private int[] captureStart = NONE;
    private int[] captureLength = NONE;

    // The item that any match begins with, if there is one: found out when first asked for.
    private int leading = UNKNOWN;
    private int leadingEnd;

    private int steps;

    PatternMatcher(LuaString source, byte[] pattern, int first) {
        this.source = source;
        this.pattern = pattern;
        this.first = first;
    }

    /** Makes the next {@link #run} try to match at index {@code from}. */
    void begin(int from) {
        start = from;
        s = from;
        p = first;
        choiceCount = 0;
        captureCount = 0;
        mode = Mode.FORWARD;
    }

    /**
     * Where from {@code from} on to try next: places where the first item does not match are passed over, up to as many as
     * may be without looking at the budget.
     */
    int candidate(Call call, int from) {
        if (leading == UNKNOWN) {
            findLeading(call);
        }
        int at = from;
        if (leading >= 0) {
            while (at < source.length() && steps < STEPS_PER_CHARGE && !matchesItem(at, leading, leadingEnd)) {
                at++;
                steps++;
            }
        }
        return at;
    }

    private void findLeading(Call call) {
        int at = first;
        while (pattern(at) == '(' && pattern(at + 1) != ')') {
            at++;
        }
        int head = pattern(at);
        boolean single = switch (head) {
            case 0, '(', ')', '$' -> false;
            case '%' -> {
                int next = pattern(at + 1);
                yield next != 'b' && next != 'f' && (next < '0' || next > '9');
            }
            default -> true;
        };
        leading = NOTHING;
        if (single) {
            int end = itemEnd(call, at);
            switch (pattern(end)) {
                case '*', '-', '?' -> {}
                default -> {
                    leading = at;
                    leadingEnd = end;
                }
            }
        }
    }

    /** Where the match begins. */
    int start() {
        return start;
    }

    /** Where the match that was found ends. */
    int end() {
        return s;
    }

    /** Goes on until it is known whether the pattern matches, or until the turn's budget is used up. */
    Result run(Call call) {
        while (true) {
            if (++steps >= STEPS_PER_CHARGE) {
                int work = steps;
                steps = 0;
                if (call.charge(work)) {
                    return Result.PAUSED;
                }
            }
            switch (mode) {
                case FORWARD -> {
                    if (p == pattern.length) {
                        return Result.MATCH;
                    }
                    forward(call);
                }
                case EXPANDING -> expand(call);
                case BACKTRACKING -> {
                    if (choiceCount == 0) {
                        return Result.NO_MATCH;
                    }
                    backtrack();
                }
            }
        }
    }

    private int pattern(int index) {
        return index < pattern.length ? pattern[index] & 0xFF : 0;
    }

    private void forward(Call call) {
        switch (pattern(p)) {
            case '(' -> {
                boolean position = pattern(p + 1) == ')';
                openCapture(call, position ? POSITION : UNFINISHED);
                p += position ? 2 : 1;
            }
            case ')' -> {
                int capture = captureToClose(call);
                captureLength[capture] = s - captureStart[capture];
                choice(call, UNDO_CLOSE, 0, capture, 0);
                p++;
            }
            case '$' -> {
                if (p + 1 != pattern.length) {
                    single(call);
                } else if (s == source.length()) {
                    p++;
                } else {
                    mode = Mode.BACKTRACKING;
                }
            }
            case '%' -> {
                int next = pattern(p + 1);
                if (next == 'b') {
                    balanced(call);
                } else if (next == 'f') {
                    frontier(call);
                } else if (next >= '0' && next <= '9') {
                    backReference(call, next);
                } else {
                    single(call);
                }
            }
            default -> single(call);
        }
    }

    /** A single-character item and what says how often it may come. */
    private void single(Call call) {
        int end = itemEnd(call, p);
        int suffix = pattern(end);
        if (suffix == '*' || suffix == '+') {
            item = p;
            itemEnd = end;
            base = s;
            repetitions = 0;
            mode = Mode.EXPANDING;
        } else if (suffix == '-') {
            choice(call, MORE, s, p, end);
            p = end + 1;
        } else if (suffix == '?') {
            if (matchesItem(s, p, end)) {
                choice(call, WITHOUT, s, 0, end);
                s++;
            }
            p = end + 1;
        } else if (matchesItem(s, p, end)) {
            s++;
            p = end;
        } else {
            mode = Mode.BACKTRACKING;
        }
    }

    private void expand(Call call) {
        while (matchesItem(base + repetitions, item, itemEnd)) {
            repetitions++;
            if (++steps >= STEPS_PER_CHARGE) {
                return;
            }
        }
        int least = pattern(itemEnd) == '+' ? 1 : 0;
        if (repetitions < least) {
            mode = Mode.BACKTRACKING;
            return;
        }
        if (repetitions > least) {
            choice(call, FEWER, base + least, repetitions - least - 1, itemEnd);
        }
        s = base + repetitions;
        p = itemEnd + 1;
        mode = Mode.FORWARD;
    }

    private void choice(Call call, int kind, int a, int b, int c) {
        if (choiceCount == MAX_CHOICES) {
            throw call.error("pattern too complex");
        }
        int at = choiceCount * CHOICE_SIZE;
        if (at == choices.length) {
            choices = Arrays.copyOf(choices, Math.max(2 * CHOICE_SIZE, 2 * at));
        }
        choices[at] = kind;
        choices[at + 1] = a;
        choices[at + 2] = b;
        choices[at + 3] = c;
        choiceCount++;
    }

    private void backtrack() {
        int at = (choiceCount - 1) * CHOICE_SIZE;
        int a = choices[at + 1];
        int b = choices[at + 2];
        int c = choices[at + 3];
        switch (choices[at]) {
            case FEWER -> {
                if (b == 0) {
                    choiceCount--;
                } else {
                    choices[at + 2] = b - 1;
                }
                retry(a + b, c);
            }
            case MORE -> {
                if (matchesItem(a, b, c)) {
                    choices[at + 1] = a + 1;
                    retry(a + 1, c);
                } else {
                    choiceCount--;
                }
            }
            case WITHOUT -> {
                choiceCount--;
                retry(a, c);
            }
            case UNDO_OPEN -> {
                choiceCount--;
                captureCount--;
            }
            default -> {
                choiceCount--;
                captureLength[b] = UNFINISHED;
            }
        }
    }

    private void retry(int at, int end) {
        s = at;
        p = end + 1;
        mode = Mode.FORWARD;
    }

    private void openCapture(Call call, int what) {
        if (captureCount == MAX_CAPTURES) {
            throw call.error("too many captures");
        }
        if (captureCount == captureStart.length) {
            int more = Math.max(2, 2 * captureCount);
            captureStart = Arrays.copyOf(captureStart, more);
            captureLength = Arrays.copyOf(captureLength, more);
        }
        captureStart[captureCount] = s;
        captureLength[captureCount] = what;
        captureCount++;
        choice(call, UNDO_OPEN, 0, 0, 0);
    }

    private int captureToClose(Call call) {
        for (int capture = captureCount - 1; capture >= 0; capture--) {
            if (captureLength[capture] == UNFINISHED) {
                return capture;
            }
        }
        throw call.error("invalid pattern capture");
    }

    /** {@code %bxy} */
    private void balanced(Call call) {
        if (p + 3 >= pattern.length) {
            throw call.error("malformed pattern (missing arguments to '%b')");
        }
        int open = pattern(p + 2);
        int close = pattern(p + 3);
        int at = s;
        int depth = 0;
        if (at < source.length() && source.byteAt(at) == open) {
            depth = 1;
            while (depth > 0 && ++at < source.length()) {
                int c = source.byteAt(at);
                if (c == close) {
                    depth--;
                } else if (c == open) {
                    depth++;
                }
            }
            steps += at - s;
            if (depth == 0) {
                s = at + 1;
                p += 4;
                return;
            }
        }
        mode = Mode.BACKTRACKING;
    }

    /** {@code %f[set]} */
    private void frontier(Call call) {
        int set = p + 2;
        if (pattern(set) != '[') {
            throw call.error("missing '[' after '%f' in pattern");
        }
        int end = itemEnd(call, set);
        int before = s == 0 ? 0 : source.byteAt(s - 1);
        int here = s < source.length() ? source.byteAt(s) : 0;
        if (!inSet(before, set, end - 1) && inSet(here, set, end - 1)) {
            p = end;
        } else {
            mode = Mode.BACKTRACKING;
        }
    }

    /** {@code %1} */
    private void backReference(Call call, int digit) {
        int capture = digit - '1';
        if (capture < 0 || capture >= captureCount || captureLength[capture] == UNFINISHED) {
            throw call.error("invalid capture index %" + (capture + 1));
        }
        int length = captureLength[capture];
        if (length == POSITION || s + length > source.length()) {
            mode = Mode.BACKTRACKING;
            return;
        }
        int from = captureStart[capture];
        int same = 0;
        while (same < length && source.byteAt(from + same) == source.byteAt(s + same)) {
            same++;
        }
        steps += same;
        if (same == length) {
            s += length;
            p += 2;
        } else {
            mode = Mode.BACKTRACKING;
        }
    }

    /** Where the single-character item that begins at {@code at} ends. */
    private int itemEnd(Call call, int at) {
        int next = at + 1;
        if (pattern(at) == '%') {
            if (next >= pattern.length) {
                throw call.error("malformed pattern (ends with '%')");
            }
            return next + 1;
        }
        if (pattern(at) == '[') {
            if (pattern(next) == '^') {
                next++;
            }
            do { // the first character of a set may be ']'
                if (next >= pattern.length) {
                    throw call.error("malformed pattern (missing ']')");
                }
                if (pattern(next++) == '%') {
                    next++;
                }
            } while (next >= pattern.length || pattern(next) != ']');
            steps += (next - at) >> 4;
            return next + 1;
        }
        return next;
    }

    private boolean matchesItem(int at, int from, int end) {
        if (at >= source.length()) {
            return false;
        }
        int c = source.byteAt(at);
        return switch (pattern[from]) {
            case '.' -> true;
            case '%' -> inClass(c, pattern[from + 1] & 0xFF);
            case '[' -> inSet(c, from, end - 1);
            default -> (pattern[from] & 0xFF) == c;
        };
    }

    /** Whether the set that begins at {@code from} and whose {@code ]} is at {@code end} has a character. */
    private boolean inSet(int c, int from, int end) {
        int at = from + 1;
        boolean found = true;
        if (pattern(at) == '^') {
            found = false;
            at++;
        }
        steps += (end - from) >> 3;
        while (at < end) {
            int member = pattern(at);
            if (member == '%') {
                at++;
                if (inClass(c, pattern(at))) {
                    return found;
                }
                at++;
            } else if (pattern(at + 1) == '-' && at + 2 < end) {
                if (member <= c && c <= pattern(at + 2)) {
                    return found;
                }
                at += 3;
            } else {
                if (member == c) {
                    return found;
                }
                at++;
            }
        }
        return !found;
    }

    private static boolean inClass(int c, int letter) {
        boolean inside = switch (letter | 0x20) {
            case 'a' -> Ascii.isLetter(c);
            case 'c' -> Ascii.isControl(c);
            case 'd' -> Ascii.isDigit(c);
            case 'g' -> c > ' ' && c < 0x7F;
            case 'l' -> c >= 'a' && c <= 'z';
            case 'p' -> Ascii.isPunctuation(c);
            case 's' -> Ascii.isSpace(c);
            case 'u' -> c >= 'A' && c <= 'Z';
            case 'w' -> Ascii.isLetter(c) || Ascii.isDigit(c);
            case 'x' -> Ascii.isHexDigit(c);
            case 'z' -> c == 0; // no longer in the manual, but alive
            default -> {
                // Not the name of a class: the character itself, whatever its case.
                yield (c == letter) != Ascii.isUpper(letter);
            }
        };
        return Ascii.isUpper(letter) != inside;
    }

    /** How many values the match gives: its captures, or the whole match if it has none. */
    int captures() {
        return captureCount == 0 ? 1 : captureCount;
    }

    /** A capture counted from 0; the whole match is the first capture of a pattern without any. */
    Object capture(Call call, int index) {
        if (index >= captureCount) {
            if (index != 0) {
                throw invalidCapture(call, index);
            }
            return substring(call, start, s);
        }
        int length = captureLength[index];
        return switch (length) {
            case POSITION -> Values.box(captureStart[index] + 1L);
            case UNFINISHED -> throw call.error("unfinished capture");
            default -> substring(call, captureStart[index], captureStart[index] + length);
        };
    }

    LuaError invalidCapture(Call call, int index) {
        return call.error("invalid capture index %" + (index + 1));
    }

    /** All captures as the values a function returns. */
    @Nullable
    Object[] captureValues(Call call, int before) {
        int count = captures();
        @Nullable Object[] values = new @Nullable Object[before + count];
        for (int i = 0; i < count; i++) {
            values[before + i] = capture(call, i);
        }
        return values;
    }

    /** How many captures the pattern itself has opened. */
    int explicitCaptures() {
        return captureCount;
    }

    private LuaString substring(Call call, int from, int to) {
        return Substrings.of(call, source, from, to);
    }

    /** Charges what is not charged yet. */
    void settle(Call call) {
        call.charge(1 + (steps >> 2));
        steps = 0;
    }
}
