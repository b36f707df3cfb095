package dev.moirai.script.module;

import dev.moirai.lua.LuaTable;
import dev.moirai.script.process.ErrorValue;
import dev.moirai.script.process.LuaProcess;
import dev.moirai.script.process.Refusal;
import dev.moirai.script.security.Query;
import org.jspecify.annotations.Nullable;

/** Whether the process that calls may do what it wants. */
final class Permission {
    private Permission() {}

    /** Refuses with {@code not allowed <denied>} unless the policies of the process allow it. */
    static void require(LuaProcess process, String action, String resource, String denied) throws Refusal {
        if (!isGiven(process, action, resource, null)) {
            throw new Refusal(ErrorValue.Kind.PERMISSION_DENIED, "not allowed" + denied);
        }
    }

    static boolean isGiven(LuaProcess process, String action, String resource, @Nullable LuaTable meta) {
        var credentials = process.context().credentials();
        return credentials.scope() == null
                || credentials.allow(new Query(credentials.actor(), action, resource, meta, process.environment()));
    }
}
