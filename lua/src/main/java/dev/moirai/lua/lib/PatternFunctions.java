package dev.moirai.lua.lib;

import dev.moirai.lua.Call;
import dev.moirai.lua.Continuation;
import dev.moirai.lua.LuaFunction;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaStringBuilder;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.NativeFunction;
import dev.moirai.lua.Values;
import org.jspecify.annotations.Nullable;

/** {@code string.find}, {@code match}, {@code gmatch} and {@code gsub}. */
final class PatternFunctions {
    private PatternFunctions() {}

    /** {@code string.find(s, pattern [, init [, plain]])} */
    static void find(Call call) {
        LuaString source = call.checkString(1);
        LuaString part = call.checkString(2);
        long init = Substrings.start(call.optInteger(3, 1), source.length());
        if (init > source.length() + 1L) {
            call.returns((Object) null);
            return;
        }
        Pattern pattern = call.isTrue(4) ? null : Pattern.of(call, part);
        if (pattern == null || pattern.isPlain()) {
            new PlainSearch(source, part, (int) init - 1).resume(call);
        } else {
            search(call, source, pattern, (int) init - 1, true);
        }
    }

    /** {@code string.match(s, pattern [, init])} */
    static void match(Call call) {
        LuaString source = call.checkString(1);
        LuaString pattern = call.checkString(2);
        long init = Substrings.start(call.optInteger(3, 1), source.length());
        if (init > source.length() + 1L) {
            call.returns((Object) null);
        } else {
            search(call, source, Pattern.of(call, pattern), (int) init - 1, false);
        }
    }

    private static void search(Call call, LuaString source, Pattern pattern, int from, boolean positions) {
        boolean anchored = pattern.isAnchored();
        PatternMatcher matcher = new PatternMatcher(source, pattern, anchored ? 1 : 0);
        matcher.begin(from);
        new Search(matcher, source.length(), anchored, positions).resume(call);
    }

    /** The first place where a string stands in another, without magic characters. */
    private static final class PlainSearch implements Continuation {
        private final LuaString source;
        private final LuaString part;
        private int at;

        PlainSearch(LuaString source, LuaString part, int from) {
            this.source = source;
            this.part = part;
            this.at = from;
        }

        @Override
        public void resume(Call call) {
            int last = source.length() - part.length();
            int first = part.length() == 0 ? -1 : part.byteAt(0);
            int work = 4 + part.length() / Substrings.BYTES_PER_STEP;
            for (int steps = 0; at <= last; at++) {
                steps++;
                if (first < 0 || source.byteAt(at) == first) {
                    steps += work;
                    if (source.regionMatches(at, part)) {
                        call.charge(steps >> 2);
                        call.returns(Values.box(at + 1L), Values.box((long) at + part.length()));
                        return;
                    }
                }
                if (steps > 4096) {
                    boolean over = call.charge(steps >> 2);
                    steps = 0;
                    if (over) {
                        at++;
                        call.pause(this);
                        return;
                    }
                }
            }
            call.returns((Object) null);
        }
    }

    /** The first place where a pattern matches. */
    private static final class Search implements Continuation {
        private final PatternMatcher matcher;
        private final int length;
        private final boolean anchored;
        private final boolean positions;

        Search(PatternMatcher matcher, int length, boolean anchored, boolean positions) {
            this.matcher = matcher;
            this.length = length;
            this.anchored = anchored;
            this.positions = positions;
        }

        @Override
        public void resume(Call call) {
            while (true) {
                switch (matcher.run(call)) {
                    case PAUSED -> {
                        call.pause(this);
                        return;
                    }
                    case MATCH -> {
                        found(call);
                        return;
                    }
                    case NO_MATCH -> {
                        if (anchored || matcher.start() == length) {
                            matcher.settle(call);
                            call.returns((Object) null);
                            return;
                        }
                        matcher.begin(matcher.candidate(call, matcher.start() + 1));
                    }
                }
            }
        }

        private void found(Call call) {
            matcher.settle(call);
            if (!positions) {
                returnCaptures(call, matcher);
                return;
            }
            Long first = Values.box(matcher.start() + 1L);
            Long last = Values.box((long) matcher.end());
            if (matcher.explicitCaptures() == 0) {
                call.returns(first, last);
                return;
            }
            @Nullable Object[] values = matcher.captureValues(call, 2);
            values[0] = first;
            values[1] = last;
            call.returnsAll(values);
        }
    }

    private static void returnCaptures(Call call, PatternMatcher matcher) {
        switch (matcher.captures()) {
            case 1 -> call.returns(matcher.capture(call, 0));
            case 2 -> call.returns(matcher.capture(call, 0), matcher.capture(call, 1));
            default -> call.returnsAll(matcher.captureValues(call, 0));
        }
    }

    /** {@code string.gmatch(s, pattern [, init])} */
    static void gmatch(Call call) {
        LuaString source = call.checkString(1);
        LuaString pattern = call.checkString(2);
        long init = Substrings.start(call.optInteger(3, 1), source.length());
        int from = (int) Math.min(init - 1, source.length() + 1L);
        Matches matches = new Matches(new PatternMatcher(source, Pattern.of(call, pattern), 0), source.length(), from);
        call.memory().allocate(ITERATOR_SIZE);
        call.returns(NativeFunction.keeping("for iterator", matches::next, ITERATOR_SIZE, source, pattern));
    }

    private static final int ITERATOR_SIZE = 512;

    /** The matches of a pattern, one after the other. */
    private static final class Matches implements Continuation {
        private final PatternMatcher matcher;
        private final int length;
        private int from;
        private int lastEnd = -1;

        Matches(PatternMatcher matcher, int length, int from) {
            this.matcher = matcher;
            this.length = length;
            this.from = from;
        }

        void next(Call call) {
            matcher.begin(from);
            resume(call);
        }

        @Override
        public void resume(Call call) {
            while (matcher.start() <= length) {
                PatternMatcher.Result result = matcher.run(call);
                if (result == PatternMatcher.Result.PAUSED) {
                    call.pause(this);
                    return;
                }
                if (result == PatternMatcher.Result.MATCH && matcher.end() != lastEnd) {
                    from = matcher.end();
                    lastEnd = from;
                    matcher.settle(call);
                    returnCaptures(call, matcher);
                    return;
                }
                matcher.begin(matcher.candidate(call, matcher.start() + 1));
            }
            from = length + 1;
            matcher.settle(call);
            call.returns((Object) null);
        }
    }

    /** {@code string.gsub(s, pattern, repl [, n])} */
    static void gsub(Call call) {
        LuaString source = call.checkString(1);
        LuaString text = call.checkString(2);
        Object replacement = call.get(3);
        if (replacement instanceof Long || replacement instanceof Double) {
            replacement = call.checkString(3);
        }
        if (!(replacement instanceof LuaString
                || replacement instanceof LuaTable
                || replacement instanceof LuaFunction)) {
            throw call.typeError(3, "string/function/table");
        }
        long most = call.optInteger(4, source.length() + 1L);
        Pattern pattern = Pattern.of(call, text);
        boolean anchored = pattern.isAnchored();
        PatternMatcher matcher = new PatternMatcher(source, pattern, anchored ? 1 : 0);
        Substitution substitution = new Substitution(call, source, matcher, anchored, replacement, most);
        substitution.run(call);
    }

    /** Replaces matches; pauses while matching and while a callback runs. */
    private static final class Substitution implements Continuation {
        private final LuaString source;
        private final PatternMatcher matcher;
        private final boolean anchored;
        private final Object replacement;
        private final long most;
        private final LuaStringBuilder result;
        private int at;
        private int taken; // up to where the source is in the result; what is the same in both comes later
        private int lastEnd = -1;
        private long count;
        private boolean changed;
        private boolean callingBack; // else what comes back is a pause

        Substitution(
                Call call, LuaString source, PatternMatcher matcher, boolean anchored, Object replacement, long most) {
            this.source = source;
            this.matcher = matcher;
            this.anchored = anchored;
            this.replacement = replacement;
            this.most = most;
            this.result = call.builder();
            matcher.begin(0);
        }

        @Override
        public void resume(Call call) {
            if (callingBack) {
                callingBack = false;
                replace(call, call.get(1));
                if (anchored) {
                    finish(call);
                    return;
                }
                matcher.begin(at);
            }
            run(call);
        }

        void run(Call call) {
            while (count < most) {
                PatternMatcher.Result attempt = matcher.run(call);
                if (attempt == PatternMatcher.Result.PAUSED) {
                    call.pause(this);
                    return;
                }
                if (attempt == PatternMatcher.Result.MATCH && matcher.end() != lastEnd) {
                    count++;
                    at = matcher.end();
                    lastEnd = at;
                    if (!value(call)) {
                        callingBack = true;
                        return;
                    }
                } else if (at < source.length()) {
                    at = matcher.candidate(call, at + 1);
                } else {
                    break;
                }
                if (anchored) {
                    break;
                }
                matcher.begin(at);
            }
            finish(call);
        }

        private void finish(Call call) {
            matcher.settle(call);
            Object text = source;
            if (changed) {
                take(source.length());
                call.charge(result.length() / Substrings.BYTES_PER_STEP);
                text = result.toLuaString();
            }
            call.returns(text, Values.box(count));
        }

        /** Appends what replaces the match; false if a function had to be called for it first. */
        private boolean value(Call call) {
            switch (replacement) {
                case LuaString text -> {
                    take(matcher.start());
                    appendTemplate(call, text);
                    taken = matcher.end();
                    changed = true;
                    return true;
                }
                case LuaTable table -> {
                    Object value = Metamethods.index(call, this, table, matcher.capture(call, 0));
                    if (value == Metamethods.PENDING) {
                        return false;
                    }
                    replace(call, value);
                    return true;
                }
                default -> {
                    call.invoke(this, replacement, matcher.captureValues(call, 0));
                    return false;
                }
            }
        }

        private void replace(Call call, @Nullable Object value) {
            if (!Values.isTrue(value)) {
                return;
            }
            LuaString text = Values.toLuaString(value);
            if (text == null) {
                throw call.error("invalid replacement value (a " + Values.typeNameOf(value) + ")");
            }
            take(matcher.start());
            result.append(text);
            taken = matcher.end();
            changed = true;
        }

        /** Takes the source up to an index over. */
        private void take(int end) {
            if (!changed) {
                result.reserve(source.length());
            }
            result.append(source, taken, end);
        }

        private void appendTemplate(Call call, LuaString template) {
            call.charge(template.length() / Substrings.BYTES_PER_STEP);
            int length = template.length();
            for (int i = 0; i < length; i++) {
                int c = template.byteAt(i);
                if (c != '%') {
                    result.append(c);
                    continue;
                }
                i++;
                int next = i < length ? template.byteAt(i) : 0;
                if (next == '%') {
                    result.append('%');
                } else if (next == '0') {
                    result.append(source, matcher.start(), matcher.end());
                } else if (Ascii.isDigit(next)) {
                    int capture = next - '1';
                    if (capture >= matcher.captures()) {
                        throw call.error("invalid capture index %" + (capture + 1) + " in replacement string");
                    }
                    LuaString text = Values.toLuaString(matcher.capture(call, capture));
                    result.append(text == null ? LuaString.EMPTY : text);
                } else {
                    throw call.error("invalid use of '%' in replacement string");
                }
            }
        }
    }
}
