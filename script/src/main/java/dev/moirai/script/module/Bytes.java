package dev.moirai.script.module;

import dev.moirai.lua.Call;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.Values;
import dev.moirai.script.process.Refusal;

/** Strings as the bytes that encodings and ciphers work on. */
final class Bytes {
    private static final int LONGEST = 64 << 20;

    private Bytes() {}

    /** The bytes of a string argument; going through them is work, and the copy takes memory. */
    static byte[] of(Call call, int index) throws Refusal {
        LuaString text = Values.toLuaString(call.get(index));
        if (text == null) {
            throw Refusal.invalid("argument " + index + " must be a string, got " + Values.typeNameOf(call.get(index)));
        }
        if (text.length() > LONGEST) {
            throw Refusal.invalid("argument " + index + " has more than " + (LONGEST >> 20) + " MiB");
        }
        call.charge(text.length() / 8 + 1L);
        call.memory().allocate(text.length());
        return text.toByteArray();
    }

    /** Bytes as a string of the program. */
    static LuaString string(Call call, byte[] bytes) {
        return call.builder().append(bytes).toLuaString();
    }
}
