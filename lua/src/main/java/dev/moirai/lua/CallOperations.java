package dev.moirai.lua;

import static java.util.Objects.requireNonNull;

import dev.moirai.lua.bytecode.Prototype;
import org.jspecify.annotations.Nullable;

/**
 * What the instructions for calls, returns, closures and to-be-closed variables do where it is not the common case.
 *
 * <p>What may have to call a Lua function says so in its result; then the top frame has changed, or the turn has ended,
 * and the instruction is completed by {@link Interpreter#finish}. The frame's {@code pc} must be behind the instruction.
 */
final class CallOperations {
    private CallOperations() {}

    /** A call; gives where the caller goes on, or {@link SlowPath#LEFT}. */
    static int call(Machine m, Coroutine co, Frame frame, int a, int arguments, int wanted) {
        Object callee = co.stack[a];
        if (callee instanceof LuaClosure function) {
            if (function.prototype.compiled() instanceof CompiledCode compiled) {
                return CallSupport.call(m, co, frame, compiled, function, a, arguments, wanted)
                        ? frame.pc
                        : SlowPath.LEFT;
            }
            m.call(a, arguments, wanted, Frame.CALL, 0);
        } else if (callee instanceof NativeFunction function && !function.switches()) {
            if (m.runNative(co, function, a, arguments)) {
                noteCall(frame, 1, function);
                int results = m.nativeResults();
                if (wanted < 0) {
                    frame.top = a + results;
                } else {
                    @Nullable Object[] stack = co.stack;
                    for (; results < wanted; results++) {
                        stack[a + results] = null;
                    }
                }
                return frame.pc;
            }
            m.keepNative(co, function, a, wanted, Frame.CALL, 0);
        } else if (callee instanceof NativeFunction function) {
            noteCall(frame, 1, function);
            m.call(a, arguments, wanted, Frame.CALL, 0);
        } else {
            m.call(a, m.callableIn(a, arguments), wanted, Frame.CALL, 0);
        }
        return SlowPath.LEFT;
    }

    /** Notes what the instruction calls that is so many words before where the frame goes on. */
    static void noteCall(Frame frame, int length, NativeFunction function) {
        requireNonNull(frame.closure).prototype.seen()[frame.pc - length] |= function.mark();
    }

    static void tailCall(Machine m, Coroutine co, Frame frame, int a, int arguments) {
        int count = co.stack[a] instanceof LuaFunction ? arguments : m.callableIn(a, arguments);
        if (!(co.stack[a] instanceof LuaClosure callee)) {
            // A native function may want to know its caller, so it is called first, then its results are returned.
            if (co.stack[a] instanceof NativeFunction function) {
                noteCall(frame, 1, function);
            }
            m.call(a, count, -1, Frame.CALL, 0);
            return;
        }
        int slot = frame.slot;
        System.arraycopy(co.stack, a, co.stack, slot, count + 1);
        byte finish = frame.finish;
        int target = frame.target;
        int wanted = frame.wanted;
        co.frame = frame.previous;
        Frame entered = m.enter(co, callee, slot, count, wanted);
        entered.finish = finish;
        entered.target = target;
        entered.tailCalled = true;
        if (m.budget < 0) {
            m.preempt();
        }
    }

    static void returnValues(Machine m, Coroutine co, Frame frame, int from, int count) {
        co.frame = frame.previous;
        m.deliver(co, frame.previous, from, count, frame.slot, frame.wanted, frame.finish, frame.target);
    }

    static void varargs(Machine m, Coroutine co, Frame frame, int a, int wanted) {
        @Nullable Object[] extra = frame.varargs;
        if (wanted < 0) {
            m.budget -= extra.length >> 3;
            co.ensureStack(a + extra.length);
            System.arraycopy(extra, 0, co.stack, a, extra.length);
            frame.top = a + extra.length;
            return;
        }
        for (int i = 0; i < wanted; i++) {
            co.stack[a + i] = i < extra.length ? extra[i] : null;
        }
    }

    static LuaClosure closure(
            Machine m, LuaClosure enclosing, Prototype prototype, @Nullable Object[] stack, int base) {
        Prototype.Upvalue[] wanted = prototype.upvalues();
        m.environment().memory().allocate(Memory.CLOSURE + (long) wanted.length * Memory.SLOT);
        @Nullable Object[] upvalues = new @Nullable Object[wanted.length];
        LuaClosure made = new LuaClosure(prototype, upvalues);
        for (int i = 0; i < wanted.length; i++) {
            upvalues[i] = switch (wanted[i].source()) {
                case REGISTER -> stack[base + wanted[i].index()];
                case UPVALUE -> enclosing.upvalues[wanted[i].index()];
                case ITSELF -> made;
            };
        }
        return made;
    }

    static void markToClose(Machine m, Coroutine co, Frame frame, int slot) {
        Object value = co.stack[slot];
        if (!Values.isTrue(value)) {
            return;
        }
        LuaTable metatable = m.environment().metatable(value);
        if (metatable == null || metatable.metamethod(Event.CLOSE) == null) {
            String name = requireNonNull(frame.closure).prototype.localName(slot - frame.base, frame.pc);
            throw m.error("variable '" + (name == null ? "(for state)" : name) + "' got a non-closable value");
        }
        co.addToClose(slot);
    }

    /**
     * Closes the innermost variable from a slot on, if there is one. Whether something was called for it; the instruction
     * is executed again then.
     */
    static boolean closeNext(Machine m, Coroutine co, Frame frame, int fromSlot) {
        while (co.hasToClose(fromSlot)) {
            Object value = co.stack[co.removeLastToClose()];
            LuaTable metatable = m.environment().metatable(value);
            Object method = metatable == null ? null : metatable.metamethod(Event.CLOSE);
            if (method == null) {
                throw m.error("metamethod 'close' is no longer there: attempt to call a nil value");
            }
            if (MetamethodCalls.callMethod(m, frame, method, value, null, Frame.AGAIN, 0) == Machine.PENDING) {
                return true;
            }
        }
        return false;
    }
}
