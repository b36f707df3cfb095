package dev.moirai.lua.lib;

import dev.moirai.lua.Call;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.Memory;

/** Parts of strings, and positions in them as Lua counts: from 1, or from the end if negative. */
final class Substrings {
    /** What a string takes besides its bytes. */
    static final int HEADER = 40;

    /** Copying so many bytes is as much work as one instruction. */
    static final int BYTES_PER_STEP = 32;

    private Substrings() {}

    /** A part of a string, charged before it is made. */
    static LuaString of(Call call, LuaString string, int from, int to) {
        if (to - from == string.length()) {
            return string;
        }
        int length = to - from;
        call.memory().allocate(HEADER + (long) length);
        call.charge(length / BYTES_PER_STEP);
        return string.substring(from, to);
    }

    /** The same for positions as Lua counts; {@code otherwise} where charging it is more than adding to accounts. */
    static Object ofOrElse(Memory memory, LuaString string, long from, long to, Object otherwise) {
        long first = start(from, string.length());
        long last = end(to, string.length());
        long length = last - first + 1;
        if (length <= 0) {
            return LuaString.EMPTY;
        }
        if (length == string.length()) {
            return string;
        }
        return memory.take(HEADER + length, length / BYTES_PER_STEP)
                ? string.substring((int) first - 1, (int) last)
                : otherwise;
    }

    /** A position where a part starts, as an index that can lie behind the end. */
    static long start(long position, int length) {
        if (position > 0) {
            return position;
        }
        if (position == 0 || position < -length) {
            return 1;
        }
        return length + position + 1;
    }

    /** A position where a part ends, inclusive. */
    static long end(long position, int length) {
        if (position > length) {
            return length;
        }
        if (position >= 0) {
            return position;
        }
        return position < -length ? 0 : length + position + 1;
    }
}
