package dev.moirai.script.module;

import dev.moirai.lua.Call;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import dev.moirai.script.process.LuaProcess;
import dev.moirai.script.process.Parcel;
import dev.moirai.script.process.Refusal;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code ctx}: values that a process inherits from whoever spawned or called it. */
final class CtxModule {
    static final LuaModule MODULE = LuaModule.named("ctx")
            .fallible("get", CtxModule::get)
            .function("all", CtxModule::all)
            .build();

    private CtxModule() {}

    private static void get(Call call) throws Refusal {
        LuaString key = call.checkString(1);
        if (key.length() == 0) {
            throw Refusal.invalid("empty key");
        }
        Parcel value = LuaProcess.of(call).context().values().get(key);
        if (value == null) {
            throw Refusal.notFound("key not found: " + key);
        }
        call.returns(value.unpack(0, call.environment()));
    }

    private static void all(Call call) {
        LuaTable all = call.table();
        LuaProcess.of(call)
                .context()
                .values()
                .forEach((key, value) -> all.put(key, value.unpack(0, call.environment())));
        call.returns(all);
    }

    /** The values of a table, for a context; raises an error if a key is no string. */
    static Map<LuaString, Parcel> values(Call call, LuaTable table) throws Refusal {
        var values = new LinkedHashMap<LuaString, Parcel>();
        for (int at = table.positionAfter(null); at >= 0; at = table.positionAfter(table.keyAt(at))) {
            if (!(table.keyAt(at) instanceof LuaString key)) {
                throw call.error("context keys must be strings");
            }
            values.put(key, Parcel.of(table.valueAt(at)));
        }
        return values;
    }
}
