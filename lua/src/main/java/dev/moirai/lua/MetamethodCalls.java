package dev.moirai.lua;

import org.jspecify.annotations.Nullable;

/** Calls of metamethods from instructions. */
final class MetamethodCalls {
    private MetamethodCalls() {}

    /** Calls a metamethod for a value; {@link Machine#PENDING} if it comes later, to register {@code target}. */
    static @Nullable Object callForValue(
            Machine m, Frame frame, int target, Object method, @Nullable Object x, @Nullable Object y) {
        return callMethod(m, frame, method, x, y, Frame.VALUE, target);
    }

    static @Nullable Object callMethod(
            Machine m, Frame frame, Object method, @Nullable Object x, @Nullable Object y, byte finish, int target) {
        Coroutine co = m.current();
        int slot = frame.freeSlot();
        co.ensureStack(slot + 3);
        co.stack[slot] = method;
        co.stack[slot + 1] = x;
        co.stack[slot + 2] = y;
        if (method instanceof NativeFunction function) {
            if (m.runNative(co, function, slot, 2)) {
                return m.nativeResults() == 0 ? null : co.stack[slot];
            }
            m.keepNative(co, function, slot, 1, finish, target);
        } else {
            m.call(slot, 2, 1, finish, target);
        }
        return Machine.PENDING;
    }

    /** The metamethod of the first operand, or else of the second. */
    static @Nullable Object binaryMethod(Machine m, @Nullable Object x, @Nullable Object y, Event event) {
        LuaTable metatable = m.environment().metatable(x);
        Object method = metatable == null ? null : metatable.metamethod(event);
        if (method == null) {
            metatable = m.environment().metatable(y);
            method = metatable == null ? null : metatable.metamethod(event);
        }
        return method;
    }
}
