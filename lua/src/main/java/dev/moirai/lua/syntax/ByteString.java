package dev.moirai.lua.syntax;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** An immutable string of bytes, as a Lua string literal denotes it. */
public final class ByteString {
    private final byte[] bytes; // never changed

    ByteString(byte[] bytes) {
        this.bytes = bytes;
    }

    static ByteString of(String ascii) {
        return new ByteString(ascii.getBytes(StandardCharsets.ISO_8859_1));
    }

    public int length() {
        return bytes.length;
    }

    /** A fresh copy of the bytes. */
    public byte[] toByteArray() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ByteString that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The bytes shown as Latin-1 characters. */
    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
