package dev.moirai.script.process;

import dev.moirai.lua.LuaString;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a process inherits from the one that spawned it. Immutable.
 *
 * @param values what {@code ctx.get} finds by name
 */
public record Context(Map<LuaString, Parcel> values) {
    /** Nothing. */
    public static final Context NONE = new Context(Map.of());

    public Context {
        values = Map.copyOf(values);
    }

    /** This context with more values, which take the place of those of the same name. */
    public Context with(Map<LuaString, Parcel> more) {
        if (more.isEmpty()) {
            return this;
        }
        var merged = new LinkedHashMap<>(values);
        merged.putAll(more);
        return new Context(merged);
    }
}
