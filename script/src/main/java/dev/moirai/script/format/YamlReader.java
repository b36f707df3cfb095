package dev.moirai.script.format;

import dev.moirai.app.source.Data;
import dev.moirai.app.source.Diagnostics;
import dev.moirai.app.source.Finding;
import dev.moirai.app.source.YamlParser;
import dev.moirai.lua.Call;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.Values;
import org.jspecify.annotations.Nullable;

/**
 * Reads one YAML 1.2 document, with the reader of project files: no tags, no merge keys, aliases counted as written out.
 * Its null is nil, so it disappears from mappings.
 */
public final class YamlReader {
    private static final int LONGEST = 4 << 20;

    private final Call call;

    public YamlReader(Call call) {
        this.call = call;
    }

    public @Nullable Object read(LuaString text) throws Malformed {
        if (text.length() > LONGEST) {
            throw new Malformed("YAML of more than " + (LONGEST >> 20) + " MiB");
        }
        call.charge(text.length() + 1L);
        var diagnostics = new Diagnostics(Finding.YAML);
        var root = YamlParser.parse("yaml", text.toString(), diagnostics);
        if (root.isEmpty() || diagnostics.errors() > 0) {
            throw new Malformed("no YAML: " + diagnostics.list().getFirst());
        }
        return lua(root.get().data());
    }

    private @Nullable Object lua(Data data) {
        call.charge(1);
        return switch (data) {
            case Data.Null _ -> null;
            case Data.Bool(boolean value) -> value;
            case Data.Whole(long value) -> Values.box(value);
            case Data.Real(double value) -> value;
            case Data.Text(String value) -> call.string(value);
            case Data.Items(var values) -> {
                LuaTable table = call.table(values.size(), 0);
                for (int i = 0; i < values.size(); i++) {
                    table.put(i + 1L, lua(values.get(i)));
                }
                yield table;
            }
            case Data.Fields(var values) -> {
                LuaTable table = call.table(0, values.size());
                values.forEach((key, value) -> table.put(call.string(key), lua(value)));
                yield table;
            }
        };
    }
}
