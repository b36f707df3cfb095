package dev.moirai.lua;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Builds a {@link LuaString} byte by byte; room is charged to the environment's {@link Memory} before it is made. */
public final class LuaStringBuilder {
    private static final byte[] NOTHING = {};

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
            if (needed > LuaString.MAX_LENGTH) {
                throw new LuaError("resulting string too large");
            }
            int capacity = (int) Math.min(Math.max(needed, bytes.length * 2L + 16), LuaString.MAX_LENGTH);
            memory.allocate(capacity);
            tracked = tracked || memory.track(this, capacity);
            bytes = Arrays.copyOf(bytes, capacity);
        }
        return this;
    }

    public LuaStringBuilder append(int b) {
        if (length == bytes.length) {
            reserve(1);
        }
        bytes[length++] = (byte) b;
        return this;
    }

    public LuaStringBuilder append(LuaString string) {
        return append(string, 0, string.length());
    }

    /** Appends the bytes from {@code from}, inclusive, to {@code to}, exclusive, counted from 0. */
    public LuaStringBuilder append(LuaString string, int from, int to) {
        reserve(to - from);
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

    /** Appends {@code count} times the same byte. */
    public LuaStringBuilder fill(int b, int count) {
        reserve(count);
        Arrays.fill(bytes, length, length + count, (byte) b);
        length += count;
        return this;
    }

    /** What was appended so far; the builder can be used on. */
    public LuaString toLuaString() {
        memory.allocate(Memory.STRING + (long) length);
        open = false;
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
