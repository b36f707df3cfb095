package dev.moirai.lua;

import org.jspecify.annotations.Nullable;

/**
 * The common case of a native function, for compiled code that wants one value of it at most: called with the arguments
 * themselves, without a {@link Call}.
 *
 * <p>It gives the first of the values that the function's body would return, having taken from the {@link Memory} and the
 * budget what the body would. Or it gives {@link #DECLINED} and has done nothing: then the body is run. It never raises an
 * error, calls a function or suspends, and does little work; so nobody can tell which of the two has run.
 */
public abstract class FastPath {
    /** Given back where the body must be run. No Lua value. */
    protected static final Object DECLINED = Signal.MISS;

    /** That of functions without one. */
    static final FastPath NONE = new FastPath() {};

    /** Whether the body returns exactly one value, whatever the arguments, so that the first is all there are. */
    final boolean one;

    protected FastPath() {
        this(true);
    }

    /** @param one whether the body always returns exactly one value */
    protected FastPath(boolean one) {
        this.one = one;
    }

    /** Calls the function with one argument. */
    public @Nullable Object call(Memory memory, @Nullable Object a) {
        return DECLINED;
    }

    public @Nullable Object call(Memory memory, @Nullable Object a, @Nullable Object b) {
        return DECLINED;
    }

    public @Nullable Object call(Memory memory, @Nullable Object a, @Nullable Object b, @Nullable Object c) {
        return DECLINED;
    }

    /** Puts a value behind the last one of a table that nothing else is to be done for; false if it is no such table. */
    protected static boolean append(@Nullable Object list, @Nullable Object value) {
        return list instanceof LuaTable table && table.metatable == null && table.replace(table.length() + 1, value);
    }

    /** Gives a table its first metatable; false if it is another value, or has one already. */
    protected static boolean attach(@Nullable Object object, @Nullable Object metatable) {
        if (!(object instanceof LuaTable table)
                || !(metatable instanceof LuaTable first)
                || table.metatable != null
                || table.mode != LuaTable.WRITABLE) {
            return false;
        }
        table.metatable(first);
        return true;
    }

    /** Takes the last value out of such a table and gives it; declines if it is another one, or empty. */
    protected static @Nullable Object removeLast(@Nullable Object list) {
        if (!(list instanceof LuaTable table)
                || table.metatable != null
                || table.mode != LuaTable.WRITABLE
                || table.length() == 0) {
            return DECLINED;
        }
        long last = table.length();
        Object value = table.get(last);
        table.put(last, null);
        return value;
    }
}
