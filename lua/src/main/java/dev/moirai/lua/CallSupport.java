package dev.moirai.lua;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Calls, their results and returns, as compiled code calls for them. A call gives its one result or a {@link Signal}.
 */
final class CallSupport {
    /** How deep compiled functions may call each other in Java, before they go on in the interpreter. */
    static final int MAX_NESTING = 150;

    /** How deep they may be where one ends by calling another, before it rather lets its own caller call that. */
    private static final int MAX_TAIL_NESTING = 50;

    private CallSupport() {}

    // --- entering and leaving

    /** Whether a compiled function may run: not when the turn is over, or the Java stack is deep. */
    static boolean enter(Machine m, int cost) {
        return (m.budget -= cost) >= 0 && ++m.nesting <= m.mostNesting;
    }

    /** To be called before a compiled function returns. */
    static void leave(Machine m) {
        m.nesting--;
    }

    /** Calls a compiled function from the interpreter; whether it has returned its results to the stack. */
    static boolean call(
            Machine m,
            Coroutine co,
            Frame frame,
            CompiledCode code,
            LuaClosure f,
            int slot,
            int arguments,
            int wanted) {
        @Nullable Object[] stack = co.stack;
        m.beginCompiled(frame);
        Object result = switch (arguments) {
            case 0 -> code.call0(m, f);
            case 1 -> code.call1(m, f, stack[slot + 1]);
            case 2 -> code.call2(m, f, stack[slot + 1], stack[slot + 2]);
            case 3 -> code.call3(m, f, stack[slot + 1], stack[slot + 2], stack[slot + 3]);
            case 4 -> code.call4(m, f, stack[slot + 1], stack[slot + 2], stack[slot + 3], stack[slot + 4]);
            default -> {
                m.budget -= arguments >> 3;
                @Nullable Object[] all = new @Nullable Object[arguments];
                System.arraycopy(stack, slot + 1, all, 0, arguments);
                yield code.callN(m, f, all);
            }
        };
        m.environment().memory().framesAreComplete();
        if (!(result instanceof Signal)) {
            if (wanted == 1) {
                stack[slot] = result;
                return true;
            }
            m.results[0] = result;
            m.resultCount = 1;
        } else if (resolve(m, result) == Signal.EXIT) {
            m.leaveCompiled(slot, wanted);
            return false;
        }
        returnResults(m, co, frame, slot, wanted);
        return true;
    }

    private static void returnResults(Machine m, Coroutine co, Frame frame, int slot, int wanted) {
        int count = m.resultCount;
        if (wanted < 0) {
            co.ensureStack(slot + count);
            frame.top = slot + count;
            System.arraycopy(m.results, 0, co.stack, slot, count);
            return;
        }
        for (int i = 0; i < wanted; i++) {
            co.stack[slot + i] = i < count ? m.results[i] : null;
        }
    }

    /** Makes the tail calls that a function has ended by; gives a value or another signal. */
    static @Nullable Object resolve(Machine m, @Nullable Object result) {
        Object latest = result;
        while (latest == Signal.TAIL_CALL) {
            @Nullable Object[] all = m.tailCall;
            Object callee = all[0];
            if (callee instanceof LuaClosure f
                    && f.prototype.compiled() instanceof CompiledCode code
                    && m.budget >= 0) {
                m.budget -= all.length - 1 >> 3;
                latest = switch (all.length) {
                    case 1 -> code.call0(m, f);
                    case 2 -> code.call1(m, f, all[1]);
                    case 3 -> code.call2(m, f, all[1], all[2]);
                    case 4 -> code.call3(m, f, all[1], all[2], all[3]);
                    case 5 -> code.call4(m, f, all[1], all[2], all[3], all[4]);
                    default -> code.callN(m, f, Arrays.copyOfRange(all, 1, all.length));
                };
            } else {
                m.exit.call(all);
                return Signal.EXIT;
            }
        }
        if (!(latest instanceof Signal)) {
            m.results[0] = latest;
            m.resultCount = 1;
            return Signal.MANY;
        }
        return latest;
    }

    /** The first of the results of a call that has given a signal, or {@link Signal#EXIT}. */
    static @Nullable Object single(Machine m, @Nullable Object result) {
        if (result != Signal.MANY && resolve(m, result) == Signal.EXIT) {
            return Signal.EXIT;
        }
        return m.resultCount == 0 ? null : m.results[0];
    }

    /** Puts all results of a call into the machine's list; gives {@link Signal#MANY} or {@link Signal#EXIT}. */
    static @Nullable Object many(Machine m, @Nullable Object result) {
        if (!(result instanceof Signal)) {
            m.results[0] = result;
            m.resultCount = 1;
            return Signal.MANY;
        }
        return result == Signal.MANY ? result : resolve(m, result);
    }

    /** A result in the machine's list; nil behind its end. */
    static @Nullable Object result(Machine m, int index) {
        return index < m.resultCount ? m.results[index] : null;
    }

    /** Where the instruction at {@code pc} goes on in the interpreter, as {@link Exit#add} has it. */
    static int place(Object signal, int pc) {
        return signal == Signal.EXIT ? ~pc : pc;
    }

    // --- calls

    /** The compiled form of a function that has one; else null. */
    static @Nullable CompiledCode compiled(@Nullable Object f) {
        return f instanceof LuaClosure c && c.prototype.compiled() instanceof CompiledCode code ? code : null;
    }

    /** The same, but null also where another call on top of the Java stack would be too many to end a function by. */
    static @Nullable CompiledCode compiledTail(Machine m, @Nullable Object f) {
        return m.nesting < MAX_TAIL_NESTING ? compiled(f) : null;
    }

    /** What is tried first where native functions are called. */
    static FastPath fastPath(@Nullable Object f) {
        return f instanceof NativeFunction function ? function.fastPath : FastPath.NONE;
    }

    /** The same where all results are wanted. */
    static FastPath onlyFastPath(@Nullable Object f) {
        return f instanceof NativeFunction function && function.fastPath.one ? function.fastPath : FastPath.NONE;
    }

    /** Makes a value the list of results. */
    static void onlyResult(Machine m, @Nullable Object value) {
        m.results[0] = value;
        m.resultCount = 1;
    }

    /** Charges a call that a fast path has done, as a native function's is charged. */
    static void paid(Machine m) {
        m.budget--;
    }

    static @Nullable Object call0(Machine m, LuaClosure self, int pc, @Nullable Object f) {
        if (f instanceof LuaClosure c && c.prototype.compiled() instanceof CompiledCode code) {
            return code.call0(m, c);
        }
        if (f instanceof NativeFunction function && !function.switches()) {
            return callNative(m, self, pc, function, 0, null, null, null, null);
        }
        return callOther(m, f);
    }

    static @Nullable Object call1(Machine m, LuaClosure self, int pc, @Nullable Object f, @Nullable Object a) {
        if (f instanceof LuaClosure c && c.prototype.compiled() instanceof CompiledCode code) {
            return code.call1(m, c, a);
        }
        if (f instanceof NativeFunction function && !function.switches()) {
            return callNative(m, self, pc, function, 1, a, null, null, null);
        }
        return callOther(m, f, a);
    }

    static @Nullable Object call2(
            Machine m, LuaClosure self, int pc, @Nullable Object f, @Nullable Object a, @Nullable Object b) {
        if (f instanceof LuaClosure c && c.prototype.compiled() instanceof CompiledCode code) {
            return code.call2(m, c, a, b);
        }
        if (f instanceof NativeFunction function && !function.switches()) {
            return callNative(m, self, pc, function, 2, a, b, null, null);
        }
        return callOther(m, f, a, b);
    }

    static @Nullable Object call3(
            Machine m,
            LuaClosure self,
            int pc,
            @Nullable Object f,
            @Nullable Object a,
            @Nullable Object b,
            @Nullable Object c) {
        if (f instanceof LuaClosure closure && closure.prototype.compiled() instanceof CompiledCode code) {
            return code.call3(m, closure, a, b, c);
        }
        if (f instanceof NativeFunction function && !function.switches()) {
            return callNative(m, self, pc, function, 3, a, b, c, null);
        }
        return callOther(m, f, a, b, c);
    }

    static @Nullable Object call4(
            Machine m,
            LuaClosure self,
            int pc,
            @Nullable Object f,
            @Nullable Object a,
            @Nullable Object b,
            @Nullable Object c,
            @Nullable Object d) {
        if (f instanceof LuaClosure closure && closure.prototype.compiled() instanceof CompiledCode code) {
            return code.call4(m, closure, a, b, c, d);
        }
        if (f instanceof NativeFunction function && !function.switches()) {
            return callNative(m, self, pc, function, 4, a, b, c, d);
        }
        return callOther(m, f, a, b, c, d);
    }

    /** @param all the function and its arguments */
    static @Nullable Object callAll(Machine m, LuaClosure self, int pc, @Nullable Object[] all) {
        if (all[0] instanceof LuaClosure) {
            m.tailCall = all;
            return resolveFirst(m);
        }
        if (all[0] instanceof NativeFunction function && !function.switches()) {
            if (all.length > m.scratch.length) {
                m.scratch = new @Nullable Object[2 * all.length];
            }
            System.arraycopy(all, 1, m.scratch, 1, all.length - 1);
            @Nullable Object[] scratch = m.scratch;
            return callNative(m, self, pc, function, all.length - 1, scratch[1], scratch[2], scratch[3], scratch[4]);
        }
        return callOther(m, all);
    }

    /** Calls what has no compiled form, unless the function that its metatable has for calls has one. */
    private static @Nullable Object callOther(Machine m, @Nullable Object... all) {
        LuaTable metatable = m.environment().metatable(all[0]);
        if (metatable != null && metatable.metamethod(Event.CALL) instanceof LuaClosure method) {
            @Nullable Object[] shifted = new @Nullable Object[all.length + 1];
            shifted[0] = method;
            System.arraycopy(all, 0, shifted, 1, all.length);
            m.tailCall = shifted;
            return resolveFirst(m);
        }
        m.exit.call(all);
        return Signal.EXIT;
    }

    private static @Nullable Object resolveFirst(Machine m) {
        Object signal = resolve(m, Signal.TAIL_CALL);
        return signal == Signal.MANY && m.resultCount == 1 ? m.results[0] : signal;
    }

    /** The values of the list of results behind some values: what a call with an open list of arguments is made of. */
    static @Nullable Object[] withResults(Machine m, @Nullable Object[] first) {
        @Nullable Object[] all = Arrays.copyOf(first, first.length + m.resultCount);
        System.arraycopy(m.results, 0, all, first.length, m.resultCount);
        return all;
    }

    /** Makes these values the list of results. */
    static @Nullable Object returnAll(Machine m, @Nullable Object[] values) {
        m.setResults(values, values.length);
        m.budget -= values.length >> 3;
        return Signal.MANY;
    }

    /** An argument or other value of a list; nil behind its end. */
    static @Nullable Object argument(@Nullable Object[] all, int index) {
        return index < all.length ? all[index] : null;
    }

    static @Nullable Object[] argumentsFrom(@Nullable Object[] all, int index) {
        return index >= all.length ? Coroutine.NOTHING : Arrays.copyOfRange(all, index, all.length);
    }

    // Ending a function by a call, which whoever called this one makes.

    /** Not by a native function, nor by what cannot be called: both are told, or tell, of the call in this one. */
    private static boolean mayEndBy(Machine m, @Nullable Object f) {
        return f instanceof LuaClosure || !(f instanceof NativeFunction) && m.isCallable(f);
    }

    static @Nullable Object tailCall0(Machine m, LuaClosure self, int pc, @Nullable Object f) {
        return mayEndBy(m, f) ? endBy(m, f) : returnTwice(m, call0(m, self, pc, f));
    }

    static @Nullable Object tailCall1(Machine m, LuaClosure self, int pc, @Nullable Object f, @Nullable Object a) {
        return mayEndBy(m, f) ? endBy(m, f, a) : returnTwice(m, call1(m, self, pc, f, a));
    }

    static @Nullable Object tailCall2(
            Machine m, LuaClosure self, int pc, @Nullable Object f, @Nullable Object a, @Nullable Object b) {
        return mayEndBy(m, f) ? endBy(m, f, a, b) : returnTwice(m, call2(m, self, pc, f, a, b));
    }

    static @Nullable Object tailCall3(
            Machine m,
            LuaClosure self,
            int pc,
            @Nullable Object f,
            @Nullable Object a,
            @Nullable Object b,
            @Nullable Object c) {
        return mayEndBy(m, f) ? endBy(m, f, a, b, c) : returnTwice(m, call3(m, self, pc, f, a, b, c));
    }

    static @Nullable Object tailCall4(
            Machine m,
            LuaClosure self,
            int pc,
            @Nullable Object f,
            @Nullable Object a,
            @Nullable Object b,
            @Nullable Object c,
            @Nullable Object d) {
        return mayEndBy(m, f) ? endBy(m, f, a, b, c, d) : returnTwice(m, call4(m, self, pc, f, a, b, c, d));
    }

    static @Nullable Object tailCallAll(Machine m, LuaClosure self, int pc, @Nullable Object[] all) {
        return mayEndBy(m, all[0]) ? endBy(m, all) : returnTwice(m, callAll(m, self, pc, all));
    }

    private static Object endBy(Machine m, @Nullable Object... all) {
        m.tailCall = all;
        return Signal.TAIL_CALL;
    }

    /** Pays for many results being taken from the native function, and then returned. */
    private static @Nullable Object returnTwice(Machine m, @Nullable Object result) {
        if (result == Signal.MANY) {
            m.budget -= 2 * (m.resultCount >> 3);
        }
        return result;
    }

    /**
     * Calls a native function. Arguments behind the fourth are in the machine's scratch area already.
     *
     * <p>This is one method on purpose, which HotSpot does not inline, as it is too large for that: there is room for so much
     * in the code of a caller, and at ten such calls all that is worth inlining would find it used up.
     */
    private static @Nullable Object callNative(
            Machine m,
            LuaClosure self,
            int pc,
            NativeFunction function,
            int count,
            @Nullable Object a,
            @Nullable Object b,
            @Nullable Object c,
            @Nullable Object d) {
        @Nullable Object[] scratch = m.scratch;
        switch (count) {
            case 0 -> {}
            case 1 -> scratch[1] = a;
            case 2 -> {
                scratch[1] = a;
                scratch[2] = b;
            }
            case 3 -> {
                scratch[1] = a;
                scratch[2] = b;
                scratch[3] = c;
            }
            default -> {
                scratch[1] = a;
                scratch[2] = b;
                scratch[3] = c;
                scratch[4] = d;
            }
        }
        if (!m.memory().isTight()) {
            if (function.attempts()
                    && count > 0
                    && scratch[1] instanceof LuaClosure callee
                    && callee.prototype.compiled() instanceof CompiledCode code
                    && m.beginAttempt()) {
                return attempt(m, function, callee, code, count - 1);
            }
            m.site = self;
            m.sitePc = pc;
            try {
                boolean returned = m.runNative(function, count);
                m.site = null;
                if (!returned) {
                    m.exit.waitFor(function);
                    return Signal.EXIT;
                }
                scratch = m.scratch; // there may be a larger one now
                int results = m.nativeResults();
                m.resultCount = results;
                switch (results) {
                    case 0 -> {}
                    case 1 -> {
                        return scratch[0];
                    }
                    case 2 -> {
                        m.results[0] = scratch[0];
                        m.results[1] = scratch[1];
                    }
                    default -> m.setResults(scratch, results);
                }
                return Signal.MANY;
            } catch (LuaError e) {
                m.site = null;
                m.exit.raise(e);
                return Signal.EXIT;
            } catch (NeedsFrames e) {
                // Functions that look at frames, or ask for much memory, have done nothing else before.
                m.site = null;
                m.budget++; // it is called once more
            }
        }
        @Nullable Object[] all = new @Nullable Object[count + 1];
        System.arraycopy(m.scratch, 1, all, 1, count);
        all[0] = function;
        m.exit.call(all);
        return Signal.EXIT;
    }

    /** Calls a compiled function for {@code pcall}. */
    private static Signal attempt(
            Machine m, NativeFunction function, LuaClosure callee, CompiledCode code, int arguments) {
        @Nullable Object[] stack = m.scratch;
        Object result = switch (arguments) {
            case 0 -> code.call0(m, callee);
            case 1 -> code.call1(m, callee, stack[2]);
            case 2 -> code.call2(m, callee, stack[2], stack[3]);
            case 3 -> code.call3(m, callee, stack[2], stack[3], stack[4]);
            case 4 -> code.call4(m, callee, stack[2], stack[3], stack[4], stack[5]);
            default -> {
                m.budget -= arguments >> 3;
                yield code.callN(m, callee, Arrays.copyOfRange(stack, 2, arguments + 2));
            }
        };
        if (many(m, result) == Signal.EXIT) {
            m.exit.add(function);
            return Signal.EXIT;
        }
        m.endAttempt(function);
        return Signal.MANY;
    }

    /** Calls a metamethod; its first result, or {@link Signal#EXIT}. */
    static @Nullable Object metamethod(Machine m, LuaClosure method, @Nullable Object x, @Nullable Object y) {
        if (!(method.prototype.compiled() instanceof CompiledCode code)) {
            m.exit.call(method, x, y);
            return Signal.EXIT;
        }
        Object result = code.call2(m, method, x, y);
        return result instanceof Signal ? single(m, result) : result;
    }
}
