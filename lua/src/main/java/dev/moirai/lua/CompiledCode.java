package dev.moirai.lua;

import org.jspecify.annotations.Nullable;

/**
 * A Lua function in JVM bytecode. Generated classes extend it; their methods take missing arguments as nil and drop those
 * too many, and return a value or a {@link Signal}.
 */
abstract class CompiledCode {
    abstract @Nullable Object call0(Machine m, LuaClosure self);

    abstract @Nullable Object call1(Machine m, LuaClosure self, @Nullable Object a);

    abstract @Nullable Object call2(Machine m, LuaClosure self, @Nullable Object a, @Nullable Object b);

    abstract @Nullable Object call3(
            Machine m, LuaClosure self, @Nullable Object a, @Nullable Object b, @Nullable Object c);

    abstract @Nullable Object call4(
            Machine m, LuaClosure self, @Nullable Object a, @Nullable Object b, @Nullable Object c, @Nullable Object d);

    /** @param arguments all of them, at least five */
    abstract @Nullable Object callN(Machine m, LuaClosure self, @Nullable Object[] arguments);
}
