package dev.moirai.lua.lib;

import dev.moirai.lua.Call;
import dev.moirai.lua.Continuation;
import dev.moirai.lua.Library;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaStringBuilder;
import dev.moirai.lua.Values;
import org.jspecify.annotations.Nullable;

/** The library {@code string} (manual §6.4), without {@code dump}: there is no binary form of functions. */
final class StringLibrary {
    /** How many values one call can return, as in the reference implementation. */
    private static final int MAX_RESULTS = 1_000_000;

    static final Library LIBRARY = Library.named("string")
            .function("byte", StringLibrary::bytes)
            .function("char", StringLibrary::characters)
            .function("find", PatternFunctions::find)
            .function("format", StringFormat::format)
            .function("gmatch", PatternFunctions::gmatch)
            .function("gsub", PatternFunctions::gsub)
            .function("len", call -> call.returns(call.checkString(1).length()))
            .function("lower", call -> map(call, Ascii::toLower))
            .function("match", PatternFunctions::match)
            .function("pack", StringPack::pack)
            .function("packsize", StringPack::packSize)
            .function("rep", StringLibrary::repeat)
            .function("reverse", StringLibrary::reverse)
            .function("sub", StringLibrary::substring)
            .function("unpack", StringPack::unpack)
            .function("upper", call -> map(call, Ascii::toUpper))
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

    /** {@code string.sub(s, i [, j])} */
    private static void substring(Call call) {
        LuaString string = call.checkString(1);
        long first = Substrings.start(call.checkInteger(2), string.length());
        long last = Substrings.end(call.optInteger(3, -1), string.length());
        call.returns(first > last ? LuaString.EMPTY : Substrings.of(call, string, (int) first - 1, (int) last));
    }

    private interface ByteMapping {
        int apply(int c);
    }

    private static void map(Call call, ByteMapping mapping) {
        LuaString string = call.checkString(1);
        int length = string.length();
        new Rewrite(call, length, i -> mapping.apply(string.byteAt(i))).resume(call);
    }

    /** {@code string.reverse(s)} */
    private static void reverse(Call call) {
        LuaString string = call.checkString(1);
        int length = string.length();
        new Rewrite(call, length, i -> string.byteAt(length - 1 - i)).resume(call);
    }

    /** Makes a string byte by byte, and pauses in between. */
    private static final class Rewrite implements Continuation {
        private static final int AT_ONCE = 1 << 16;

        private final LuaStringBuilder result;
        private final int length;
        private final ByteMapping byteAt;

        Rewrite(Call call, int length, ByteMapping byteAt) {
            this.result = call.builder().reserve(length);
            this.length = length;
            this.byteAt = byteAt;
        }

        @Override
        public void resume(Call call) {
            while (result.length() < length) {
                int from = result.length();
                int to = Math.min(length, from + AT_ONCE);
                for (int i = from; i < to; i++) {
                    result.append(byteAt.apply(i));
                }
                if (call.charge((to - from) / 8) && to < length) {
                    call.pause(this);
                    return;
                }
            }
            call.returns(result.toLuaString());
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
