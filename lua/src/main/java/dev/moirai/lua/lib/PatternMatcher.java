package dev.moirai.lua.lib;

import static java.util.Objects.requireNonNull;

import dev.moirai.lua.Call;
import dev.moirai.lua.LuaError;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.Values;
import dev.moirai.lua.lib.Pattern.Item;
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

    static final int MAX_CAPTURES = 32;
    private static final int MAX_CHOICES = 200;
    private static final int UNFINISHED = -1;
    private static final int POSITION = -2;
    private static final int STEPS_PER_CHARGE = 512;

    // The kinds of choice points. Each has three numbers.
    private static final int FEWER = 0; // first byte, how many more to try, next item: one repetition less
    private static final int MORE = 1; // next byte, item, next item: one repetition more
    private static final int WITHOUT = 2; // byte, -, next item: leave out the optional item
    private static final int UNDO_OPEN = 3; // forget a capture
    private static final int UNDO_CLOSE = 4; // -, capture: open it again
    private static final int CHOICE_SIZE = 4;

    private final LuaString source;
    private final Pattern pattern;
    private final int first; // of the pattern, behind an anchor

    private Mode mode = Mode.FORWARD;
    private int start;
    private int s;
    private int p;

    // While expanding: the item, where its repetitions begin, and how many matched so far.
    private @Nullable Item item;
    private int base;
    private int repetitions;

    private int[] choices = NONE;
    private int choiceCount;

    private int captureCount;
    private int[] captureStart = NONE;
    private int[] captureLength = NONE;

    // The item that any match begins with, if there is one: found out when first asked for.
    private @Nullable Item leading;
    private boolean leadingKnown;

    private int steps;

    /** @param first where the pattern begins, behind an anchor */
    PatternMatcher(LuaString source, Pattern pattern, int first) {
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
        if (!leadingKnown) {
            leading = findLeading(call);
            leadingKnown = true;
        }
        Item needed = leading;
        int at = from;
        if (needed != null) {
            int most = Math.min(source.length(), from + STEPS_PER_CHARGE - steps);
            while (at < most && !needed.matches(source, at)) {
                at++;
            }
            steps += at - from;
        }
        return at;
    }

    private @Nullable Item findLeading(Call call) {
        Item head = pattern.item(call, first);
        while (head.op() == Pattern.Op.OPEN) {
            head = pattern.item(call, head.next());
        }
        return switch (head.op()) {
            case ONE, SOME -> head;
            case END, OPEN, OPEN_POSITION, CLOSE, AT_END, BALANCED, FRONTIER, BACK_REFERENCE, OPTIONAL, ANY, FEW ->
                null;
        };
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
                    if (forward(call)) {
                        return Result.MATCH;
                    }
                }
                case EXPANDING -> expand(call, requireNonNull(item));
                case BACKTRACKING -> {
                    if (choiceCount == 0) {
                        return Result.NO_MATCH;
                    }
                    backtrack(call);
                }
            }
        }
    }

    /** Goes on from item to item while they match and there is time; whether the end of the pattern is reached. */
    private boolean forward(Call call) {
        LuaString text = source;
        int length = text.length();
        int at = s;
        int next = p;
        int worked = steps;
        while (worked < STEPS_PER_CHARGE) {
            Item here = pattern.item(call, next);
            worked += 1 + here.cost();
            Pattern.Op op = here.op();
            if (op == Pattern.Op.ONE) {
                if (at == length || !requireNonNull(here.set()).has(text.byteAt(at))) {
                    steps = worked;
                    mode = Mode.BACKTRACKING;
                    return false;
                }
                at++;
                next = here.next();
                continue;
            }
            if (here.possessive()) {
                CharacterSet set = requireNonNull(here.set());
                int end = Math.min(length, at + STEPS_PER_CHARGE - worked);
                int to = at;
                while (to < end && set.has(text.byteAt(to))) {
                    to++;
                }
                if ((to < end || to == length) && (to > at || op == Pattern.Op.ANY)) {
                    worked += to - at;
                    at = to;
                    next = here.next();
                    continue;
                }
            }
            s = at;
            p = next;
            steps = worked;
            if (op == Pattern.Op.END) {
                return true;
            }
            forward(call, here);
            if (mode != Mode.FORWARD) {
                return false;
            }
            at = s;
            next = p;
            worked = steps;
        }
        s = at;
        p = next;
        steps = worked;
        return false;
    }

    private void forward(Call call, Item here) {
        switch (here.op()) {
            case ANY, SOME -> {
                item = here;
                base = s;
                repetitions = 0;
                mode = Mode.EXPANDING;
                expand(call, here);
            }
            case FEW -> {
                choice(call, MORE, s, p, here.next());
                p = here.next();
            }
            case OPTIONAL -> {
                if (here.matches(source, s)) {
                    choice(call, WITHOUT, s, 0, here.next());
                    s++;
                }
                p = here.next();
            }
            case OPEN -> open(call, UNFINISHED, here);
            case OPEN_POSITION -> open(call, POSITION, here);
            case CLOSE -> {
                int capture = captureToClose(call);
                captureLength[capture] = s - captureStart[capture];
                undoable(call, UNDO_CLOSE, capture);
                p = here.next();
            }
            case AT_END -> {
                if (s == source.length()) {
                    p = here.next();
                } else {
                    mode = Mode.BACKTRACKING;
                }
            }
            case BALANCED -> balanced(here);
            case FRONTIER -> frontier(here);
            case BACK_REFERENCE -> backReference(call, here);
            case ONE, END -> {} // done already
        }
    }

    private void expand(Call call, Item repeated) {
        int from = base + repetitions;
        LuaString text = source;
        CharacterSet set = requireNonNull(repeated.set());
        int end = Math.min(text.length(), from + Math.max(STEPS_PER_CHARGE - steps, 1));
        int at = from;
        while (at < end && set.has(text.byteAt(at))) {
            at++;
        }
        steps += at - from;
        repetitions = at - base;
        if (at == end && at < text.length()) {
            return; // there may be more, but others may have their turn now
        }
        int least = repeated.op() == Pattern.Op.SOME ? 1 : 0;
        if (repetitions < least) {
            mode = Mode.BACKTRACKING;
            return;
        }
        if (repetitions > least && !repeated.possessive()) {
            choice(call, FEWER, base + least, repetitions - least - 1, repeated.next());
        }
        s = at;
        p = repeated.next();
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

    /** Notes what has to be undone before an earlier choice is made in another way, if there is one. */
    private void undoable(Call call, int kind, int capture) {
        if (choiceCount > 0) {
            choice(call, kind, 0, capture, 0);
        }
    }

    private void backtrack(Call call) {
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
                Item repeated = pattern.item(call, b);
                steps += repeated.cost();
                if (repeated.matches(source, a)) {
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

    private void retry(int at, int next) {
        s = at;
        p = next;
        mode = Mode.FORWARD;
    }

    private void open(Call call, int what, Item here) {
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
        undoable(call, UNDO_OPEN, 0);
        p = here.next();
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
    private void balanced(Item here) {
        int open = pattern.at(p + 2);
        int close = pattern.at(p + 3);
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
                p = here.next();
                return;
            }
        }
        mode = Mode.BACKTRACKING;
    }

    /** {@code %f[set]} */
    private void frontier(Item here) {
        CharacterSet set = requireNonNull(here.set());
        int before = s == 0 ? 0 : source.byteAt(s - 1);
        int after = s < source.length() ? source.byteAt(s) : 0;
        if (!set.has(before) && set.has(after)) {
            p = here.next();
        } else {
            mode = Mode.BACKTRACKING;
        }
    }

    /** {@code %1} */
    private void backReference(Call call, Item here) {
        int capture = pattern.at(p + 1) - '1';
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
            p = here.next();
        } else {
            mode = Mode.BACKTRACKING;
        }
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
