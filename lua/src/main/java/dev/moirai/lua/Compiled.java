package dev.moirai.lua;

import static dev.moirai.lua.bytecode.Op.EQ;
import static dev.moirai.lua.bytecode.Op.LE;
import static dev.moirai.lua.bytecode.Op.LT;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What compiled code calls: the common cases, small enough to be inlined. All others are left to {@link Operations}. */
final class Compiled {
    /** Not found in the table itself; there is more to try. */
    static final Object MISS = new Object();

    /** The function has not returned: see {@link CompiledCode#run}. */
    static final Object UNWIND = new Object();

    /** The function has returned some number of values other than one. */
    static final Object LIST = new Object();

    /** How deep compiled functions may call each other on the Java stack; beyond that the frames carry on alone. */
    private static final int MAX_DEPTH = 150;

    private Compiled() {}

    // --- tables

    static @Nullable Object field(@Nullable Object object, LuaString key, int[] code, int at) {
        if (object instanceof LuaTable table) {
            Object value = table.hinted(key, code, at);
            if (value != null || table.metatable == null) {
                return value;
            }
        }
        return MISS;
    }

    static @Nullable Object index(@Nullable Object object, long key) {
        if (object instanceof LuaTable table) {
            Object value = table.get(key);
            if (value != null || table.metatable == null) {
                return value;
            }
        }
        return MISS;
    }

    static @Nullable Object index(@Nullable Object object, @Nullable Object key) {
        if (object instanceof LuaTable table) {
            Object value = key instanceof Long n ? table.get(n.longValue()) : table.get(key);
            if (value != null || table.metatable == null) {
                return value;
            }
        }
        return MISS;
    }

    static boolean setField(@Nullable Object object, LuaString key, @Nullable Object value, int[] code, int at) {
        return object instanceof LuaTable table && table.putHinted(key, value, code[at]);
    }

    static boolean setIndex(@Nullable Object object, long key, @Nullable Object value) {
        return object instanceof LuaTable table && table.replace(key, value);
    }

    static boolean setIndex(@Nullable Object object, @Nullable Object key, @Nullable Object value) {
        return key instanceof Long n && object instanceof LuaTable table && table.replace(n, value);
    }

    static Object newTable(Machine m, int items, int fields) {
        return new LuaTable(m.environment().memory(), items, fields);
    }

    static Object newCell(Machine m, @Nullable Object value) {
        m.environment().memory().allocate(Memory.CELL);
        return new Cell(value);
    }

    static void setList(Frame frame, @Nullable Object[] stack, int at, int b, int offset) {
        Operations.setList(stack, at, b == 0 ? frame.top - at - 1 : b - 1, offset);
    }

    /** The length of a plain table or string; -1 if there is more to it. */
    static long length(@Nullable Object value) {
        if (value instanceof LuaTable table) {
            return table.metatable == null ? table.length() : -1;
        }
        return value instanceof LuaString string ? string.length() : -1;
    }

    // --- numbers and tests

    static boolean isNumber(@Nullable Object value) {
        return value instanceof Double || value instanceof Long;
    }

    static double toDouble(@Nullable Object number) {
        return number instanceof Double d ? d : (Long) Objects.requireNonNull(number);
    }

    static Boolean not(@Nullable Object value) {
        return Values.isTrue(value) ? Boolean.FALSE : Boolean.TRUE;
    }

    static boolean equalsConstant(@Nullable Object value, Object constant) {
        return value == constant || Values.rawEquals(value, constant);
    }

    /** 1 if so, 0 if not, -1 if something was called to decide it. */
    static int compare(Machine m, Frame frame, int op, @Nullable Object x, @Nullable Object y) {
        switch (op) {
            case EQ -> {
                if (x == y && !(x instanceof Double)) {
                    return 1;
                }
                return x instanceof Long a && y instanceof Long b
                        ? a.longValue() == b.longValue() ? 1 : 0
                        : Operations.equal(m, frame, x, y);
            }
            case LT -> {
                return x instanceof Long a && y instanceof Long b ? a < b ? 1 : 0 : Operations.less(m, frame, x, y);
            }
            case LE -> {
                return x instanceof Long a && y instanceof Long b
                        ? a <= b ? 1 : 0
                        : Operations.lessOrEqual(m, frame, x, y);
            }
            default -> {
                return x instanceof Long a && y instanceof Long b
                        ? Operations.compare(op, a, b)
                        : Operations.compareWithConstant(m, frame, op, x, y);
            }
        }
    }

    // --- numeric loops

    static boolean hasFirst(long start, long limit, long step) {
        return step > 0 ? start <= limit : start >= limit;
    }

    static boolean hasNext(long index, long limit, long step) {
        return step > 0
                ? Long.compareUnsigned(limit - index, step) >= 0
                : Long.compareUnsigned(index - limit, -step) >= 0;
    }

    static boolean hasNext(double next, double limit, double step) {
        return step > 0 ? next <= limit : next >= limit;
    }

    // --- calls

    static @Nullable CompiledCode codeOf(LuaClosure closure) {
        return (CompiledCode) closure.prototype.compiled;
    }

    /** Makes the frame of a function that is called; null if compiled code cannot go on in it at once. */
    static @Nullable Frame enter(
            @Nullable CompiledCode code,
            Machine m,
            Coroutine co,
            LuaClosure closure,
            int slot,
            int arguments,
            int wanted) {
        Frame frame = m.enter(co, closure, slot, arguments, wanted);
        if (m.budget < 0) {
            m.preempt();
            return null;
        }
        if (code == null) {
            HotSpot.tick(co); // compiled code calls it, so it is worth more than its own ticks say
            return null;
        }
        if (m.depth >= MAX_DEPTH) {
            return null;
        }
        m.depth++;
        return frame;
    }

    /** Calls what is not a Lua function: true if it has returned, its results being in place. */
    static boolean callOther(
            Machine m, Coroutine co, Frame frame, @Nullable Object callee, int slot, int arguments, int wanted) {
        if (!(callee instanceof NativeFunction function) || !m.runNative(co, function, slot, arguments)) {
            Operations.call(m, co, callee, slot, arguments, wanted);
            return false;
        }
        fill(frame, co.stack, slot, m.nativeResults(), wanted);
        return true;
    }

    private static void fill(Frame frame, @Nullable Object[] stack, int slot, int count, int wanted) {
        if (wanted < 0) {
            frame.top = slot + count;
        } else {
            for (int i = count; i < wanted; i++) {
                stack[slot + i] = null;
            }
        }
    }

    /** Takes the results of a call to where they are wanted. */
    static void spread(
            Machine m, Frame frame, @Nullable Object[] stack, int slot, int wanted, @Nullable Object result) {
        int count = m.listSize;
        if (result != LIST) {
            stack[slot] = result;
            count = 1;
        }
        fill(frame, stack, slot, count, wanted);
    }

    static @Nullable Object firstOfList(Machine m, @Nullable Object[] stack, int slot) {
        return m.listSize == 0 ? null : stack[slot];
    }

    /** Returns the values from {@code from} on; {@code count} -1 for an open list. */
    static @Nullable Object returnList(Machine m, Coroutine co, Frame frame, int from, int count) {
        int size = count < 0 ? frame.top - from : count;
        @Nullable Object[] stack = co.stack;
        co.frame = frame.previous;
        if (size == 1) {
            return stack[from];
        }
        System.arraycopy(stack, from, stack, frame.slot, size);
        m.listSize = size;
        return LIST;
    }

    /** Replaces the frame by that of the Lua function in {@code at}, and goes on there. */
    static @Nullable Object tailCall(Machine m, Coroutine co, Frame frame, int at, int arguments) {
        Operations.tailCall(m, co, frame, at, arguments);
        Frame entered = co.top();
        CompiledCode code = codeOf(Objects.requireNonNull(entered.closure));
        if (m.stopped() || code == null || m.depth >= MAX_DEPTH) {
            if (code == null) {
                HotSpot.tick(co);
            }
            return UNWIND;
        }
        m.depth++;
        Object result = code.run(m, co, entered);
        m.depth--;
        return result;
    }

    /** Copies the function and its arguments of a generic loop to where they are called. */
    static void copyForward(@Nullable Object[] stack, int at, int count, Coroutine co) {
        co.ensureStack(at + 7);
        System.arraycopy(co.stack, at, co.stack, at + 4, count);
    }
}
