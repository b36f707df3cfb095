package dev.moirai.script.text;

import dev.moirai.lua.Call;
import dev.moirai.lua.LuaString;
import org.jspecify.annotations.Nullable;

/**
 * A Lua string as characters, for matching: UTF-8 decoded, each byte that is no UTF-8 as one character, and the way back from
 * characters to bytes. Counts how often it is looked at, and has the program charged for it.
 */
final class DecodedText implements CharSequence {
    private static final int CHARGED_AT_ONCE = 1 << 12;
    private static final long MOST_WORK = 100_000_000;
    private static final int BYTES_PER_CHARACTER = 6;
    private static final char UNKNOWN = '\uFFFD';

    /** A single search took more work than is allowed. */
    static final class TooMuchWork extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooMuchWork() {
            super(null, null, false, false);
        }
    }

    private final char[] characters;
    private final int length;
    /** Where each character begins; null if each is one byte. */
    private final int @Nullable [] begins;

    private final int workPerLook;
    private Call call;
    private int looks;
    private long work;
    private boolean turnOver;

    DecodedText(Call call, LuaString text, int programSize) {
        this.call = call;
        this.workPerLook = 4 + programSize / 4;
        int bytes = text.length();
        call.memory().allocate((long) BYTES_PER_CHARACTER * bytes);
        characters = new char[bytes];
        int firstWide = 0;
        while (firstWide < bytes && text.byteAt(firstWide) < 0x80) {
            characters[firstWide] = (char) text.byteAt(firstWide);
            firstWide++;
        }
        if (firstWide == bytes) {
            begins = null;
            length = bytes;
        } else {
            begins = new int[bytes + 1];
            length = decode(text, begins);
        }
    }

    private int decode(LuaString text, int[] starts) {
        int used = 0;
        int at = 0;
        while (at < text.length()) {
            int size = sequence(text, at);
            int code = size == 0 ? UNKNOWN : codePoint(text, at, size);
            starts[used] = at;
            if (Character.isBmpCodePoint(code)) {
                characters[used++] = (char) code;
            } else {
                characters[used++] = Character.highSurrogate(code);
                starts[used] = at;
                characters[used++] = Character.lowSurrogate(code);
            }
            at += Math.max(size, 1);
        }
        starts[used] = at;
        return used;
    }

    /** How many bytes the character at {@code at} has; 0 if it is not UTF-8. */
    private static int sequence(LuaString text, int at) {
        int first = text.byteAt(at);
        int size = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
        if (at + size > text.length()) {
            return 0;
        }
        for (int i = 1; i < size; i++) {
            if ((text.byteAt(at + i) & 0xC0) != 0x80) {
                return 0;
            }
        }
        int code = size > 2 ? codePoint(text, at, size) : 0;
        boolean wrong = size == 3 && (code < 0x800 || code >= 0xD800 && code <= 0xDFFF)
                || size == 4 && (code < 0x10000 || code > 0x10FFFF);
        return wrong ? 0 : size;
    }

    private static int codePoint(LuaString text, int at, int size) {
        int first = text.byteAt(at);
        int code = size == 1 ? first : first & (0x7F >> size);
        for (int i = 1; i < size; i++) {
            code = code << 6 | text.byteAt(at + i) & 0x3F;
        }
        return code;
    }

    /** The byte, counted from 0, where the character at {@code index} begins. */
    int byteOf(int index) {
        return begins == null ? index : begins[index];
    }

    /** Begins a search, on behalf of {@code caller}. */
    void begin(Call caller) {
        call = caller;
        work = 0;
        turnOver = false;
    }

    /** Ends a search; whether the turn is used up. */
    boolean end() {
        charge();
        return turnOver;
    }

    private void charge() {
        long more = (long) looks * workPerLook;
        looks = 0;
        work += more;
        turnOver |= call.charge(more + 1);
        if (work > MOST_WORK) {
            throw new TooMuchWork();
        }
    }

    @Override
    public char charAt(int index) {
        if (++looks == CHARGED_AT_ONCE) {
            charge();
        }
        return characters[index];
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return new String(characters, start, end - start);
    }

    @Override
    public String toString() {
        return new String(characters, 0, length);
    }
}
