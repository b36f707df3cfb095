package dev.moirai.script.format;

import dev.moirai.lua.Call;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaStringBuilder;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.Numbers;
import dev.moirai.lua.TextLike;
import dev.moirai.lua.Userdata;
import dev.moirai.lua.Values;
import org.jspecify.annotations.Nullable;

/**
 * Writes one value as JSON (RFC 8259).
 *
 * <p>A table is an array if its keys are 1..n, otherwise an object; the empty table is an array.
 */
public final class JsonWriter {
    private static final int DEEPEST = 500;
    private static final int ASCII = 0x80;
    private static final String HEX = "0123456789abcdef";

    private final Call call;
    private final LuaStringBuilder out;

    public JsonWriter(Call call) {
        this.call = call;
        this.out = call.builder();
    }

    public LuaString write(@Nullable Object value) throws Malformed {
        value(value, 0);
        return out.toLuaString();
    }

    private void value(@Nullable Object value, int depth) throws Malformed {
        switch (value) {
            case null -> out.append("null");
            case Boolean bool -> out.append(bool.toString());
            case Long integer -> out.append(integer.toString());
            case Double number -> {
                if (number.isNaN() || number.isInfinite()) {
                    throw problem("JSON has no way to write " + Numbers.format(number));
                }
                out.append(ExactNumber.of(number));
            }
            case LuaString text -> text(text);
            case LuaTable table -> table(table, depth);
            case Userdata userdata when userdata.object() instanceof TextLike text -> text(text.text());
            case Userdata userdata
            when userdata.object() instanceof Wrapped wrapped -> value(wrapped.value(call.environment()), depth);
            default -> throw problem("JSON has no way to write a " + Values.typeNameOf(value));
        }
    }

    private static Malformed problem(String message) {
        return new Malformed(message);
    }

    private void table(LuaTable table, int depth) throws Malformed {
        if (depth == DEEPEST) {
            throw problem("tables are nested more than " + DEEPEST + " deep, or contain themselves");
        }
        call.charge(table.size());
        if (table.isList()) {
            array(table, depth);
        } else {
            object(table, depth);
        }
    }

    private void array(LuaTable table, int depth) throws Malformed {
        out.append('[');
        for (long i = 1; i <= table.length(); i++) {
            if (i > 1) {
                out.append(',');
            }
            value(table.get(i), depth + 1);
        }
        out.append(']');
    }

    private void object(LuaTable table, int depth) throws Malformed {
        out.append('{');
        boolean first = true;
        for (int at = table.positionAfter(null); at >= 0; at = table.positionAfter(table.keyAt(at))) {
            if (!(table.keyAt(at) instanceof LuaString key)) {
                throw problem("a table with holes or mixed keys is neither an array nor an object: key "
                        + Values.show(table.keyAt(at)));
            }
            if (!first) {
                out.append(',');
            }
            first = false;
            text(key);
            out.append(':');
            value(table.valueAt(at), depth + 1);
        }
        out.append('}');
    }

    /** Writes a character of several bytes; JSON has none for bytes that are no UTF-8. Returns how many bytes follow. */
    private int character(LuaString text, int at) {
        int length = Utf8.length(text, at);
        if (length == 0) {
            out.append("\\ufffd");
            return 0;
        }
        for (int i = 0; i < length; i++) {
            out.append(text.byteAt(at + i));
        }
        return length - 1;
    }

    private void text(LuaString text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            int b = text.byteAt(i);
            switch (b) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (b < ' ') {
                        out.append("\\u00").append(HEX.charAt(b >> 4)).append(HEX.charAt(b & 0xf));
                    } else if (b < ASCII) {
                        out.append(b);
                    } else {
                        i += character(text, i);
                    }
                }
            }
        }
        out.append('"');
    }
}
