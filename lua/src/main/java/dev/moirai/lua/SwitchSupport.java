package dev.moirai.lua;

import static java.util.Objects.requireNonNull;

import dev.moirai.lua.bytecode.Op;
import org.jspecify.annotations.Nullable;

/**
 * Switches of coroutines, as compiled loops call for them.
 *
 * <p>The loop has stored its registers on the stack before, so every frame is complete and the switch is the one that the
 * interpreter would make. Then a coroutine that was resumed runs here, on top of the loop in Java, until the loop's frame is
 * on top again: the loop goes on as after any other call. Should that not come to be, because the turn is over, an error is
 * raised or the Java stack is deep, the loop is left for good; nothing is lost, as nothing is kept in Java.
 */
final class SwitchSupport {
    /** What a resumed coroutine adds to {@link Machine#nesting}: the Java frames of the interpreter below it are larger. */
    private static final int LEVEL = 10;

    /** How deep compiled functions may be in Java when a coroutine is resumed on top of them. */
    private static final int MOST_BELOW = CallSupport.MAX_NESTING / 2;

    private SwitchSupport() {}

    static boolean switches(@Nullable Object f) {
        return f instanceof NativeFunction function && function.switches();
    }

    /**
     * Makes the call at {@code pc}.
     *
     * @return {@link Signal#MANY} when the results are in their registers on the stack, {@link Signal#EXIT} when the loop is
     *     to be left with nothing to do, {@link Signal#MISS} when nothing was done: the function must be called as others are
     */
    static Signal call(Machine m, Frame frame, int pc) {
        int i = requireNonNull(frame.closure).prototype.code()[pc];
        return run(m, frame, pc, frame.base + Op.a(i), Op.b(i) - 1, Op.c(i) - 1);
    }

    /** The same for the call of an iterator. */
    static Signal iterate(Machine m, Frame frame, int pc) {
        int i = requireNonNull(frame.closure).prototype.code()[pc];
        int a = frame.base + Op.a(i);
        @Nullable Object[] stack = m.current().stack;
        System.arraycopy(stack, a, stack, a + 4, 3);
        return run(m, frame, pc, a + 4, 2, Op.c(i));
    }

    private static Signal run(Machine m, Frame frame, int pc, int slot, int arguments, int wanted) {
        Coroutine co = m.current();
        @Nullable Object[] stack = co.stack;
        NativeFunction function = (NativeFunction) requireNonNull(stack[slot]);
        Memory memory = m.environment().memory();
        frame.pc = pc + Op.length(Op.op(requireNonNull(frame.closure).prototype.code()[pc]));
        memory.framesAreComplete();
        if (!m.switchCoroutine(co, function, slot, arguments, wanted, Frame.CALL, 0)) {
            memory.framesAreHidden();
            return Signal.MISS;
        }
        if (function.yields() || m.nesting > MOST_BELOW || !runUntil(m, frame) || co.stack != stack) {
            return Signal.EXIT;
        }
        memory.framesAreHidden();
        return Signal.MANY;
    }

    /** Goes on until a frame is on top; false if the turn is over before. */
    private static boolean runUntil(Machine m, Frame home) {
        Frame outerHome = m.home;
        int nesting = m.nesting;
        int mostNesting = m.mostNesting;
        int nestingBelow = m.nestingBelow;
        int protectors = m.protectors;
        m.home = home;
        m.nestingBelow = nesting + LEVEL;
        do {
            m.step();
        } while (!m.stopped() && m.current().frame != home);
        m.home = outerHome;
        m.nesting = nesting;
        m.mostNesting = mostNesting;
        m.nestingBelow = nestingBelow;
        m.protectors = protectors;
        return !m.stopped();
    }
}
