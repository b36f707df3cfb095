package dev.moirai.script.format;

import dev.moirai.app.source.Data;
import dev.moirai.lua.Call;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.TextLike;
import dev.moirai.lua.Userdata;
import dev.moirai.lua.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/** Plain data of project files as values of a program, and back. */
public final class LuaData {
    private static final int DEEPEST = 64;
    private static final int MOST_VALUES = 100_000;

    private final Call call;
    private int values;

    public LuaData(Call call) {
        this.call = call;
    }

    /** The value, charged to the program; null is nil, and so disappears from tables. */
    public @Nullable Object toLua(Data data) {
        call.charge(1);
        return switch (data) {
            case Data.Null _ -> null;
            case Data.Bool(boolean value) -> value;
            case Data.Whole(long value) -> Values.box(value);
            case Data.Real(double value) -> value;
            case Data.Text(String value) -> call.string(value);
            case Data.Items(var items) -> {
                LuaTable table = call.table(items.size(), 0);
                for (int i = 0; i < items.size(); i++) {
                    table.put(i + 1L, toLua(items.get(i)));
                }
                yield table;
            }
            case Data.Fields(var fields) -> {
                LuaTable table = call.table(0, fields.size());
                fields.forEach((key, value) -> table.put(call.string(key), toLua(value)));
                yield table;
            }
        };
    }

    /** The data that a value is; the empty table is a mapping. */
    public Data toData(@Nullable Object value) throws Malformed {
        return data(value, 0);
    }

    private Data data(@Nullable Object value, int depth) throws Malformed {
        call.charge(1);
        if (depth > DEEPEST || ++values > MOST_VALUES) {
            throw new Malformed("data has at most " + DEEPEST + " levels and " + MOST_VALUES
                    + " values, and does not contain itself");
        }
        return switch (value) {
            case null -> new Data.Null();
            case Boolean bool -> new Data.Bool(bool);
            case Long number -> new Data.Whole(number);
            case Double number -> new Data.Real(number);
            case LuaString text -> new Data.Text(text.toString());
            case LuaTable table when table.length() > 0 && table.isList() -> items(table, depth);
            case LuaTable table -> fields(table, depth);
            case Userdata userdata
            when userdata.object() instanceof TextLike text ->
                new Data.Text(text.text().toString());
            default -> throw new Malformed("a " + Values.typeNameOf(value) + " is no plain data");
        };
    }

    private Data items(LuaTable table, int depth) throws Malformed {
        var items = new ArrayList<Data>();
        for (long i = 1; i <= table.length(); i++) {
            items.add(data(table.get(i), depth + 1));
        }
        return new Data.Items(items);
    }

    private Data.Fields fields(LuaTable table, int depth) throws Malformed {
        var fields = new LinkedHashMap<String, Data>();
        for (int at = table.positionAfter(null); at >= 0; at = table.positionAfter(table.keyAt(at))) {
            if (!(table.keyAt(at) instanceof LuaString key)) {
                throw new Malformed("a table with holes or mixed keys is neither a list nor a mapping: key "
                        + Values.show(table.keyAt(at)));
            }
            fields.put(key.toString(), data(table.valueAt(at), depth + 1));
        }
        return new Data.Fields(fields);
    }
}
