package dev.moirai.script.module;

import dev.moirai.kernel.Host;
import dev.moirai.lua.Call;
import dev.moirai.lua.LuaError;
import dev.moirai.script.process.LuaProcess;
import dev.moirai.script.process.Refusal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What {@code with_options} of spawners and executors can set.
 *
 * @param timeout how long a call may take before it is ended and its caller gets an error of kind Timeout; null for ever
 * @param host where functions are run; null for the caller's host
 */
record CallOptions(@Nullable Duration timeout, @Nullable Host host) {
    static final CallOptions NONE = new CallOptions(null, null);

    /** These options with those of a table in place of their own; an option that does not exist raises an error. */
    CallOptions with(Call call, int index) {
        LuaProcess process = LuaProcess.of(call);
        try {
            var reader = new TableReader("options", call.checkTable(index));
            String named = reader.text("host");
            Duration time = reader.has("timeout") ? reader.time("timeout", Duration.ZERO) : timeout;
            reader.end();
            return new CallOptions(time, named == null ? host : ProcessSpawn.host(process, named));
        } catch (Refusal refusal) {
            throw LuaError.of(refusal.error().toLua());
        }
    }
}
