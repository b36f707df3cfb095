package dev.moirai.lua;

import dev.moirai.lua.bytecode.Op;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The way from compiled code back to the interpreter: what exiting functions have stored, innermost first, and what is to
 * be done on top of them.
 *
 * <p>A compiled function that cannot go on stores its registers here and returns {@link Signal#EXIT}; its compiled caller
 * sees that and does the same, and so on down to the interpreter, which makes frames of it all.
 */
final class Exit {
    private LuaClosure[] closures = {};
    private int[] pcs = {};
    private @Nullable Object[][] registers = {};
    private @Nullable Object[][] varargs = {};
    private int count;

    /** A function to be called on top, with its arguments; null if there is none. */
    private @Nullable Object @Nullable [] callee;

    private boolean hasCallee;

    /** A native function on top whose first step has asked for more than to return. */
    private @Nullable NativeFunction waiting;

    /** An error to be raised on top. */
    private @Nullable LuaError error;

    Exit() {}

    /** Gives back what a program that waits does not need. */
    void trim() {
        if (pcs.length > 0) {
            closures = new LuaClosure[0];
            pcs = new int[0];
            registers = new @Nullable Object[0][];
            varargs = new @Nullable Object[0][];
        }
    }

    boolean isEmpty() {
        return count == 0 && !hasCallee && waiting == null && error == null;
    }

    /** Stores a function: its registers are alive as the instruction at {@code pc} finds them. */
    void add(LuaClosure closure, int pc, @Nullable Object[] values, @Nullable Object[] extra) {
        if (count == pcs.length) {
            int more = 2 * count + 2;
            closures = Arrays.copyOf(closures, more);
            pcs = Arrays.copyOf(pcs, more);
            registers = Arrays.copyOf(registers, more);
            varargs = Arrays.copyOf(varargs, more);
        }
        closures[count] = closure;
        pcs[count] = pc;
        registers[count] = values;
        varargs[count++] = extra;
    }

    void call(@Nullable Object... functionAndArguments) {
        callee = functionAndArguments;
        hasCallee = true;
    }

    void waitFor(NativeFunction function) {
        waiting = function;
    }

    void raise(LuaError e) {
        error = e;
    }

    /**
     * Makes frames of what was stored, on top of the current one, and does what is to be done on top of them.
     *
     * @param slot where the outermost of the functions was called
     * @param results how many results its caller wants
     */
    void toFrames(Machine m, Call call, int slot, int results) {
        toFrames(m, call, slot, results, -1);
    }

    /** The same where the current frame is that of a compiled loop, at the instruction that has made the call. */
    void toFrames(Machine m, Call call, Frame frame) {
        int instruction = callBefore(frame);
        if (isCall(instruction)) {
            toFrames(m, call, slotOf(frame, instruction), wantedOf(instruction), -1);
        } else {
            toFrames(m, call, Machine.freeSlot(frame), 1, frame.base + Op.a(instruction));
        }
    }

    /** @param value the register that takes the result, if the outermost function is a metamethod; else -1 */
    private void toFrames(Machine m, Call call, int slot, int results, int value) {
        Coroutine co = m.current();
        int at = slot;
        int wanted = results;
        int target = value;
        int stored = count;
        count = 0;
        if (stored > 0
                && !hasCallee
                && waiting == null
                && error == null
                && m.budget >= 0
                && m.nesting < m.mostNesting) {
            closures[0].prototype.exited(Compiled.MAX_EXITS); // it met what it was not made for
        }
        for (int i = stored - 1; i >= 0; i--) {
            Frame frame = m.frame(co, closures[i], at, 0, wanted);
            if (target >= 0) {
                frame.finish = Frame.VALUE;
                frame.target = target;
            }
            @Nullable Object[] values = registers[i];
            System.arraycopy(values, 0, co.stack, frame.base, values.length);
            frame.varargs = varargs[i];
            frame.pc = pcs[i];
            registers[i] = Coroutine.NOTHING;
            varargs[i] = Coroutine.NOTHING;
            if (i > 0 || hasCallee || waiting != null) {
                int instruction = callBefore(frame);
                boolean metamethod = !isCall(instruction);
                at = metamethod ? Machine.freeSlot(frame) : slotOf(frame, instruction);
                wanted = metamethod ? 1 : wantedOf(instruction);
                target = metamethod ? frame.base + Op.a(instruction) : -1;
            }
        }
        finish(m, co, call, at, wanted, target);
    }

    /** The call in the current frame that has led here. */
    private static int callBefore(Frame frame) {
        var prototype = java.util.Objects.requireNonNull(frame.closure).prototype;
        int[] code = prototype.code();
        // TFORLOOP only ever follows TFORCALL, which has a second word that is a hint.
        boolean iterator = frame.pc < code.length && Op.op(code[frame.pc]) == Op.TFORLOOP;
        return iterator ? code[frame.pc - 2] : code[VariableNames.instructionBefore(prototype, frame.pc)];
    }

    /** Whether an instruction calls the value in a register, rather than a metamethod. */
    private static boolean isCall(int instruction) {
        return switch (Op.op(instruction)) {
            case Op.CALL, Op.TAILCALL, Op.TFORCALL -> true;
            default -> false;
        };
    }

    /** The slot of the function that a call instruction calls. */
    private static int slotOf(Frame frame, int call) {
        return frame.base + Op.a(call) + (Op.op(call) == Op.TFORCALL ? 4 : 0);
    }

    /** How many results a call instruction wants; -1 for all. */
    private static int wantedOf(int call) {
        return switch (Op.op(call)) {
            case Op.TFORCALL -> Op.c(call);
            case Op.CALL -> Op.c(call) - 1;
            default -> -1;
        };
    }

    private void finish(Machine m, Coroutine co, Call call, int slot, int wanted, int target) {
        byte finish = target >= 0 ? Frame.VALUE : Frame.CALL;
        LuaError raised = error;
        NativeFunction function = waiting;
        @Nullable Object[] calling = callee;
        error = null;
        waiting = null;
        callee = null;
        hasCallee = false;
        if (raised != null) {
            throw raised;
        }
        if (function != null) {
            call.moveTo(co, slot);
            m.keepNative(co, function, slot, wanted, finish, target);
        } else if (calling != null) {
            co.ensureStack(slot + calling.length);
            System.arraycopy(calling, 0, co.stack, slot, calling.length);
            m.call(slot, calling.length - 1, wanted, finish, target);
        }
    }
}
