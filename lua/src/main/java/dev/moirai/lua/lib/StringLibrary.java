package dev.moirai.lua.lib;

import dev.moirai.lua.Call;
import dev.moirai.lua.Continuation;
import dev.moirai.lua.FastPath;
import dev.moirai.lua.Library;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaStringBuilder;
import dev.moirai.lua.Memory;
import dev.moirai.lua.Values;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** The library {@code string} (manual §6.4), without {@code dump}: there is no binary form of functions. */
final class StringLibrary {
    /** How many values one call can return, as in the reference implementation. */
    private static final int MAX_RESULTS = 1_000_000;

    private static final byte[] LOWER = table(Ascii::toLower);
    private static final byte[] UPPER = table(Ascii::toUpper);

    static final Library LIBRARY = Library.named("string")
            .function("byte", StringLibrary::bytes, new FastByte())
            .function("char", StringLibrary::characters, new FastCharacter())
            .function("find", PatternFunctions::find)
            .function("format", StringFormat::format)
            .function("gmatch", PatternFunctions::gmatch)
            .function("gsub", PatternFunctions::gsub)
            .function("len", call -> call.returns(call.checkString(1).length()), new FastLength())
            .function("lower", call -> new Mapping(call, LOWER).resume(call), new FastMapping(LOWER))
            .function("match", PatternFunctions::match)
            .function("pack", StringPack::pack)
            .function("packsize", StringPack::packSize)
            .function("rep", StringLibrary::repeat, new FastRepetition())
            .function("reverse", call -> new Reversal(call).resume(call), new FastReversal())
            .function("sub", StringLibrary::substring, new FastSubstring())
            .function("unpack", StringPack::unpack)
            .function("upper", call -> new Mapping(call, UPPER).resume(call), new FastMapping(UPPER))
            .build();

    private StringLibrary() {}

    /** {@code string.byte(s [, i [, j]])} */
    private static void bytes(Call call) {
        LuaString string = call.checkString(1);
        long position = call.optInteger(2, 1);
        long first = Substrings.start(position, string.length());
        long last = Substrings.end(call.optInteger(3, position), string.length());
        if (first > last) {
            call.returns();
            return;
        }
        long count = last - first + 1;
        if (count >= MAX_RESULTS) {
            throw call.error("string slice too long");
        }
        if (count == 1) {
            call.returns(string.byteAt((int) first - 1));
            return;
        }
        call.charge(count >> 2);
        @Nullable Object[] values = new @Nullable Object[(int) count];
        for (int i = 0; i < count; i++) {
            values[i] = Values.box(string.byteAt((int) first - 1 + i));
        }
        call.returnsAll(values);
    }

    private static final class FastByte extends FastPath {
        FastByte() {
            super(false);
        }

        @Override
        public @Nullable Object call(Memory memory, @Nullable Object string) {
            return string instanceof LuaString text ? at(text, 1) : DECLINED;
        }

        @Override
        public @Nullable Object call(Memory memory, @Nullable Object string, @Nullable Object position) {
            return string instanceof LuaString text && position instanceof Long at && at > 0 ? at(text, at) : DECLINED;
        }

        private static @Nullable Object at(LuaString text, long position) {
            return position <= text.length() ? Values.box(text.byteAt((int) position - 1)) : null;
        }
    }

    /** {@code string.char(...)} */
    private static void characters(Call call) {
        LuaStringBuilder result = call.builder().reserve(call.count());
        call.charge(call.count() >> 2);
        for (int i = 1; i <= call.count(); i++) {
            long code = call.checkInteger(i);
            if (code < 0 || code > 255) {
                throw call.argumentError(i, "value out of range");
            }
            result.append((int) code);
        }
        call.returns(result.toLuaString());
    }

    private static final class FastCharacter extends FastPath {
        @Override
        public Object call(Memory memory, @Nullable Object code) {
            return code instanceof Long b && b >= 0 && b <= 255 && memory.take(Substrings.HEADER + 1, 0)
                    ? LuaString.ofByte((int) (long) b)
                    : DECLINED;
        }
    }

    /** {@code string.sub(s, i [, j])} */
    private static void substring(Call call) {
        LuaString string = call.checkString(1);
        long first = Substrings.start(call.checkInteger(2), string.length());
        long last = Substrings.end(call.optInteger(3, -1), string.length());
        call.returns(first > last ? LuaString.EMPTY : Substrings.of(call, string, (int) first - 1, (int) last));
    }

    private static final class FastSubstring extends FastPath {
        @Override
        public @Nullable Object call(Memory memory, @Nullable Object string, @Nullable Object from) {
            return string instanceof LuaString text && from instanceof Long first
                    ? Substrings.ofOrElse(memory, text, first, -1, DECLINED)
                    : DECLINED;
        }

        @Override
        public @Nullable Object call(
                Memory memory, @Nullable Object string, @Nullable Object from, @Nullable Object to) {
            return string instanceof LuaString text && from instanceof Long first && to instanceof Long last
                    ? Substrings.ofOrElse(memory, text, first, last, DECLINED)
                    : DECLINED;
        }
    }

    private static final class FastLength extends FastPath {
        @Override
        public @Nullable Object call(Memory memory, @Nullable Object string) {
            return string instanceof LuaString text ? Values.box(text.length()) : DECLINED;
        }
    }

    private static byte[] table(IntUnaryOperator mapping) {
        byte[] table = new byte[256];
        for (int c = 0; c < table.length; c++) {
            table[c] = (byte) mapping.applyAsInt(c);
        }
        return table;
    }

    /** Makes a string as long as its argument byte by byte, and pauses in between. */
    private abstract static sealed class Rewrite implements Continuation {
        static final int BYTES_PER_STEP = 8;
        private static final int AT_ONCE = 1 << 16;

        final LuaString string;
        final LuaStringBuilder result;

        Rewrite(Call call) {
            this.string = call.checkString(1);
            this.result = call.builder().reserve(string.length());
        }

        /** Appends the bytes from one index up to another. */
        abstract void append(int from, int to);

        @Override
        public final void resume(Call call) {
            int length = string.length();
            while (result.length() < length) {
                int from = result.length();
                int to = Math.min(length, from + AT_ONCE);
                append(from, to);
                if (call.charge((to - from) / BYTES_PER_STEP) && to < length) {
                    call.pause(this);
                    return;
                }
            }
            call.returns(result.toLuaString());
        }
    }

    /** Rewrites short strings. */
    private abstract static sealed class FastRewrite extends FastPath {
        private static final int LONGEST = 1 << 12;

        abstract LuaString rewrite(LuaString text);

        @Override
        public final Object call(Memory memory, @Nullable Object string) {
            return string instanceof LuaString text
                            && text.length() <= LONGEST
                            && memory.take(Substrings.HEADER + text.length(), text.length() / Rewrite.BYTES_PER_STEP)
                    ? rewrite(text)
                    : DECLINED;
        }
    }

    private static final class FastMapping extends FastRewrite {
        private final byte[] table;

        FastMapping(byte[] table) {
            this.table = table;
        }

        @Override
        LuaString rewrite(LuaString text) {
            return text.mapped(table);
        }
    }

    private static final class FastReversal extends FastRewrite {
        @Override
        LuaString rewrite(LuaString text) {
            return text.reversed();
        }
    }

    /** {@code string.lower(s)} and {@code string.upper(s)} */
    private static final class Mapping extends Rewrite {
        private final byte[] table;

        Mapping(Call call, byte[] table) {
            super(call);
            this.table = table;
        }

        @Override
        void append(int from, int to) {
            for (int i = from; i < to; i++) {
                result.append(table[string.byteAt(i)]);
            }
        }
    }

    /** {@code string.reverse(s)} */
    private static final class Reversal extends Rewrite {
        Reversal(Call call) {
            super(call);
        }

        @Override
        void append(int from, int to) {
            for (int i = from; i < to; i++) {
                result.append(string.byteAt(string.length() - 1 - i));
            }
        }
    }

    /** {@code string.rep(s, n [, sep])} */
    private static void repeat(Call call) {
        LuaString string = call.checkString(1);
        long count = call.checkInteger(2);
        LuaString separator = call.optString(3, LuaString.EMPTY);
        if (count <= 0 || separator == null) {
            call.returns(LuaString.EMPTY);
            return;
        }
        long piece = (long) string.length() + separator.length();
        if (piece != 0 && count > LuaString.MAX_LENGTH / piece) {
            throw call.error("resulting string too large");
        }
        if (count == 1) {
            call.returns(string);
            return;
        }
        int total = (int) (piece * count - separator.length());
        LuaStringBuilder result = call.builder().reserve(total);
        new Repetition(result, string, separator, total).resume(call);
    }

    private static final class FastRepetition extends FastPath {
        private static final int LONGEST = 1 << 12;

        @Override
        public Object call(Memory memory, @Nullable Object string, @Nullable Object count) {
            if (!(string instanceof LuaString text)
                    || !(count instanceof Long times)
                    || text.length() == 0
                    || times < 2
                    || times > LONGEST / text.length()) {
                return DECLINED;
            }
            int total = text.length() * (int) (long) times;
            return memory.take(Substrings.HEADER + total, total / Substrings.BYTES_PER_STEP)
                    ? text.repeated((int) (long) times)
                    : DECLINED;
        }
    }

    /** Writes a string again and again, and pauses in between. */
    private record Repetition(LuaStringBuilder result, LuaString string, LuaString separator, int total)
            implements Continuation {
        private static final int AT_ONCE = 1 << 20;

        @Override
        public void resume(Call call) {
            while (result.length() < total) {
                int from = result.length();
                if (string.length() == 1 && separator.length() == 0) {
                    result.fill(string.byteAt(0), Math.min(total - from, AT_ONCE));
                } else {
                    do {
                        result.append(string);
                        if (result.length() < total) {
                            result.append(separator);
                        }
                    } while (result.length() < total && result.length() - from < AT_ONCE);
                }
                if (call.charge((result.length() - from) / Substrings.BYTES_PER_STEP) && result.length() < total) {
                    call.pause(this);
                    return;
                }
            }
            call.returns(result.toLuaString());
        }
    }
}
