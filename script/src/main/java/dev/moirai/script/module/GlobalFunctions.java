package dev.moirai.script.module;

import dev.moirai.lua.Call;
import dev.moirai.lua.LuaError;
import dev.moirai.lua.LuaString;
import dev.moirai.script.process.LuaProcess;

/** Functions that are globals themselves, or are added to tables of the language. */
final class GlobalFunctions {
    private GlobalFunctions() {}

    /** {@code require(name)}: a module or an import that the program has declared. */
    static void require(Call call) {
        LuaString name = call.checkString(1);
        try {
            call.returns(LuaProcess.of(call).require(name));
        } catch (LuaError notFound) {
            throw call.error(notFound.getMessage());
        }
    }

    /** {@code coroutine.spawn(f)}: a concurrent coroutine of this process. */
    static void spawn(Call call) {
        LuaProcess.of(call).spawn(call.checkFunction(1));
        call.returns();
    }
}
