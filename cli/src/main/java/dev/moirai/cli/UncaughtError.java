package dev.moirai.cli;

import dev.moirai.lua.Environment;
import dev.moirai.lua.Execution;
import dev.moirai.lua.LuaError;
import dev.moirai.lua.LuaFunction;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.Outcome;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How an error that no Lua code caught is told: as plain Lua tells it. */
final class UncaughtError {

    private UncaughtError() {}

    /**
     * The message and the traceback; or what its {@code __tostring} makes of an error object.
     *
     * @param run runs the call of that function to its end
     */
    static String text(Environment environment, LuaError error, Function<Execution, Outcome> run) {
        LuaFunction describe = describer(error.value());
        if (describe != null
                && run.apply(environment.start(describe, error.value())) instanceof Outcome.Finished(var values)
                && values.length > 0
                && values[0] instanceof LuaString text) {
            return text.toString();
        }
        return error.getMessage() + (error.traceback() == null ? "" : "\n" + error.traceback());
    }

    private static @Nullable LuaFunction describer(@Nullable Object error) {
        return error instanceof LuaTable table
                        && table.metatable() != null
                        && table.metatable().get("__tostring") instanceof LuaFunction function
                ? function
                : null;
    }
}
