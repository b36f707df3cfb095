package dev.moirai.script.process;

import dev.moirai.lua.LuaString;
import dev.moirai.script.security.Credentials;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a process inherits from the one that spawned it. Immutable.
 *
 * @param values what {@code ctx.get} finds by name
 * @param credentials who it is and what it may do
 */
public record Context(Map<LuaString, Parcel> values, Credentials credentials) {
    /** Nothing. */
    public static final Context NONE = of(Credentials.NONE);

    public Context {
        values = Map.copyOf(values);
    }

    /** No values. */
    public static Context of(Credentials credentials) {
        return new Context(Map.of(), credentials);
    }

    /** This context with more values, which take the place of those of the same name. */
    public Context with(Map<LuaString, Parcel> more) {
        if (more.isEmpty()) {
            return this;
        }
        var merged = new LinkedHashMap<>(values);
        merged.putAll(more);
        return new Context(merged, credentials);
    }

    /** This context with other credentials. */
    public Context with(Credentials others) {
        return new Context(values, others);
    }
}
