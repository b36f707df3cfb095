package dev.moirai.lua;

import dev.moirai.lua.bytecode.Op;
import dev.moirai.lua.bytecode.Prototype;
import dev.moirai.lua.jit.Types;
import org.jspecify.annotations.Nullable;

/** A loop that runs long enough to be worth compiling, and how its compiled form has fared. */
final class HotLoop {
    /** So often it may leave its compiled form in the middle, before it is compiled anew for what it meets now. */
    private static final int MAX_EXITS = 100;

    private static final int MAX_COMPILATIONS = 8;

    /** Leaving it after less work than this, in instructions, is not worth entering it. */
    private static final int WORTHWHILE = 200;

    /** The longest it is left to the interpreter before its compiled form is tried again, in iterations. */
    private static final int LONGEST_REST = 1 << 16;

    /** More calls than HotSpot wants to see before it compiles a method quickly; it looks at each 128th. */
    private static final int REHEARSALS = 260;

    /** So many iterations the interpreter does meanwhile. */
    private static final int OVERTURE = 5_000;

    private final int start;
    private final int end;

    /** After how many iterations it is compiled. */
    private final int threshold;

    /** How many the interpreter has done. */
    private int iterations;

    private @Nullable CompiledLoop compiled;
    private byte[] types = {};
    private int exits;
    private int compilations;

    /**
     * How many iterations the interpreter shall do. In a loop that suspends the program in every iteration, as one that waits
     * for messages does, or that calls a function which is not compiled, entering the compiled form costs more than it gives.
     */
    private int rest;

    private int lastRest;

    HotLoop(Prototype prototype, int start, int end) {
        this.start = start;
        this.end = end;
        this.threshold = Compilation.loopThreshold(prototype, start, end);
        this.iterations = Compilation.HOT;
    }

    /** Where the interpreter goes on; -1 if the top frame has changed. */
    int run(Machine m, Coroutine co, Frame frame, LuaClosure closure) {
        if (rest > 0) {
            rest--;
            return start;
        }
        CompiledLoop code = compiled;
        int base = frame.base;
        if (code == null && isTooEarly(closure.prototype)) {
            return start;
        }
        if (code == null || !fits(co.stack, base)) {
            code = compile(closure.prototype, co.stack, base);
            if (code == null) {
                return start;
            }
            if (closure.prototype.waits()) {
                rehearse(code, m, closure, frame, co.stack);
                rest = OVERTURE;
                return start;
            }
        }
        m.beginCompiled(frame);
        long budget = m.budget;
        int pc = code.run(m, closure, frame, co.stack, base);
        m.environment().memory().framesAreComplete();
        if (pc < 0) {
            boolean inVain = budget - m.budget < WORTHWHILE;
            if (pc != CompiledLoop.LEFT) {
                int call = closure.prototype.code()[~pc];
                frame.pc = ~pc + Op.length(Op.op(call));
                m.leaveCompiled(frame, call);
            }
            boolean waits = m.stopped() || isInterpreted(m, co, frame);
            lastRest = inVain && waits && m.budget >= 0 ? Math.min(2 * lastRest + 1, LONGEST_REST) : 0;
            rest = lastRest;
            return -1;
        }
        if (pc >= start
                && pc < end
                && m.budget >= 0
                && budget - m.budget < WORTHWHILE
                && !leaves(closure, pc)
                && ++exits > MAX_EXITS) {
            compiled = null;
        }
        return pc;
    }

    /**
     * Calls the compiled form without doing anything, so often that HotSpot compiles it in its turn: what the JVM's own
     * interpreter executes of it takes longer than here.
     */
    private static void rehearse(
            CompiledLoop code, Machine m, LuaClosure closure, Frame frame, @Nullable Object[] stack) {
        long budget = m.budget;
        m.budget = -1;
        for (int i = 0; i < REHEARSALS; i++) {
            code.run(m, closure, frame, stack, frame.base);
        }
        m.budget = budget;
    }

    private boolean isTooEarly(Prototype prototype) {
        return prototype.waits() && (++iterations < threshold || !Compilation.isLongLoop(prototype));
    }

    /** Whether a Lua function runs on top of the loop's that has no compiled form. */
    private static boolean isInterpreted(Machine m, Coroutine co, Frame frame) {
        Frame top = co.frame;
        return m.current() == co
                && top != null
                && top.previous == frame
                && top.closure != null
                && top.closure.prototype.compiled() == null;
    }

    /** Whether an instruction leaves the loop anyway, which its compiled form lets the interpreter do. */
    private static boolean leaves(LuaClosure closure, int pc) {
        return switch (Op.op(closure.prototype.code()[pc])) {
            case Op.RETURN, Op.RETURN0, Op.RETURN1, Op.RETURNCLOSE, Op.TAILCALL, Op.CLOSE -> true;
            default -> false;
        };
    }

    private boolean fits(@Nullable Object[] stack, int base) {
        byte[] expected = types;
        for (int r = 0; r < expected.length; r++) {
            Object value = stack[base + r];
            if (expected[r] == Types.INTEGER && !(value instanceof Long)
                    || expected[r] == Types.FLOAT && !(value instanceof Double)) {
                return false;
            }
        }
        return true;
    }

    private @Nullable CompiledLoop compile(Prototype prototype, @Nullable Object[] stack, int base) {
        if (compilations >= MAX_COMPILATIONS) {
            return null;
        }
        compilations++;
        exits = 0;
        byte[] found = Types.sample(prototype, start, stack, base);
        for (int r = 0; r < types.length; r++) {
            if (found[r] != types[r]) {
                found[r] = Types.OBJECT; // it is not always the same
            }
        }
        CompiledLoop code = Compilation.compileLoop(prototype, start, end, found);
        types = found;
        compiled = code;
        if (code == null) {
            compilations = MAX_COMPILATIONS;
        } else {
            prototype.loopCompiled();
        }
        return code;
    }
}
