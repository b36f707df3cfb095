package dev.moirai.lua;

import org.jspecify.annotations.Nullable;

/** A loop of a Lua function in JVM bytecode, entered where the loop jumps back, its registers being on the stack. */
abstract class CompiledLoop {
    /** Given back when a coroutine was switched to that goes on instead, with everything in its frame. */
    static final int LEFT = Integer.MIN_VALUE;

    /**
     * Runs until the loop is left; at once if the budget is used up already.
     *
     * @return where the interpreter goes on, with the registers stored; the complement of the
     *     place of a call if what was called there has exited; or {@link #LEFT}
     */
    abstract int run(Machine m, LuaClosure self, Frame frame, @Nullable Object[] stack, int base);
}
