package dev.moirai.lua;

import static java.util.Objects.requireNonNull;

import dev.moirai.lua.bytecode.Prototype;
import org.jspecify.annotations.Nullable;

/** Closures and the variables that they share, as compiled code calls for them. */
final class VariableSupport {
    private VariableSupport() {}

    /** A closure, or {@link Signal#MISS}. */
    static Object closure(Machine m, Prototype prototype, @Nullable Object[] upvalues) {
        try {
            m.environment().memory().allocate(Memory.CLOSURE + (long) upvalues.length * Memory.SLOT);
        } catch (NeedsFrames e) {
            return Signal.MISS;
        }
        LuaClosure made = new LuaClosure(prototype, upvalues);
        Prototype.Upvalue[] wanted = prototype.upvalues();
        for (int i = 0; i < upvalues.length; i++) {
            if (wanted[i].source() == Prototype.Source.ITSELF) {
                upvalues[i] = made;
            }
        }
        return made;
    }

    /** A variable of its own, or {@link Signal#MISS}. */
    static Object cell(Machine m, @Nullable Object value) {
        try {
            m.environment().memory().allocate(Memory.CELL);
        } catch (NeedsFrames e) {
            return Signal.MISS;
        }
        return new Cell(value);
    }

    static @Nullable Object get(@Nullable Object cell) {
        return ((Cell) requireNonNull(cell)).value;
    }

    static void set(@Nullable Object cell, @Nullable Object value) {
        ((Cell) requireNonNull(cell)).value = value;
    }
}
