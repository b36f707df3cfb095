package dev.moirai.script.module;

import dev.moirai.lua.LuaTable;
import dev.moirai.script.process.ErrorValue;
import dev.moirai.script.process.LuaProcess;
import dev.moirai.script.process.Refusal;
import dev.moirai.script.security.Query;
import org.jspecify.annotations.Nullable;

/** Whether the process that calls may do what it wants. Most processes are bound by no policies: then no words are made. */
final class Permission {
    private Permission() {}

    /** Refuses with {@code not allowed <denied>} unless the policies of the process allow it. */
    static void require(LuaProcess process, String action, String resource, String denied) throws Refusal {
        if (!isGiven(process, action, resource, null)) {
            throw new Refusal(ErrorValue.Kind.PERMISSION_DENIED, "not allowed" + denied);
        }
    }

    /** As {@link #require}, where what is denied is {@code <deed>: <resource>}. */
    static void requireFor(LuaProcess process, String action, String resource, String deed) throws Refusal {
        if (!isGiven(process, action, resource, null)) {
            throw new Refusal(ErrorValue.Kind.PERMISSION_DENIED, "not allowed " + deed + ": " + resource);
        }
    }

    /** Whether any policies are asked before the process does something. */
    static boolean isBound(LuaProcess process) {
        return process.context().credentials().scope() != null;
    }

    static boolean isGiven(LuaProcess process, String action, String resource, @Nullable LuaTable meta) {
        if (!isBound(process)) {
            return true;
        }
        var credentials = process.context().credentials();
        return credentials.allow(new Query(credentials.actor(), action, resource, meta, process.environment()));
    }
}
