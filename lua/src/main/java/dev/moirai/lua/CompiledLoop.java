package dev.moirai.lua;

import org.jspecify.annotations.Nullable;

/** A loop of a Lua function in JVM bytecode, entered where the loop jumps back, its registers being on the stack. */
abstract class CompiledLoop {
    /**
     * Runs until the loop is left.
     *
     * @return where the interpreter goes on, with the registers stored; -1 if a function the loop called has exited, with
     *     the frame's {@code pc} stored too
     */
    abstract int run(Machine m, LuaClosure self, Frame frame, @Nullable Object[] stack, int base);
}
