package dev.moirai.lua;

import org.jspecify.annotations.Nullable;

/**
 * A Java object shown to Lua. What Lua can do with it is in its metatable: a table that can be shared by all values of a
 * kind and by all environments when it is {@linkplain LuaTable#freeze frozen}.
 *
 * <p>Its {@link #equals} is identity; give the metatable {@code __eq} for another equality.
 */
public final class Userdata {
    private final Object object;
    private final @Nullable LuaTable metatable;

    public Userdata(Object object, @Nullable LuaTable metatable) {
        this.object = object;
        this.metatable = metatable;
    }

    public Object object() {
        return object;
    }

    public @Nullable LuaTable metatable() {
        return metatable;
    }
}
