package dev.moirai.script;

import dev.moirai.app.source.Data;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.Values;
import dev.moirai.script.process.Parcel;
import dev.moirai.script.process.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Free values of YAML files as values of Lua. */
public final class DataValues {
    private DataValues() {}

    /** The values as the arguments of a process. */
    static Parcel parcel(List<Data> values) {
        try {
            return Parcel.of(values.stream().map(DataValues::toLua).toArray());
        } catch (Refusal impossible) {
            throw new IllegalStateException("plain data can always be sent", impossible);
        }
    }

    /** A value without an environment: to be packed, not to be given to a program. */
    public static @Nullable Object toLua(Data data) {
        return switch (data) {
            case Data.Null _ -> null;
            case Data.Bool(boolean value) -> value;
            case Data.Whole(long value) -> Values.box(value);
            case Data.Real(double value) -> value;
            case Data.Text(String value) -> LuaString.of(value);
            case Data.Items(List<Data> values) -> {
                var table = new LuaTable();
                for (int i = 0; i < values.size(); i++) {
                    table.put(i + 1L, toLua(values.get(i)));
                }
                yield table;
            }
            case Data.Fields(var values) -> {
                var table = new LuaTable();
                values.forEach((key, value) -> table.put(key, toLua(value)));
                yield table;
            }
        };
    }
}
