package dev.moirai.lua.lib;

import dev.moirai.lua.Call;
import dev.moirai.lua.Continuation;
import dev.moirai.lua.Library;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaStringBuilder;
import dev.moirai.lua.NativeFunction;
import dev.moirai.lua.Values;
import dev.moirai.lua.syntax.Utf8;
import org.jspecify.annotations.Nullable;

/** The library {@code utf8} (manual §6.5). */
final class Utf8Library {
    private static final int MAX_RESULTS = 1_000_000;
    private static final int CHARACTERS_PER_CHARGE = 1024;
    private static final long MAX_UNICODE = 0x10FFFF;

    /** The least code point that needs so many continuation bytes; fewer bytes would do for a smaller one. */
    private static final long[] LEAST = {0, 0x80, 0x800, 0x10000, 0x200000, 0x4000000};

    private static final byte[] CHARACTER_PATTERN = {
        '[', 0, '-', 0x7F, (byte) 0xC2, '-', (byte) 0xFD, ']', '[', (byte) 0x80, '-', (byte) 0xBF, ']', '*'
    };

    static final Library LIBRARY = Library.named("utf8")
            .value("charpattern", LuaString.of(CHARACTER_PATTERN))
            .function("char", Utf8Library::characters)
            .function("codepoint", Utf8Library::codePoints)
            .function("codes", Utf8Library::codes)
            .function("len", Utf8Library::length)
            .function("offset", Utf8Library::offset)
            .build();

    private Utf8Library() {}

    /**
     * Decodes the character at an index.
     *
     * @return the code point in the low half and the number of bytes in the high half; -1 if it is not valid
     */
    private static long decode(LuaString string, int at, boolean lax) {
        int first = string.byteAt(at);
        if (first < 0x80) {
            return 1L << 32 | first;
        }
        if (first < 0xC0 || first >= 0xFE) {
            return -1;
        }
        int more = Integer.numberOfLeadingZeros(~(first << 24)) - 1;
        long code = first & (0x3F >> more);
        for (int i = 1; i <= more; i++) {
            int next = at + i < string.length() ? string.byteAt(at + i) : 0;
            if ((next & 0xC0) != 0x80) {
                return -1;
            }
            code = code << 6 | next & 0x3F;
        }
        if (code < LEAST[more] || code > Utf8.MAX_CODE) {
            return -1;
        }
        if (!lax && (code > MAX_UNICODE || (code >= 0xD800 && code <= 0xDFFF))) {
            return -1;
        }
        return (more + 1L) << 32 | code;
    }

    private static boolean isContinuation(LuaString string, long at) {
        return at < string.length() && (string.byteAt((int) at) & 0xC0) == 0x80;
    }

    /** A position counted from the end if negative; 0 if it lies before the beginning. */
    private static long position(long position, int length) {
        if (position >= 0) {
            return position;
        }
        return position < -length ? 0 : length + position + 1;
    }

    /** {@code utf8.char(...)} */
    private static void characters(Call call) {
        LuaStringBuilder result = call.builder();
        call.charge(call.count());
        for (int i = 1; i <= call.count(); i++) {
            long code = call.checkInteger(i);
            if (code < 0 || code > Utf8.MAX_CODE) {
                throw call.argumentError(i, "value out of range");
            }
            result.append(Utf8.encode(code));
        }
        call.returns(result.toLuaString());
    }

    /** {@code utf8.codepoint(s [, i [, j [, lax]]])} */
    private static void codePoints(Call call) {
        LuaString string = call.checkString(1);
        long first = position(call.optInteger(2, 1), string.length());
        long last = position(call.optInteger(3, first), string.length());
        boolean lax = call.isTrue(4);
        if (first < 1) {
            throw call.argumentError(2, "out of bounds");
        }
        if (last > string.length()) {
            throw call.argumentError(3, "out of bounds");
        }
        if (first > last) {
            call.returns();
            return;
        }
        if (last - first >= MAX_RESULTS) {
            throw call.error("string slice too long");
        }
        @Nullable Object[] codes = new @Nullable Object[(int) (last - first + 1)];
        int count = 0;
        int at = (int) first - 1;
        while (at < last) {
            long decoded = decode(string, at, lax);
            if (decoded < 0) {
                throw call.error("invalid UTF-8 code");
            }
            codes[count++] = Values.box(decoded & 0xFFFF_FFFFL);
            at += (int) (decoded >>> 32);
        }
        call.charge(count);
        call.returnsAll(java.util.Arrays.copyOf(codes, count));
    }

    /** {@code utf8.len(s [, i [, j [, lax]]])} */
    private static void length(Call call) {
        LuaString string = call.checkString(1);
        long first = position(call.optInteger(2, 1), string.length());
        long last = position(call.optInteger(3, -1), string.length());
        if (first < 1 || first > string.length() + 1L) {
            throw call.argumentError(2, "initial position out of bounds");
        }
        if (last > string.length()) {
            throw call.argumentError(3, "final position out of bounds");
        }
        new Count(string, (int) last, call.isTrue(4), (int) first - 1).resume(call);
    }

    private static final class Count implements Continuation {
        private final LuaString string;
        private final int last;
        private final boolean lax;
        private int at;
        private long count;

        Count(LuaString string, int last, boolean lax, int at) {
            this.string = string;
            this.last = last;
            this.lax = lax;
            this.at = at;
        }

        @Override
        public void resume(Call call) {
            while (at < last) {
                long decoded = decode(string, at, lax);
                if (decoded < 0) {
                    call.returns(null, Values.box(at + 1L));
                    return;
                }
                at += (int) (decoded >>> 32);
                if (++count % CHARACTERS_PER_CHARGE == 0 && call.charge(CHARACTERS_PER_CHARGE / 2)) {
                    call.pause(this);
                    return;
                }
            }
            call.returns(count);
        }
    }

    /** {@code utf8.offset(s, n [, i])} */
    private static void offset(Call call) {
        LuaString string = call.checkString(1);
        long n = call.checkInteger(2);
        int length = string.length();
        long at = position(call.optInteger(3, n >= 0 ? 1 : length + 1L), length) - 1;
        if (at < 0 || at > length) {
            throw call.argumentError(3, "position out of bounds");
        }
        if (n == 0) {
            while (at > 0 && isContinuation(string, at)) {
                at--;
            }
            call.returns(at + 1);
            return;
        }
        if (isContinuation(string, at)) {
            throw call.error("initial position is a continuation byte");
        }
        new Seek(string, n, (int) at).resume(call);
    }

    /** Moves over characters, forwards or backwards. */
    private static final class Seek implements Continuation {
        private final LuaString string;
        private long left; // the sign is the direction
        private int at;
        private int steps;

        Seek(LuaString string, long n, int at) {
            this.string = string;
            this.left = n > 0 ? n - 1 : n;
            this.at = at;
        }

        @Override
        public void resume(Call call) {
            while (left != 0 && (left > 0 ? at < string.length() : at > 0)) {
                if (left > 0) {
                    do {
                        at++;
                    } while (isContinuation(string, at));
                    left--;
                } else {
                    do {
                        at--;
                    } while (at > 0 && isContinuation(string, at));
                    left++;
                }
                if (++steps % CHARACTERS_PER_CHARGE == 0 && call.charge(CHARACTERS_PER_CHARGE / 2)) {
                    call.pause(this);
                    return;
                }
            }
            if (left == 0) {
                call.returns(at + 1L);
            } else {
                call.returns((Object) null);
            }
        }
    }

    private static final NativeFunction NEXT_STRICT = NativeFunction.of("for iterator", call -> next(call, false));
    private static final NativeFunction NEXT_LAX = NativeFunction.of("for iterator", call -> next(call, true));

    /** {@code utf8.codes(s [, lax])} */
    private static void codes(Call call) {
        LuaString string = call.checkString(1);
        if (isContinuation(string, 0)) {
            throw call.argumentError(1, "invalid UTF-8 code");
        }
        call.returns(call.isTrue(2) ? NEXT_LAX : NEXT_STRICT, string, Values.box(0));
    }

    private static void next(Call call, boolean lax) {
        LuaString string = call.checkString(1);
        long at = call.checkInteger(2);
        if (at > 0 && at < string.length()) {
            while (isContinuation(string, at)) {
                at++;
            }
        }
        if (at < 0 || at >= string.length()) {
            call.returns();
            return;
        }
        long decoded = decode(string, (int) at, lax);
        long end = at + (decoded >>> 32);
        if (decoded < 0 || isContinuation(string, end)) {
            throw call.error("invalid UTF-8 code");
        }
        call.returns(Values.box(at + 1), Values.box(decoded & 0xFFFF_FFFFL));
    }
}
