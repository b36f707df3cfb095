package dev.moirai.script.format;

import dev.moirai.lua.LuaString;

/** Characters in strings of any bytes (RFC 3629). */
final class Utf8 {
    private Utf8() {}

    /** How many bytes the character has that begins at {@code at}; 0 if none does. */
    static int length(LuaString text, int at) {
        int first = text.byteAt(at);
        int length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
        if (at + length > text.length()) {
            return 0;
        }
        for (int i = 1; i < length; i++) {
            int next = text.byteAt(at + i);
            if (next < (i == 1 ? leastSecond(first) : 0x80) || next > (i == 1 ? mostSecond(first) : 0xbf)) {
                return 0;
            }
        }
        return length;
    }

    /** Below it the character would have a shorter form. */
    private static int leastSecond(int first) {
        return first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    }

    /** Above it would be halves of characters of UTF-16, and what is beyond Unicode. */
    private static int mostSecond(int first) {
        return first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    }
}
