package dev.moirai.script.module;

import dev.moirai.lua.Call;
import dev.moirai.lua.LuaTable;
import dev.moirai.script.process.LuaProcess;
import dev.moirai.script.process.Refusal;
import dev.moirai.script.resource.Resources;
import dev.moirai.script.resource.Variables;
import java.util.Map;

/** {@code env}: the variables that the project declares as {@code env.variable}; no others can be seen. */
final class EnvModule {
    static final LuaModule MODULE = LuaModule.named("env")
            .fallible("get", EnvModule::get)
            .fallible("set", EnvModule::set)
            .fallible("get_all", EnvModule::all)
            .build();

    private EnvModule() {}

    private static Variables variables(Call call) {
        return LuaProcess.of(call).runtime().shared(Resources.class).variables();
    }

    private static String name(Call call) {
        return call.checkString(1).toString();
    }

    private static void get(Call call) throws Refusal {
        String name = name(call);
        Permission.require(LuaProcess.of(call), "env.get", name, " to get variable: " + name);
        call.returns(variables(call).get(name));
    }

    private static void set(Call call) throws Refusal {
        Permission.require(LuaProcess.of(call), "env.set", name(call), " to set variable: " + name(call));
        String value = call.checkString(2).toString();
        variables(call).set(name(call), value);
        call.returns(true);
    }

    private static void all(Call call) throws Refusal {
        Map<String, String> values = variables(call).all();
        LuaTable all = call.table(0, values.size());
        values.forEach((name, value) -> {
            if (Permission.isGiven(LuaProcess.of(call), "env.get", name, null)) {
                all.put(call.string(name), call.string(value));
            }
        });
        call.returns(all);
    }
}
