package dev.moirai.lua.lib;

import dev.moirai.lua.Call;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaStringBuilder;
import dev.moirai.lua.Values;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code string.pack}, {@code packsize} and {@code unpack}. */
final class StringPack {
    private static final int LONG_BYTES = 8;
    private static final int MAX_RESULTS = 1_000_000;

    private StringPack() {}

    /** {@code string.pack(fmt, v1, v2, ...)} */
    static void pack(Call call) {
        PackFormat format = new PackFormat(call.checkString(1));
        LuaStringBuilder result = call.builder();
        int argument = 1;
        long charged = 0;
        while (format.hasNext()) {
            PackFormat.Kind kind = format.next(call, result.length());
            int size = format.size();
            result.fill(0, format.padding());
            switch (kind) {
                case SIGNED -> {
                    long value = call.checkInteger(++argument);
                    if (size < LONG_BYTES) {
                        long limit = 1L << (8 * size - 1);
                        if (value < -limit || value >= limit) {
                            throw call.argumentError(argument, "integer overflow");
                        }
                    }
                    append(result, value, size, format.isLittleEndian());
                }
                case UNSIGNED -> {
                    long value = call.checkInteger(++argument);
                    if (size < LONG_BYTES && value >>> (8 * size) != 0) {
                        throw call.argumentError(argument, "unsigned overflow");
                    }
                    appendUnsigned(result, value, size, format.isLittleEndian());
                }
                case FLOAT -> {
                    int bits = Float.floatToRawIntBits((float) call.checkNumber(++argument));
                    appendUnsigned(result, bits & 0xFFFF_FFFFL, size, format.isLittleEndian());
                }
                case DOUBLE -> {
                    long bits = Double.doubleToRawLongBits(call.checkNumber(++argument));
                    appendUnsigned(result, bits, size, format.isLittleEndian());
                }
                case FIXED_STRING -> {
                    LuaString string = call.checkString(++argument);
                    if (string.length() > size) {
                        throw call.argumentError(argument, "string longer than given size");
                    }
                    result.append(string).fill(0, size - string.length());
                }
                case COUNTED_STRING -> {
                    LuaString string = call.checkString(++argument);
                    if (size < 4 && string.length() >>> (8 * size) != 0) {
                        throw call.argumentError(argument, "string length does not fit in given size");
                    }
                    appendUnsigned(result, string.length(), size, format.isLittleEndian());
                    result.append(string);
                }
                case ZERO_STRING -> {
                    LuaString string = call.checkString(++argument);
                    call.charge(string.length() / 8);
                    if (indexOfZero(string, 0) >= 0) {
                        throw call.argumentError(argument, "string contains zeros");
                    }
                    result.append(string).append(0);
                }
                case PADDING -> result.append(0);
                case ALIGNMENT, SETTING -> {}
            }
            call.charge(1 + (result.length() - charged) / Substrings.BYTES_PER_STEP);
            charged = result.length();
        }
        call.returns(result.toLuaString());
    }

    private static int indexOfZero(LuaString string, int from) {
        for (int i = from; i < string.length(); i++) {
            if (string.byteAt(i) == 0) {
                return i;
            }
        }
        return -1;
    }

    private static void append(LuaStringBuilder result, long value, int size, boolean little) {
        append(result, value, size, little, value < 0 ? 0xFF : 0);
    }

    private static void appendUnsigned(LuaStringBuilder result, long value, int size, boolean little) {
        append(result, value, size, little, 0);
    }

    private static void append(LuaStringBuilder result, long value, int size, boolean little, int extension) {
        for (int i = 0; i < size; i++) {
            int significance = little ? i : size - 1 - i;
            result.append(significance < LONG_BYTES ? (int) (value >>> (8 * significance)) & 0xFF : extension);
        }
    }

    /** {@code string.packsize(fmt)} */
    static void packSize(Call call) {
        PackFormat format = new PackFormat(call.checkString(1));
        long total = 0;
        while (format.hasNext()) {
            PackFormat.Kind kind = format.next(call, total);
            if (kind == PackFormat.Kind.COUNTED_STRING || kind == PackFormat.Kind.ZERO_STRING) {
                throw call.argumentError(1, "variable-length format");
            }
            total += format.padding() + (long) format.size();
            if (total > Integer.MAX_VALUE) {
                throw call.argumentError(1, "format result too large");
            }
            call.charge(1);
        }
        call.returns(total);
    }

    /** {@code string.unpack(fmt, s [, pos])} */
    static void unpack(Call call) {
        PackFormat format = new PackFormat(call.checkString(1));
        LuaString data = call.checkString(2);
        long start = Substrings.start(call.optInteger(3, 1), data.length()) - 1;
        if (start > data.length()) {
            throw call.argumentError(3, "initial position out of string");
        }
        int at = (int) start;
        List<@Nullable Object> values = new ArrayList<>();
        while (format.hasNext()) {
            PackFormat.Kind kind = format.next(call, at);
            int size = format.size();
            if ((long) format.padding() + size > data.length() - at) {
                throw tooShort(call);
            }
            at += format.padding();
            switch (kind) {
                case SIGNED, UNSIGNED -> {
                    boolean signed = kind == PackFormat.Kind.SIGNED;
                    values.add(Values.box(integer(call, data, at, size, format.isLittleEndian(), signed)));
                }
                case FLOAT -> {
                    long bits = integer(call, data, at, size, format.isLittleEndian(), false);
                    values.add((double) Float.intBitsToFloat((int) bits));
                }
                case DOUBLE -> {
                    long bits = integer(call, data, at, size, format.isLittleEndian(), false);
                    values.add(Double.longBitsToDouble(bits));
                }
                case FIXED_STRING -> values.add(Substrings.of(call, data, at, at + size));
                case COUNTED_STRING -> {
                    long length = integer(call, data, at, size, format.isLittleEndian(), false);
                    if (length < 0 || length > data.length() - at - size) {
                        throw tooShort(call);
                    }
                    at += size;
                    values.add(Substrings.of(call, data, at, at + (int) length));
                    size = (int) length;
                }
                case ZERO_STRING -> {
                    int end = indexOfZero(data, at);
                    if (end < 0) {
                        throw call.argumentError(2, "unfinished string for format 'z'");
                    }
                    call.charge((end - at) / 8);
                    values.add(Substrings.of(call, data, at, end));
                    size = end - at + 1;
                }
                case PADDING, ALIGNMENT, SETTING -> {}
            }
            at += size;
            call.charge(1);
            if (values.size() >= MAX_RESULTS) {
                throw call.argumentError(2, "too many results");
            }
        }
        values.add(Values.box(at + 1L));
        call.returnsAll(values.toArray());
    }

    private static dev.moirai.lua.LuaError tooShort(Call call) {
        return call.argumentError(2, "data string too short");
    }

    private static long integer(Call call, LuaString data, int at, int size, boolean little, boolean signed) {
        long value = 0;
        for (int i = Math.min(size, LONG_BYTES) - 1; i >= 0; i--) {
            value = value << 8 | data.byteAt(little ? at + i : at + size - 1 - i);
        }
        if (size < LONG_BYTES) {
            if (!signed) {
                return value;
            }
            int unused = 64 - 8 * size;
            return value << unused >> unused;
        }
        int extension = signed && value < 0 ? 0xFF : 0;
        for (int i = LONG_BYTES; i < size; i++) {
            if (data.byteAt(little ? at + i : at + size - 1 - i) != extension) {
                throw call.error(size + "-byte integer does not fit into Lua Integer");
            }
        }
        return value;
    }
}
