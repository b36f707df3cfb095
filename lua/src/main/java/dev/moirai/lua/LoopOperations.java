package dev.moirai.lua;

import static java.util.Objects.requireNonNull;

import dev.moirai.lua.bytecode.Prototype;
import org.jspecify.annotations.Nullable;

/**
 * What the instructions of loops do where it is not the common case.
 *
 * <p>What may have to call a Lua function says so in its result; then the top frame has changed, or the turn has ended,
 * and the instruction is completed by {@link Interpreter#finish}. The frame's {@code pc} must be behind the instruction.
 */
final class LoopOperations {
    private LoopOperations() {}

    /**
     * Goes on with a hot loop in its compiled form, where it jumps back; gives where the interpreter goes on, or -1 if the
     * top frame has changed.
     *
     * @param start where the loop begins
     * @param end behind its last instruction
     */
    static int hotLoop(Machine m, Coroutine co, Frame frame, int start, int end) {
        LuaClosure closure = requireNonNull(frame.closure);
        Prototype prototype = closure.prototype;
        HotLoop loop = prototype.loop(start) instanceof HotLoop known ? known : null;
        if (loop == null) {
            loop = new HotLoop(prototype, start, end);
            prototype.loop(start, loop);
        }
        return loop.run(m, co, frame, closure);
    }

    /** Whether a numeric loop has a first iteration; its registers are prepared for it. */
    static boolean prepareLoop(Machine m, @Nullable Object[] stack, int a) {
        Object start = stack[a];
        Object limit = stack[a + 1];
        Object step = stack[a + 2];
        if (start instanceof Long from && step instanceof Long by) {
            if (by == 0) {
                throw m.error("'for' step is zero");
            }
            Long to = loopLimit(m, from, limit, by);
            if (to == null) {
                return false;
            }
            stack[a + 1] = to;
            stack[a + 3] = from;
            return true;
        }
        double to = loopNumber(m, limit, "limit");
        double by = loopNumber(m, step, "step");
        double from = loopNumber(m, start, "initial value");
        if (by == 0) {
            throw m.error("'for' step is zero");
        }
        stack[a] = from;
        stack[a + 1] = to;
        stack[a + 2] = by;
        stack[a + 3] = from;
        return by > 0 ? from <= to : from >= to;
    }

    /** The last value an integer loop may reach, clipped to the integers; null if it has no iteration. */
    private static @Nullable Long loopLimit(Machine m, long start, @Nullable Object limit, long step) {
        long to;
        if (Numbers.toNumber(limit) instanceof Long integer) {
            to = integer;
        } else {
            double number = loopNumber(m, limit, "limit");
            if (Double.isNaN(number)) {
                return null;
            }
            to = (long) (step > 0 ? Math.floor(number) : Math.ceil(number));
            if (step > 0 ? number < Long.MIN_VALUE : number >= 0x1p63) {
                return null;
            }
        }
        return (step > 0 ? start <= to : start >= to) ? Values.box(to) : null;
    }

    private static double loopNumber(Machine m, @Nullable Object value, String what) {
        return switch (Numbers.toNumber(value)) {
            case Long integer -> integer;
            case Double number -> number;
            case null, default ->
                throw m.error("bad 'for' " + what + " (number expected, got " + Values.typeNameOf(value) + ")");
        };
    }

    /** Whether a numeric loop has another iteration; its registers are prepared for it. */
    static boolean stepLoop(@Nullable Object[] stack, int a) {
        if (stack[a] instanceof Long index && stack[a + 1] instanceof Long limit && stack[a + 2] instanceof Long step) {
            long i = index;
            long by = step;
            // Compared as unsigned, as the distance to the limit can exceed the signed numbers.
            if (by > 0 ? Long.compareUnsigned(limit - i, by) < 0 : Long.compareUnsigned(i - limit, -by) < 0) {
                return false;
            }
            Long next = Values.box(i + by);
            stack[a] = next;
            stack[a + 3] = next;
            return true;
        }
        double by = (Double) requireNonNull(stack[a + 2]);
        double next = (Double) requireNonNull(stack[a]) + by;
        double limit = (Double) requireNonNull(stack[a + 1]);
        if (by > 0 ? next > limit : next < limit) {
            return false;
        }
        if (Double.isNaN(next)) {
            return false;
        }
        Double boxed = next;
        stack[a] = boxed;
        stack[a + 3] = boxed;
        return true;
    }

    /** Calls the iterator of a generic loop; whether something was called that has not returned yet. */
    static boolean iterate(Machine m, Coroutine co, int a, int wanted, int[] code, int hintAt) {
        @Nullable Object[] stack = co.stack;
        Object iterator = stack[a];
        if (iterator == Traversal.NEXT && stack[a + 1] instanceof LuaTable table) {
            int at;
            try {
                at = table.after(stack[a + 2], code[hintAt]);
            } catch (LuaError e) {
                throw m.error(requireNonNull(e.getMessage()));
            }
            code[hintAt] = Math.max(at - table.array.length, 0);
            stack[a + 4] = at < 0 ? null : table.keyAt(at);
            if (wanted > 1) {
                stack[a + 5] = at < 0 ? null : table.valueAt(at);
                for (int i = 2; i < wanted; i++) {
                    stack[a + 4 + i] = null;
                }
            }
            return false;
        }
        if (iterator instanceof NativeFunction function
                && function.isIndexIterator()
                && stack[a + 1] instanceof LuaTable table
                && stack[a + 2] instanceof Long index) {
            Object value = table.get(index + 1);
            if (value != null || table.metatable == null) {
                stack[a + 4] = value == null ? null : Values.box(index + 1);
                for (int i = 1; i < wanted; i++) {
                    stack[a + 4 + i] = i == 1 ? value : null;
                }
                return false;
            }
        }
        stack[a + 4] = iterator;
        stack[a + 5] = stack[a + 1];
        stack[a + 6] = stack[a + 2];
        if (iterator instanceof NativeFunction function && !function.switches()) {
            if (m.runNative(co, function, a + 4, 2)) {
                for (int i = m.nativeResults(); i < wanted; i++) {
                    co.stack[a + 4 + i] = null;
                }
                return false;
            }
            m.keepNative(co, function, a + 4, wanted, Frame.CALL, 0);
            return true;
        }
        if (iterator instanceof NativeFunction function) {
            CallOperations.noteCall(co.top(), 2, function);
        }
        m.call(a + 4, 2, wanted, Frame.CALL, 0);
        return true;
    }
}
