package dev.moirai.script.process;

import dev.moirai.kernel.Pid;
import dev.moirai.lua.LuaString;
import dev.moirai.script.security.Credentials;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a process inherits from the one that spawned it. Immutable.
 *
 * @param values what {@code ctx.get} finds by name
 * @param credentials who it is and what it may do
 * @param quota how many more it may spawn; null if nothing limits that
 */
public record Context(
        Map<LuaString, Parcel> values,
        Credentials credentials,
        @Nullable SpawnQuota quota) {
    /** Nothing. */
    public static final Context NONE = of(Credentials.NONE);

    public Context {
        values = Map.copyOf(values);
    }

    /** No values. */
    public static Context of(Credentials credentials) {
        return new Context(Map.of(), credentials, null);
    }

    /** This context with more values, which take the place of those of the same name. */
    public Context with(Map<LuaString, Parcel> more) {
        if (more.isEmpty()) {
            return this;
        }
        var merged = new LinkedHashMap<>(values);
        merged.putAll(more);
        return new Context(merged, credentials, quota);
    }

    /** This context with other credentials. */
    public Context with(Credentials others) {
        return new Context(values, others, quota);
    }

    /** This context with a limit for what is spawned, within the present one. */
    Context withQuota(String owner, int most) {
        return new Context(values, credentials, new SpawnQuota(owner, most, quota));
    }

    /** Keeps room for one more process. */
    public void keepRoom() throws Refusal {
        if (quota != null) {
            quota.keepRoom();
        }
    }

    /** @param pid the process that room was kept for; null if it was not spawned after all */
    public void born(@Nullable Pid pid) {
        if (quota != null) {
            quota.born(pid);
        }
    }
}
