package dev.moirai.lua;

import org.jspecify.annotations.Nullable;

/** Operators, as compiled code calls for them: where they are not done by instructions of the JVM. */
final class OperatorSupport {
    private OperatorSupport() {}

    /** Any binary operation with a number or a compiled metamethod as its result; or a signal. */
    static @Nullable Object operation(Machine m, int op, @Nullable Object x, @Nullable Object y) {
        Object value = arithmetic(op, x, y);
        if (value != null) {
            return value;
        }
        Object method = MetamethodCalls.binaryMethod(m, x, y, ArithmeticOperations.event(op));
        return method instanceof LuaClosure f && !(x instanceof LuaString) && !(y instanceof LuaString)
                ? CallSupport.metamethod(m, f, x, y)
                : Signal.MISS;
    }

    /** Any arithmetic on numbers; null for other operands. */
    private static @Nullable Object arithmetic(int op, @Nullable Object x, @Nullable Object y) {
        try {
            return ArithmeticOperations.computeNumbers(op, x, y);
        } catch (ArithmeticException e) {
            return null; // the interpreter raises the error
        }
    }

    /** The length of a table without metamethods or of a string; -1 for others. */
    static long length(@Nullable Object object) {
        if (object instanceof LuaTable table) {
            LuaTable metatable = table.metatable;
            return metatable == null || metatable.metamethod(Event.LEN) == null ? table.length() : -1;
        }
        return object instanceof LuaString string ? string.length() : -1;
    }

    /** Joins strings and numbers; {@link Signal#MISS} if there is something else among them. */
    static Object concat(Machine m, @Nullable Object[] parts) {
        for (int i = 0; i < parts.length; i++) {
            LuaString part = Values.toLuaString(parts[i]);
            if (part == null) {
                return Signal.MISS;
            }
            parts[i] = part;
        }
        try {
            return LuaString.concat(m.environment().memory(), parts, 0, parts.length);
        } catch (NeedsFrames e) {
            return Signal.MISS;
        } catch (LuaError e) {
            if (e.isLimit()) {
                throw e;
            }
            return Signal.MISS;
        }
    }
}
