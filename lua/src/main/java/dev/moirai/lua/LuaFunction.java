package dev.moirai.lua;

/** A Lua value that can be called: a {@link LuaClosure} or a {@link NativeFunction}. */
public abstract sealed class LuaFunction permits LuaClosure, NativeFunction {
    LuaFunction() {}

    /** The name for error messages and tracebacks. */
    public abstract String name();
}
