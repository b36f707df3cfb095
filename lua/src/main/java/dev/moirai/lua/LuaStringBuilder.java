package dev.moirai.lua;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Builds a {@link LuaString} byte by byte; room is charged to the environment's {@link Memory} before it is made. */
public final class LuaStringBuilder {
    private static final byte[] NOTHING = {};

    /** Of a long, with its sign. */
    private static final int MOST_DIGITS = 20;

    private final Memory memory;
    private byte[] bytes = NOTHING;
    private int length;
    private boolean tracked;
    private boolean open = true;

    LuaStringBuilder(Memory memory) {
        this.memory = memory;
    }

    public int length() {
        return length;
    }

    /** Makes room for {@code more} further bytes. */
    public LuaStringBuilder reserve(long more) {
        long needed = length + more;
        if (needed > bytes.length) {
            grow(needed, bytes.length == 0 ? 0 : bytes.length * 2L + 16); // the first time, it may be all
        }
        return this;
    }

    private void grow(long needed, long rather) {
        if (needed > LuaString.MAX_LENGTH) {
            throw new LuaError("resulting string too large");
        }
        int capacity = (int) Math.min(Math.max(needed, rather), LuaString.MAX_LENGTH);
        memory.allocate(capacity);
        tracked = tracked || memory.track(this, capacity);
        bytes = Arrays.copyOf(bytes, capacity);
    }

    public LuaStringBuilder append(int b) {
        if (length == bytes.length) {
            grow(length + 1L, bytes.length * 2L + 16);
        }
        bytes[length++] = (byte) b;
        return this;
    }

    public LuaStringBuilder append(LuaString string) {
        return append(string, 0, string.length());
    }

    /** Appends the bytes from {@code from}, inclusive, to {@code to}, exclusive, counted from 0. */
    public LuaStringBuilder append(LuaString string, int from, int to) {
        if (to - from > bytes.length - length) {
            grow((long) length + to - from, bytes.length * 2L + 16);
        }
        string.copyTo(bytes, length, from, to);
        length += to - from;
        return this;
    }

    public LuaStringBuilder append(byte[] more) {
        reserve(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
        return this;
    }

    /** Appends the UTF-8 encoding of a text. */
    public LuaStringBuilder append(String text) {
        return append(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Appends an integer in decimal. */
    public LuaStringBuilder appendDecimal(long integer) {
        if (integer == Long.MIN_VALUE) {
            return append(Long.toString(integer));
        }
        reserve(MOST_DIGITS);
        long rest = Math.abs(integer);
        int digits = 1;
        for (long power = 10; digits < MOST_DIGITS - 1 && rest >= power; power *= 10) {
            digits++;
        }
        if (integer < 0) {
            bytes[length++] = '-';
        }
        length += digits;
        for (int at = length - 1; digits > 0; digits--) {
            bytes[at--] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return this;
    }

    /** Appends {@code count} times the same byte. */
    public LuaStringBuilder fill(int b, int count) {
        reserve(count);
        Arrays.fill(bytes, length, length + count, (byte) b);
        length += count;
        return this;
    }

    /** What was appended so far; the builder can be used on. */
    public LuaString toLuaString() {
        open = false;
        if (length == bytes.length) { // what is appended later goes to another array
            memory.allocate(Memory.STRING);
            return LuaString.wrap(bytes);
        }
        memory.allocate(Memory.STRING + (long) length);
        return LuaString.of(bytes, 0, length);
    }

    /** Whether its contents have not been taken yet. */
    boolean isOpen() {
        return open;
    }

    int capacity() {
        return bytes.length;
    }

    /** The text so far, read as UTF-8. */
    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
