package dev.moirai.lua.lib;

import dev.moirai.lua.Call;
import dev.moirai.lua.LuaString;

/** Reads the format string of {@code string.pack} (manual §6.4.2), one option after the other. */
final class PackFormat {
    /** What an option stands for. */
    enum Kind {
        SIGNED,
        UNSIGNED,
        FLOAT,
        DOUBLE,
        FIXED_STRING,
        COUNTED_STRING,
        ZERO_STRING,
        PADDING,
        /** Only aligns. */
        ALIGNMENT,
        /** Only changes how the rest is read. */
        SETTING
    }

    private static final int MAX_INTEGER = 16;
    private static final int NATIVE_ALIGNMENT = 8;
    private static final int MAX_NUMBER = Integer.MAX_VALUE;

    private final LuaString format;
    private int at;
    private boolean little = true;
    private int maxAlignment = 1;

    // The option read last.
    private Kind kind = Kind.SETTING;
    private int size;
    private int padding;

    PackFormat(LuaString format) {
        this.format = format;
    }

    boolean hasNext() {
        return at < format.length();
    }

    boolean isLittleEndian() {
        return little;
    }

    /** How many bytes the option takes; for a counted string, how many its count takes. */
    int size() {
        return size;
    }

    /** How many bytes must be skipped before it. */
    int padding() {
        return padding;
    }

    /** Reads the next option. {@code total} is how many bytes come before it. */
    Kind next(Call call, long total) {
        read(call);
        int alignment = size;
        if (kind == Kind.ALIGNMENT) {
            alignment = alignmentOfNext(call);
            size = 0;
        }
        padding = 0;
        if (alignment > 1 && isAligned(kind)) {
            alignment = Math.min(alignment, maxAlignment);
            if ((alignment & alignment - 1) != 0) {
                throw call.argumentError(1, "format asks for alignment not power of 2");
            }
            padding = (int) (alignment - (total & alignment - 1) & alignment - 1);
        }
        return kind;
    }

    private static boolean isAligned(Kind kind) {
        return switch (kind) {
            case SIGNED, UNSIGNED, FLOAT, DOUBLE, COUNTED_STRING, ALIGNMENT -> true;
            case FIXED_STRING, ZERO_STRING, PADDING, SETTING -> false;
        };
    }

    private int alignmentOfNext(Call call) {
        if (at == format.length()) {
            throw call.argumentError(1, "invalid next option for option 'X'");
        }
        read(call);
        boolean wrong = kind == Kind.FIXED_STRING || size == 0;
        kind = Kind.ALIGNMENT;
        if (wrong) {
            throw call.argumentError(1, "invalid next option for option 'X'");
        }
        return size;
    }

    private void read(Call call) {
        int option = format.byteAt(at++);
        switch (option) {
            case 'b' -> set(Kind.SIGNED, 1);
            case 'B' -> set(Kind.UNSIGNED, 1);
            case 'h' -> set(Kind.SIGNED, 2);
            case 'H' -> set(Kind.UNSIGNED, 2);
            case 'l', 'j' -> set(Kind.SIGNED, 8);
            case 'L', 'J', 'T' -> set(Kind.UNSIGNED, 8);
            case 'i' -> set(Kind.SIGNED, integerSize(call, 4));
            case 'I' -> set(Kind.UNSIGNED, integerSize(call, 4));
            case 'f' -> set(Kind.FLOAT, 4);
            case 'd', 'n' -> set(Kind.DOUBLE, 8);
            case 's' -> set(Kind.COUNTED_STRING, integerSize(call, 8));
            case 'c' -> {
                int length = number(-1);
                if (length < 0) {
                    throw call.error("missing size for format option 'c'");
                }
                set(Kind.FIXED_STRING, length);
            }
            case 'z' -> set(Kind.ZERO_STRING, 0);
            case 'x' -> set(Kind.PADDING, 1);
            case 'X' -> set(Kind.ALIGNMENT, 0);
            case ' ' -> set(Kind.SETTING, 0);
            case '<', '=' -> {
                little = true;
                set(Kind.SETTING, 0);
            }
            case '>' -> {
                little = false;
                set(Kind.SETTING, 0);
            }
            case '!' -> {
                maxAlignment = integerSize(call, NATIVE_ALIGNMENT);
                set(Kind.SETTING, 0);
            }
            default -> throw call.error("invalid format option '" + (char) option + "'");
        }
    }

    private void set(Kind newKind, int newSize) {
        kind = newKind;
        size = newSize;
    }

    private int integerSize(Call call, int otherwise) {
        int number = number(otherwise);
        if (number < 1 || number > MAX_INTEGER) {
            throw call.error("integral size (" + number + ") out of limits [1," + MAX_INTEGER + "]");
        }
        return number;
    }

    private int number(int otherwise) {
        if (at == format.length() || !Ascii.isDigit(format.byteAt(at))) {
            return otherwise;
        }
        int number = 0;
        do {
            number = number * 10 + format.byteAt(at++) - '0';
        } while (at < format.length() && Ascii.isDigit(format.byteAt(at)) && number <= (MAX_NUMBER - 9) / 10);
        return number;
    }
}
