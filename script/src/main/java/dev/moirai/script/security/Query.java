package dev.moirai.script.security;

import dev.moirai.lua.Environment;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import org.jspecify.annotations.Nullable;

/**
 * The question whether something is allowed.
 *
 * @param actor who wants it, if it is someone
 * @param action what is wanted, such as {@code process.send}
 * @param resource on what, such as a pid
 * @param meta what else is known of the case
 * @param environment of the process that asks: values of the actor are looked at there
 */
public record Query(
        @Nullable Actor actor,
        String action,
        String resource,
        @Nullable LuaTable meta,
        Environment environment) {

    /** The value at a path: {@code action}, {@code resource}, {@code actor.id}, {@code actor.meta.x}, {@code meta.x}. */
    @Nullable
    Object at(String path) {
        if (path.equals("action")) {
            return LuaString.of(action);
        }
        if (path.equals("resource")) {
            return LuaString.of(resource);
        }
        if (path.equals("actor.id")) {
            return actor == null ? null : LuaString.of(actor.id());
        }
        if (path.startsWith("actor.meta.")) {
            return actor == null
                    ? null
                    : within(actor.meta().unpack(0, environment), path.substring("actor.meta.".length()));
        }
        return path.startsWith("meta.") ? within(meta, path.substring("meta.".length())) : null;
    }

    private static @Nullable Object within(@Nullable Object value, String path) {
        Object at = value;
        for (String key : path.split("\\.", -1)) {
            if (!(at instanceof LuaTable table)) {
                return null;
            }
            at = table.get(key);
        }
        return at;
    }
}
