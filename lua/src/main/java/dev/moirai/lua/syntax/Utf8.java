package dev.moirai.lua.syntax;

/** UTF-8 as Lua has it: by the original definition, with code points of up to 31 bits in up to six bytes. */
public final class Utf8 {
    /** The largest code point that can be encoded. */
    public static final long MAX_CODE = 0x7FFFFFFFL;

    private Utf8() {}

    /**
     * The bytes of a code point.
     *
     * @param code from 0 to {@link #MAX_CODE}
     */
    public static byte[] encode(long code) {
        if (code < 0x80) {
            return new byte[] {(byte) code};
        }
        int length = 2;
        // A sequence of n bytes holds 5n + 1 bits.
        while (code >>> (5 * length + 1) != 0) {
            length++;
        }
        byte[] bytes = new byte[length];
        long rest = code;
        for (int i = length - 1; i > 0; i--) {
            bytes[i] = (byte) (0x80 | rest & 0x3F);
            rest >>>= 6;
        }
        bytes[0] = (byte) (0xFF00 >>> length | rest);
        return bytes;
    }
}
