package dev.moirai.lua.lib;

import dev.moirai.lua.Call;
import dev.moirai.lua.Continuation;
import dev.moirai.lua.Event;
import dev.moirai.lua.LuaError;
import dev.moirai.lua.LuaFunction;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.Values;
import org.jspecify.annotations.Nullable;

/**
 * Operations on values that may have metamethods, for native functions.
 *
 * <p>Their errors carry no position, as those of operations inside a C function. Each gives the result, or {@link #PENDING} when a function had to be called for it: then the step must end, and the
 * continuation goes on with the result as its first argument.
 */
final class Metamethods {
    /** Stands for a result that the continuation will get. */
    static final Object PENDING = new Object();

    private static final int MAX_CHAIN = 2_000;

    private Metamethods() {}

    /** {@code object[key]} */
    static @Nullable Object index(Call call, Continuation then, @Nullable Object object, @Nullable Object key) {
        Object current = object;
        for (int i = 0; i < MAX_CHAIN; i++) {
            Object method;
            if (current instanceof LuaTable table) {
                Object value = table.get(key);
                if (value != null || table.metatable() == null) {
                    return value;
                }
                method = call.metamethod(table, Event.INDEX);
                if (method == null) {
                    return null;
                }
            } else {
                method = call.metamethod(current, Event.INDEX);
                if (method == null) {
                    throw new LuaError("attempt to index a " + Values.typeNameOf(current) + " value");
                }
            }
            if (method instanceof LuaFunction) {
                call.invoke(then, method, current, key);
                return PENDING;
            }
            current = method;
            call.charge(1);
        }
        throw new LuaError("'__index' chain too long; possibly a loop");
    }

    /** {@code object[key] = value}; gives null or {@link #PENDING}. */
    static @Nullable Object setIndex(
            Call call, Continuation then, @Nullable Object object, @Nullable Object key, @Nullable Object value) {
        Object current = object;
        for (int i = 0; i < MAX_CHAIN; i++) {
            Object method;
            if (current instanceof LuaTable table) {
                if (table.metatable() == null || table.get(key) != null) {
                    table.put(key, value);
                    return null;
                }
                method = call.metamethod(table, Event.NEWINDEX);
                if (method == null) {
                    table.put(key, value);
                    return null;
                }
            } else {
                method = call.metamethod(current, Event.NEWINDEX);
                if (method == null) {
                    throw new LuaError("attempt to index a " + Values.typeNameOf(current) + " value");
                }
            }
            if (method instanceof LuaFunction) {
                call.invoke(then, method, current, key, value);
                return PENDING;
            }
            current = method;
            call.charge(1);
        }
        throw new LuaError("'__newindex' chain too long; possibly a loop");
    }

    /** {@code #object}, which the caller must check to be an integer. */
    static @Nullable Object length(Call call, Continuation then, @Nullable Object object) {
        Object method = object instanceof LuaString ? null : call.metamethod(object, Event.LEN);
        if (method != null) {
            call.invoke(then, method, object, object);
            return PENDING;
        }
        return switch (object) {
            case LuaTable table -> Values.box(table.length());
            case LuaString string -> Values.box(string.length());
            case null, default ->
                throw new LuaError("attempt to get length of a " + Values.typeNameOf(object) + " value");
        };
    }

    /** {@code a < b}: a Boolean, or what a metamethod returns, which counts as true or false. */
    static @Nullable Object less(Call call, Continuation then, @Nullable Object a, @Nullable Object b) {
        if (a instanceof LuaString x && b instanceof LuaString y) {
            call.charge(Math.min(x.length(), y.length()) / Substrings.BYTES_PER_STEP);
            return x.compareTo(y) < 0;
        }
        if ((a instanceof Long || a instanceof Double) && (b instanceof Long || b instanceof Double)) {
            return lessNumbers(a, b);
        }
        Object method = call.metamethod(a, Event.LT);
        if (method == null) {
            method = call.metamethod(b, Event.LT);
        }
        if (method == null) {
            String left = Values.typeNameOf(a);
            String right = Values.typeNameOf(b);
            throw new LuaError(
                    left.equals(right)
                            ? "attempt to compare two " + left + " values"
                            : "attempt to compare " + left + " with " + right);
        }
        call.invoke(then, method, a, b);
        return PENDING;
    }

    /** Compares numbers exactly, be they integers or floats. */
    static boolean lessNumbers(Object a, Object b) {
        return switch (a) {
            case Long x when b instanceof Long y -> x < y;
            case Long x when b instanceof Double y -> lessMixed(x, y);
            case Double x when b instanceof Double y -> x < y;
            case Double x when b instanceof Long y -> !Double.isNaN(x) && !lessOrEqualMixed(y, x);
            default -> throw new IllegalArgumentException("not two numbers: " + a + ", " + b);
        };
    }

    private static boolean lessMixed(long a, double b) {
        if (b >= 0x1p63) {
            return true;
        }
        // The integer part decides, since a is an integer; NaN compares false.
        return b >= -0x1p63 && (a < (long) Math.ceil(b) || Math.ceil(b) >= 0x1p63);
    }

    private static boolean lessOrEqualMixed(long a, double b) {
        if (b >= 0x1p63) {
            return true;
        }
        return b >= -0x1p63 && a <= (long) Math.floor(b);
    }
}
