package dev.moirai.lua;

import dev.moirai.lua.bytecode.Op;
import dev.moirai.lua.bytecode.Prototype;
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
    private static final LuaFunction[] NO_FUNCTIONS = {};
    private static final int[] NO_NUMBERS = {};
    private static final @Nullable Object[][] NO_VALUES = {};

    private LuaFunction[] functions = NO_FUNCTIONS;
    private int[] pcs = NO_NUMBERS;
    private int[] calls = NO_NUMBERS;
    private @Nullable Object[][] registers = NO_VALUES;
    private @Nullable Object[][] varargs = NO_VALUES;
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
            functions = NO_FUNCTIONS;
            pcs = NO_NUMBERS;
            calls = NO_NUMBERS;
            registers = NO_VALUES;
            varargs = NO_VALUES;
        }
    }

    /**
     * Stores a function: its registers are alive as the instruction finds them with which it goes on.
     *
     * @param place where that is; or the complement of the place in front, if that has called what has exited
     */
    void add(LuaClosure closure, int place, @Nullable Object[] values, @Nullable Object[] extra) {
        reserve();
        functions[count] = closure;
        int call = place < 0 ? closure.prototype.code()[~place] : 0;
        pcs[count] = place < 0 ? ~place + Op.length(Op.op(call)) : place;
        calls[count] = call;
        registers[count] = values;
        varargs[count++] = extra;
    }

    /** Stores a native function that has called for compiled code what has exited, protected. */
    void add(NativeFunction function) {
        reserve();
        functions[count++] = function;
    }

    private void reserve() {
        if (count == pcs.length) {
            int more = 2 * count + 2;
            functions = Arrays.copyOf(functions, more);
            pcs = Arrays.copyOf(pcs, more);
            calls = Arrays.copyOf(calls, more);
            registers = Arrays.copyOf(registers, more);
            varargs = Arrays.copyOf(varargs, more);
        }
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
        toFrames(m, call, new Place(slot, results, Frame.CALL, 0));
    }

    /** The same where the current frame is that of a compiled loop, and {@code instruction} has made the call. */
    void toFrames(Machine m, Call call, Frame frame, int instruction) {
        toFrames(m, call, Place.in(frame, instruction));
    }

    private void toFrames(Machine m, Call call, Place outermost) {
        Coroutine co = m.current();
        Place place = outermost;
        int stored = count;
        count = 0;
        if (stored > 0
                && functions[0] instanceof LuaClosure innermost
                && !hasCallee
                && waiting == null
                && error == null
                && m.budget >= 0
                && m.nesting < m.mostNesting) {
            Prototype prototype = innermost.prototype; // it met what it was not made for
            prototype.exited(
                    Compilation.MAX_EXITS, Compilation.MAX_COMPILATIONS, Compilation.recompilationHeat(prototype));
        }
        for (int i = stored - 1; i >= 0; i--) {
            Frame frame = switch (functions[i]) {
                case LuaClosure closure -> frame(m, co, closure, place.slot, i);
                case NativeFunction function -> m.attemptFrame(co, function, place.slot);
            };
            frame.wanted = place.wanted;
            frame.finish = place.finish;
            frame.target = place.target;
            if (frame.closure == null) {
                place = new Place(frame.slot, -1, Frame.CALL, 0);
            } else if (i > 0 || hasCallee || waiting != null) {
                place = Place.in(frame, calls[i]);
            }
        }
        finish(m, co, call, place);
    }

    private Frame frame(Machine m, Coroutine co, LuaClosure closure, int slot, int i) {
        Frame frame = m.frame(co, closure, slot, 0, -1);
        @Nullable Object[] values = registers[i];
        System.arraycopy(values, 0, co.stack, frame.base, values.length);
        frame.varargs = varargs[i];
        frame.pc = pcs[i];
        registers[i] = Coroutine.NOTHING;
        varargs[i] = Coroutine.NOTHING;
        return frame;
    }

    /**
     * Where a function is called in the frame below.
     *
     * @param wanted how many results the caller wants; -1 for all
     * @param finish what to do with them; one of {@link Frame}'s constants
     */
    private record Place(int slot, int wanted, byte finish, int target) {
        /** Where an instruction of the frame calls. */
        static Place in(Frame frame, int i) {
            int a = frame.base + Op.a(i);
            return switch (Op.op(i)) {
                case Op.TFORCALL -> new Place(a + 4, Op.c(i), Frame.CALL, 0);
                case Op.CALL -> new Place(a, Op.c(i) - 1, Frame.CALL, 0);
                case Op.TAILCALL -> new Place(a, -1, Frame.CALL, 0);
                case Op.EQ, Op.LT, Op.LE, Op.LTK, Op.LEK, Op.GTK, Op.GEK ->
                    new Place(frame.freeSlot(), 1, Frame.COMPARE, 0);
                default -> new Place(frame.freeSlot(), 1, Frame.VALUE, a);
            };
        }
    }

    private void finish(Machine m, Coroutine co, Call call, Place place) {
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
            call.moveTo(co, place.slot);
            m.keepNative(co, function, place.slot, place.wanted, place.finish, place.target);
        } else if (calling != null) {
            co.ensureStack(place.slot + calling.length);
            System.arraycopy(calling, 0, co.stack, place.slot, calling.length);
            if (calling[0] instanceof LuaClosure closure) {
                Compilation.calledByCompiled(closure.prototype);
            }
            m.call(place.slot, calling.length - 1, place.wanted, place.finish, place.target);
        }
    }
}
