package dev.moirai.script.module;

import dev.moirai.lua.Call;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.Values;
import dev.moirai.script.format.Malformed;
import dev.moirai.script.format.YamlReader;
import dev.moirai.script.format.YamlWriter;
import dev.moirai.script.process.ErrorValue;
import dev.moirai.script.process.Refusal;
import java.util.ArrayList;
import java.util.Set;

/** {@code yaml}: tables as YAML 1.2 text, and back. */
final class YamlModule {
    private static final Set<String> OPTIONS = Set.of("field_order", "sort_unordered");

    static final LuaModule MODULE = LuaModule.named("yaml")
            .fallible("encode", YamlModule::encode)
            .fallible("decode", YamlModule::decode)
            .build();

    private YamlModule() {}

    private static void encode(Call call) throws Refusal {
        if (!(call.get(1) instanceof LuaTable table)) {
            throw Refusal.invalid("yaml.encode: expected a table, got " + Values.typeNameOf(call.get(1)));
        }
        LuaTable options = TextModule.options(call, 2, OPTIONS);
        var order = new ArrayList<LuaString>();
        if (options.get("field_order") instanceof LuaTable fields) {
            for (long i = 1; i <= fields.length(); i++) {
                order.add(LuaString.of(Values.show(fields.get(i))));
            }
        } else if (options.get("field_order") != null) {
            throw Refusal.invalid("yaml.encode: field_order must be a list of names");
        }
        try {
            call.returns(new YamlWriter(call, order, TextModule.flag(options, "sort_unordered")).write(table));
        } catch (Malformed malformed) {
            throw new Refusal(ErrorValue.Kind.INTERNAL, malformed.problem());
        }
    }

    private static void decode(Call call) throws Refusal {
        if (!(call.get(1) instanceof LuaString text) || text.length() == 0) {
            throw Refusal.invalid("yaml.decode: expected a string that is not empty");
        }
        try {
            call.returns(new YamlReader(call).read(text));
        } catch (Malformed malformed) {
            throw new Refusal(ErrorValue.Kind.INTERNAL, malformed.problem());
        }
    }
}
