package dev.moirai.script.format;

import dev.moirai.lua.Call;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.Values;
import org.jspecify.annotations.Nullable;

/** Reads one value from MessagePack. Its nil disappears from maps; extensions are refused. */
public final class MsgPackReader {
    private static final int DEEPEST = 500;

    private final Call call;
    private final LuaString text;
    private int at;

    public MsgPackReader(Call call, LuaString text) {
        this.call = call;
        this.text = text;
    }

    public @Nullable Object read() throws Malformed {
        call.charge(text.length() / 8 + 1L);
        Object value = value(0);
        if (at < text.length()) {
            throw problem("something stands behind the value");
        }
        return value;
    }

    private @Nullable Object value(int depth) throws Malformed {
        if (depth > DEEPEST) {
            throw problem("it is nested more than " + DEEPEST + " deep");
        }
        call.charge(1);
        int type = (int) unsigned(1);
        if (type < 0x80 || type >= 0xE0) {
            return Values.box((byte) type);
        }
        if (type < 0x90) {
            return map(type & 0xF, depth);
        }
        if (type < 0xA0) {
            return list(type & 0xF, depth);
        }
        if (type < 0xC0) {
            return string(type & 0x1F);
        }
        return switch (type) {
            case 0xC0 -> null;
            case 0xC2 -> false;
            case 0xC3 -> true;
            case 0xC4, 0xD9 -> string(unsigned(1));
            case 0xC5, 0xDA -> string(unsigned(2));
            case 0xC6, 0xDB -> string(unsigned(4));
            case 0xCA -> (double) Float.intBitsToFloat((int) unsigned(4));
            case 0xCB -> Double.longBitsToDouble(unsigned(8));
            case 0xCC -> Values.box(unsigned(1));
            case 0xCD -> Values.box(unsigned(2));
            case 0xCE -> Values.box(unsigned(4));
            case 0xCF -> large(unsigned(8));
            case 0xD0 -> Values.box((byte) unsigned(1));
            case 0xD1 -> Values.box((short) unsigned(2));
            case 0xD2 -> Values.box((int) unsigned(4));
            case 0xD3 -> Values.box(unsigned(8));
            case 0xDC -> list(unsigned(2), depth);
            case 0xDD -> list(unsigned(4), depth);
            case 0xDE -> map(unsigned(2), depth);
            case 0xDF -> map(unsigned(4), depth);
            default -> throw problem("the type 0x" + Integer.toHexString(type) + " is not supported");
        };
    }

    /** An unsigned number of 64 bits; beyond 63 it is a float. */
    private static Object large(long bits) {
        return bits >= 0 ? Values.box(bits) : (bits >>> 1 | bits & 1) * 2.0;
    }

    private long unsigned(int count) throws Malformed {
        need(count);
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 8 | text.byteAt(at++);
        }
        return value;
    }

    private void need(long count) throws Malformed {
        if (count > text.length() - at) {
            throw problem("it ends too early");
        }
    }

    private LuaString string(long length) throws Malformed {
        need(length);
        LuaString string = call.builder().append(text, at, at + (int) length).toLuaString();
        at += (int) length;
        return string;
    }

    private LuaTable list(long length, int depth) throws Malformed {
        need(length);
        LuaTable list = call.table();
        for (long i = 1; i <= length; i++) {
            list.put(i, value(depth + 1));
        }
        return list;
    }

    private LuaTable map(long length, int depth) throws Malformed {
        need(2 * length);
        LuaTable map = call.table();
        for (long i = 0; i < length; i++) {
            Object key = value(depth + 1);
            if (key == null || key instanceof Double number && number.isNaN()) {
                throw problem("a key is nil or no number");
            }
            map.put(key, value(depth + 1));
        }
        return map;
    }

    private Malformed problem(String problem) {
        return new Malformed("no MessagePack: " + problem + ", at byte " + Math.min(at + 1, text.length()));
    }
}
