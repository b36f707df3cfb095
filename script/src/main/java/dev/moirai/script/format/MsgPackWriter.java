package dev.moirai.script.format;

import dev.moirai.lua.Call;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaStringBuilder;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.TextLike;
import dev.moirai.lua.Userdata;
import dev.moirai.lua.Values;
import org.jspecify.annotations.Nullable;

/** Writes one value as MessagePack: tables as {@link JsonWriter} takes them, strings as {@code str}. */
public final class MsgPackWriter {
    private static final int DEEPEST = 500;

    private final Call call;
    private final LuaStringBuilder out;

    public MsgPackWriter(Call call) {
        this.call = call;
        this.out = call.builder();
    }

    public LuaString write(@Nullable Object value) throws Malformed {
        value(value, 0);
        return out.toLuaString();
    }

    private void value(@Nullable Object value, int depth) throws Malformed {
        switch (value) {
            case null -> out.append(0xC0);
            case Boolean bool -> out.append(bool ? 0xC3 : 0xC2);
            case Long integer -> integer(integer);
            case Double number -> {
                out.append(0xCB);
                bytes(Double.doubleToRawLongBits(number), 8);
            }
            case LuaString text -> text(text);
            case LuaTable table -> table(table, depth);
            case Userdata userdata when userdata.object() instanceof TextLike text -> text(text.text());
            case Userdata userdata
            when userdata.object() instanceof Wrapped wrapped -> value(wrapped.value(call.environment()), depth);
            default -> throw new Malformed("MessagePack has no way to write a " + Values.typeNameOf(value));
        }
    }

    private void bytes(long value, int count) {
        for (int shift = (count - 1) * 8; shift >= 0; shift -= 8) {
            out.append((int) (value >> shift) & 0xFF);
        }
    }

    private void integer(long value) {
        if (value >= -32 && value < 128) {
            out.append((int) value & 0xFF);
        } else if (value == (byte) value) {
            out.append(0xD0);
            bytes(value, 1);
        } else if (value == (short) value) {
            out.append(0xD1);
            bytes(value, 2);
        } else if (value == (int) value) {
            out.append(0xD2);
            bytes(value, 4);
        } else {
            out.append(0xD3);
            bytes(value, 8);
        }
    }

    private void text(LuaString text) {
        int length = text.length();
        if (length < 32) {
            out.append(0xA0 | length);
        } else {
            out.append(0xDB);
            bytes(length, 4);
        }
        out.append(text);
    }

    private void table(LuaTable table, int depth) throws Malformed {
        if (depth == DEEPEST) {
            throw new Malformed("tables are nested more than " + DEEPEST + " deep, or contain themselves");
        }
        call.charge(table.size());
        boolean list = table.isList();
        if (table.size() < 16) {
            out.append((list ? 0x90 : 0x80) | table.size());
        } else {
            out.append(list ? 0xDD : 0xDF);
            bytes(table.size(), 4);
        }
        if (list) {
            for (long i = 1; i <= table.length(); i++) {
                value(table.get(i), depth + 1);
            }
            return;
        }
        for (int at = table.positionAfter(null); at >= 0; at = table.positionAfter(table.keyAt(at))) {
            value(table.keyAt(at), depth + 1);
            value(table.valueAt(at), depth + 1);
        }
    }
}
