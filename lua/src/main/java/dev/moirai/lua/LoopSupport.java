package dev.moirai.lua;

import org.jspecify.annotations.Nullable;

/** Loops, as compiled code calls for them. */
final class LoopSupport {
    private LoopSupport() {}

    /** The next step of a generic loop: its first value, or {@link Signal#EXIT}. The others are in the list of results. */
    static @Nullable Object iterate(
            Machine m,
            LuaClosure self,
            int pc,
            @Nullable Object f,
            @Nullable Object state,
            @Nullable Object control,
            int[] code,
            int hintAt) {
        if (f == Traversal.NEXT && state instanceof LuaTable table) {
            int at = table.afterOrMiss(control, code[hintAt]);
            if (at >= 0) {
                code[hintAt] = Math.max(at - table.array.length, 0);
                m.results[1] = table.valueAt(at);
                m.resultCount = 2;
                return table.keyAt(at);
            }
            if (at == -1) {
                m.resultCount = 0;
                return null;
            }
        } else if (f instanceof NativeFunction function
                && function.isIndexIterator()
                && state instanceof LuaTable table
                && control instanceof Long n) {
            Object value = table.get(n + 1);
            if (value != null || table.metatable == null) {
                m.results[1] = value;
                m.resultCount = 2;
                return value == null ? null : Long.valueOf(n + 1);
            }
        }
        Object result = CallSupport.many(m, CallSupport.call2(m, self, pc, f, state, control));
        return result == Signal.EXIT ? result : CallSupport.result(m, 0);
    }

    /** The clipped limit of an integer loop; sets {@code m.emptyLoop} if it has no iteration. */
    static long loopLimit(Machine m, long start, double limit, long step) {
        m.emptyLoop = false;
        if (Double.isNaN(limit) || (step > 0 ? limit < Long.MIN_VALUE : limit >= 0x1p63)) {
            m.emptyLoop = true;
            return 0;
        }
        long to = (long) (step > 0 ? Math.floor(limit) : Math.ceil(limit));
        m.emptyLoop = step > 0 ? start > to : start < to;
        return to;
    }

    /** Whether an integer loop goes on from {@code index}. */
    static boolean hasNext(long index, long limit, long step) {
        return step > 0
                ? Long.compareUnsigned(limit - index, step) >= 0
                : Long.compareUnsigned(index - limit, -step) >= 0;
    }
}
