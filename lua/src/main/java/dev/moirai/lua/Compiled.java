package dev.moirai.lua;

import dev.moirai.lua.bytecode.Prototype;
import dev.moirai.lua.jit.Translator;
import java.lang.invoke.MethodHandles;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What generated code calls. Where the common case does not apply, these say so, and the code exits to the interpreter.
 */
final class Compiled {
    static final @Nullable Object[] NOTHING = {};

    /** After how many calls and iterations in the interpreter a function is compiled. */
    static final int HOT = 300;

    /** So often a function is compiled anew, because it has met what it had not met before. */
    static final int MAX_COMPILATIONS = 8;

    /** So often a function may exit before it is compiled anew. */
    static final int MAX_EXITS = 60;

    /** How deep compiled functions may call each other in Java, before they go on in the interpreter. */
    static final int MAX_NESTING = 150;

    private static final int MAX_CHAIN = 20;

    private Compiled() {}

    // --- making compiled code

    /** Compiles a function that has become hot, if it fits. */
    static void compile(Prototype prototype) {
        Translator.Translation translation = Translator.function(prototype);
        if (translation == null) {
            prototype.compiled(null, MAX_COMPILATIONS);
        } else {
            prototype.compiled(define(translation, CompiledCode.class), 1);
        }
    }

    static @Nullable CompiledLoop compileLoop(Prototype prototype, int start, int end, byte[] types) {
        Translator.Translation translation = Translator.loop(prototype, start, end, types);
        return translation == null ? null : define(translation, CompiledLoop.class);
    }

    private static <T> T define(Translator.Translation translation, Class<T> type) {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup()
                    .defineHiddenClassWithClassData(translation.code(), List.copyOf(translation.constants()), true);
            return type.cast(
                    lookup.findConstructor(lookup.lookupClass(), java.lang.invoke.MethodType.methodType(void.class))
                            .invoke());
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("generated class cannot be used", e);
        }
    }

    // --- entering and leaving

    /** Whether a compiled function may run: not when the turn is over, or the Java stack is deep. */
    static boolean enter(Machine m, int cost) {
        return (m.budget -= cost) >= 0 && ++m.nesting <= m.mostNesting;
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
                    default -> code.callN(m, f, java.util.Arrays.copyOfRange(all, 1, all.length));
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
        if (resolve(m, result) == Signal.EXIT) {
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
        return resolve(m, result);
    }

    /** A result in the machine's list; nil behind its end. */
    static @Nullable Object result(Machine m, int index) {
        return index < m.resultCount ? m.results[index] : null;
    }

    // --- calls

    static @Nullable Object call0(Machine m, LuaClosure self, int pc, @Nullable Object f) {
        if (f instanceof LuaClosure c && c.prototype.compiled() instanceof CompiledCode code) {
            return code.call0(m, c);
        }
        if (f instanceof NativeFunction function && !function.switches()) {
            return callNative(m, self, pc, function, 0);
        }
        m.exit.call(f);
        return Signal.EXIT;
    }

    static @Nullable Object call1(Machine m, LuaClosure self, int pc, @Nullable Object f, @Nullable Object a) {
        if (f instanceof LuaClosure c && c.prototype.compiled() instanceof CompiledCode code) {
            return code.call1(m, c, a);
        }
        if (f instanceof NativeFunction function && !function.switches()) {
            m.scratch[1] = a;
            return callNative(m, self, pc, function, 1);
        }
        m.exit.call(f, a);
        return Signal.EXIT;
    }

    static @Nullable Object call2(
            Machine m, LuaClosure self, int pc, @Nullable Object f, @Nullable Object a, @Nullable Object b) {
        if (f instanceof LuaClosure c && c.prototype.compiled() instanceof CompiledCode code) {
            return code.call2(m, c, a, b);
        }
        if (f instanceof NativeFunction function && !function.switches()) {
            m.scratch[1] = a;
            m.scratch[2] = b;
            return callNative(m, self, pc, function, 2);
        }
        m.exit.call(f, a, b);
        return Signal.EXIT;
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
            m.scratch[1] = a;
            m.scratch[2] = b;
            m.scratch[3] = c;
            return callNative(m, self, pc, function, 3);
        }
        m.exit.call(f, a, b, c);
        return Signal.EXIT;
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
            m.scratch[1] = a;
            m.scratch[2] = b;
            m.scratch[3] = c;
            m.scratch[4] = d;
            return callNative(m, self, pc, function, 4);
        }
        m.exit.call(f, a, b, c, d);
        return Signal.EXIT;
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
            return callNative(m, self, pc, function, all.length - 1);
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
        @Nullable Object[] all = java.util.Arrays.copyOf(first, first.length + m.resultCount);
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
        return index >= all.length ? NOTHING : java.util.Arrays.copyOfRange(all, index, all.length);
    }

    // Ending a function by a call: a native function is called now, another by whoever called this one.

    static @Nullable Object tailCall0(Machine m, LuaClosure self, int pc, @Nullable Object f) {
        return f instanceof NativeFunction ? returnTwice(m, call0(m, self, pc, f)) : endBy(m, f);
    }

    static @Nullable Object tailCall1(Machine m, LuaClosure self, int pc, @Nullable Object f, @Nullable Object a) {
        return f instanceof NativeFunction ? returnTwice(m, call1(m, self, pc, f, a)) : endBy(m, f, a);
    }

    static @Nullable Object tailCall2(
            Machine m, LuaClosure self, int pc, @Nullable Object f, @Nullable Object a, @Nullable Object b) {
        return f instanceof NativeFunction ? returnTwice(m, call2(m, self, pc, f, a, b)) : endBy(m, f, a, b);
    }

    static @Nullable Object tailCall3(
            Machine m,
            LuaClosure self,
            int pc,
            @Nullable Object f,
            @Nullable Object a,
            @Nullable Object b,
            @Nullable Object c) {
        return f instanceof NativeFunction ? returnTwice(m, call3(m, self, pc, f, a, b, c)) : endBy(m, f, a, b, c);
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
        return f instanceof NativeFunction
                ? returnTwice(m, call4(m, self, pc, f, a, b, c, d))
                : endBy(m, f, a, b, c, d);
    }

    static @Nullable Object tailCallAll(Machine m, LuaClosure self, int pc, @Nullable Object[] all) {
        return all[0] instanceof NativeFunction ? returnTwice(m, callAll(m, self, pc, all)) : endBy(m, all);
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

    private static @Nullable Object callNative(Machine m, LuaClosure self, int pc, NativeFunction function, int count) {
        if (m.environment().memory().isTight()) {
            return callWithFrames(m, function, count);
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
        } catch (LuaError e) {
            m.site = null;
            m.exit.raise(e);
            return Signal.EXIT;
        } catch (Machine.NeedsFrames e) {
            // Functions that look at frames, or ask for much memory, have done nothing else before.
            m.site = null;
            m.budget++; // it is called once more
            return callWithFrames(m, function, count);
        }
        int results = m.nativeResults();
        if (results == 1) {
            return m.scratch[0];
        }
        m.setResults(m.scratch, results);
        return Signal.MANY;
    }

    private static Signal callWithFrames(Machine m, NativeFunction function, int count) {
        @Nullable Object[] all = new @Nullable Object[count + 1];
        System.arraycopy(m.scratch, 1, all, 1, count);
        all[0] = function;
        m.exit.call(all);
        return Signal.EXIT;
    }

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
        Object result = many(m, call2(m, self, pc, f, state, control));
        return result == Signal.EXIT ? result : result(m, 0);
    }

    // --- tables

    /** A field, {@link Signal#MISS}, or {@link Signal#EXIT} when a metamethod was called for it that has exited. */
    static @Nullable Object field(Machine m, @Nullable Object object, LuaString key, int[] code, int hintAt) {
        if (object instanceof LuaTable table) {
            Object value = table.hinted(key, code, hintAt);
            if (value != null || table.metatable == null) {
                return value;
            }
        }
        return inherited(m, object, key);
    }

    /** Follows {@code __index} through tables, and calls it where it is a function. */
    private static @Nullable Object inherited(Machine m, @Nullable Object object, Object key) {
        Object holder = object;
        for (int i = 0; i < MAX_CHAIN; i++) {
            if (!(holder instanceof LuaTable table)) {
                m.budget += i;
                return Signal.MISS;
            }
            Object value = table.get(key);
            LuaTable metatable = table.metatable;
            if (value != null || metatable == null) {
                return value;
            }
            Object handler = metatable.metamethod(Event.INDEX);
            if (handler == null) {
                return null;
            }
            if (handler instanceof LuaClosure method) {
                return metamethod(m, method, holder, key);
            }
            holder = handler;
            m.budget--;
        }
        m.budget += MAX_CHAIN;
        return Signal.MISS;
    }

    /** Calls a metamethod; its first result, or {@link Signal#EXIT}. */
    private static @Nullable Object metamethod(Machine m, LuaClosure method, @Nullable Object x, @Nullable Object y) {
        if (!(method.prototype.compiled() instanceof CompiledCode code)) {
            m.exit.call(method, x, y);
            return Signal.EXIT;
        }
        Object result = code.call2(m, method, x, y);
        return result instanceof Signal ? single(m, result) : result;
    }

    /** Any binary operation with a number or a compiled metamethod as its result; or a signal. */
    static @Nullable Object operation(Machine m, int op, @Nullable Object x, @Nullable Object y) {
        Object value = arithmetic(op, x, y);
        if (value != null) {
            return value;
        }
        Object method = Operations.binaryMethod(m, x, y, Operations.event(op));
        return method instanceof LuaClosure f && !(x instanceof LuaString) && !(y instanceof LuaString)
                ? metamethod(m, f, x, y)
                : Signal.MISS;
    }

    static @Nullable Object method(Machine m, @Nullable Object object, LuaString key, int[] code, int hintAt) {
        LuaTable holder;
        if (object instanceof LuaTable table) {
            int entry = table.find(key);
            if (entry >= 0 && table.entries[2 * entry + 1] != null) {
                return table.entries[2 * entry + 1];
            }
            LuaTable metatable = table.metatable;
            if (metatable == null || !(metatable.metamethod(Event.INDEX) instanceof LuaTable methods)) {
                return Signal.MISS;
            }
            holder = methods;
        } else if (object instanceof LuaString && m.environment().strings() instanceof LuaTable strings) {
            holder = strings;
        } else {
            return Signal.MISS;
        }
        Object value = holder.hinted(key, code, hintAt);
        return value != null ? value : inherited(m, object, key);
    }

    static boolean setField(@Nullable Object object, LuaString key, @Nullable Object value, int[] code, int hintAt) {
        if (!(object instanceof LuaTable table)) {
            return false;
        }
        if (table.putHinted(key, value, code[hintAt])) {
            return true;
        }
        if (table.mode != LuaTable.WRITABLE) {
            return false;
        }
        int entry = table.find(key);
        if (table.metatable != null && (entry < 0 || table.entries[2 * entry + 1] == null)) {
            if (table.metatable.metamethod(Event.NEWINDEX) != null) {
                return false;
            }
        }
        code[hintAt] = 2 * (entry >= 0 ? entry : table.entryCount);
        try {
            table.put(key, value, entry);
        } catch (Machine.NeedsFrames e) {
            return false;
        }
        return true;
    }

    static @Nullable Object index(Machine m, @Nullable Object object, @Nullable Object key) {
        if (object instanceof LuaTable table) {
            Object value = table.get(key);
            if (value != null || table.metatable == null) {
                return value;
            }
            return key == null ? Signal.MISS : inherited(m, object, key);
        }
        return Signal.MISS;
    }

    static @Nullable Object index(Machine m, @Nullable Object object, long key) {
        if (object instanceof LuaTable table) {
            Object value = table.get(key);
            if (value != null || table.metatable == null) {
                return value;
            }
        }
        return inherited(m, object, Values.box(key));
    }

    static boolean setIndex(@Nullable Object object, long key, @Nullable Object value) {
        if (!(object instanceof LuaTable table)) {
            return false;
        }
        if (table.replace(key, value)) {
            return true;
        }
        if (table.mode != LuaTable.WRITABLE || table.metatable != null) {
            return false;
        }
        return put(table, key, value);
    }

    static boolean setIndex(@Nullable Object object, @Nullable Object key, @Nullable Object value) {
        if (key instanceof Long n) {
            return setIndex(object, n.longValue(), value);
        }
        if (key == null || key instanceof Double || !(object instanceof LuaTable table)) {
            return false;
        }
        if (table.mode != LuaTable.WRITABLE || table.metatable != null) {
            return false;
        }
        return put(table, key, value);
    }

    private static boolean put(LuaTable table, Object key, @Nullable Object value) {
        try {
            table.put(key, value);
            return true;
        } catch (Machine.NeedsFrames e) {
            return false;
        }
    }

    /** A table, or {@link Signal#MISS}. */
    static Object newTable(Machine m, int items, int fields) {
        try {
            return new LuaTable(m.environment().memory(), items, fields);
        } catch (Machine.NeedsFrames e) {
            return Signal.MISS;
        }
    }

    /** Fills a list; whatever it takes is granted, as the values may be nowhere but in the machine's list of results. */
    static void setList(Machine m, @Nullable Object table, int offset, @Nullable Object[] values) {
        LuaTable target = (LuaTable) java.util.Objects.requireNonNull(table);
        Memory memory = m.environment().memory();
        memory.lenient(true);
        try {
            target.reserve(offset + 1L, values.length);
            for (int i = 0; i < values.length; i++) {
                target.put(offset + i + 1L, values[i]);
            }
        } finally {
            memory.lenient(false);
        }
    }

    /** The length of a table without metamethods or of a string; -1 for others. */
    static long length(@Nullable Object object) {
        if (object instanceof LuaTable table) {
            LuaTable metatable = table.metatable;
            return metatable == null || metatable.metamethod(Event.LEN) == null ? table.length() : -1;
        }
        return object instanceof LuaString string ? string.length() : -1;
    }

    // --- functions and variables

    /** A closure, or {@link Signal#MISS}. */
    static Object closure(Machine m, Prototype prototype, @Nullable Object[] upvalues) {
        try {
            m.environment().memory().allocate(Memory.CLOSURE + (long) upvalues.length * Memory.SLOT);
        } catch (Machine.NeedsFrames e) {
            return Signal.MISS;
        }
        LuaClosure made = new LuaClosure(prototype, upvalues);
        Prototype.Upvalue[] wanted = prototype.upvalues();
        for (int i = 0; i < upvalues.length; i++) {
            if (wanted[i].source() == Prototype.Source.ITSELF) {
                upvalues[i] = made;
            }
        }
        return made;
    }

    /** A variable of its own, or {@link Signal#MISS}. */
    static Object cell(Machine m, @Nullable Object value) {
        try {
            m.environment().memory().allocate(Memory.CELL);
        } catch (Machine.NeedsFrames e) {
            return Signal.MISS;
        }
        return new Cell(value);
    }

    static @Nullable Object get(@Nullable Object cell) {
        return ((Cell) java.util.Objects.requireNonNull(cell)).value;
    }

    static void set(@Nullable Object cell, @Nullable Object value) {
        ((Cell) java.util.Objects.requireNonNull(cell)).value = value;
    }

    // --- arithmetic and comparison

    /** Any arithmetic on numbers; null for other operands. */
    static @Nullable Object arithmetic(int op, @Nullable Object x, @Nullable Object y) {
        try {
            return Operations.computeNumbers(op, x, y);
        } catch (ArithmeticException e) {
            return null; // the interpreter raises the error
        }
    }

    static boolean isNumber(@Nullable Object x) {
        return x instanceof Double || x instanceof Long;
    }

    /** A number as a float. */
    static double toDouble(@Nullable Object x) {
        return x instanceof Double number ? number : x instanceof Long integer ? integer : Double.NaN;
    }

    static double power(double x, double y) {
        return Arithmetic.power(x, y);
    }

    static double modulo(double x, double y) {
        return Arithmetic.modulo(x, y);
    }

    static long shift(int op, long x, long y) {
        return Arithmetic.bitwise(op, x, y);
    }

    static boolean less(long x, double y) {
        return Comparison.less(x, y);
    }

    static boolean less(double x, long y) {
        return Comparison.less(x, y);
    }

    static boolean lessOrEqual(long x, double y) {
        return Comparison.lessOrEqual(x, y);
    }

    static boolean lessOrEqual(double x, long y) {
        return Comparison.lessOrEqual(x, y);
    }

    /** The answer to a comparison that the interpreter must make. */
    static final int UNKNOWN = -1;

    /** The answer where a metamethod has exited. */
    static final int EXITED = -2;

    /** 1 if so, 0 if not, or {@link #UNKNOWN} or {@link #EXITED}. */
    static int less(Machine m, @Nullable Object x, @Nullable Object y) {
        if (x instanceof Long a) {
            if (y instanceof Long b) {
                return a < b ? 1 : 0;
            }
            if (y instanceof Double b) {
                return Comparison.less(a, b) ? 1 : 0;
            }
        } else if (x instanceof Double a) {
            if (y instanceof Double b) {
                return a < b ? 1 : 0;
            }
            if (y instanceof Long b) {
                return Comparison.less(a, b) ? 1 : 0;
            }
        } else if (x instanceof LuaString a && y instanceof LuaString b) {
            return a.compareTo(b) < 0 ? 1 : 0;
        }
        return decide(m, x, y, Event.LT, UNKNOWN);
    }

    static int lessOrEqual(Machine m, @Nullable Object x, @Nullable Object y) {
        if (x instanceof Long a) {
            if (y instanceof Long b) {
                return a <= b ? 1 : 0;
            }
            if (y instanceof Double b) {
                return Comparison.lessOrEqual(a, b) ? 1 : 0;
            }
        } else if (x instanceof Double a) {
            if (y instanceof Double b) {
                return a <= b ? 1 : 0;
            }
            if (y instanceof Long b) {
                return Comparison.lessOrEqual(a, b) ? 1 : 0;
            }
        } else if (x instanceof LuaString a && y instanceof LuaString b) {
            return a.compareTo(b) <= 0 ? 1 : 0;
        }
        return decide(m, x, y, Event.LE, UNKNOWN);
    }

    static int equal(Machine m, @Nullable Object x, @Nullable Object y) {
        if (x == y && !(x instanceof Double)) {
            return 1;
        }
        if (x instanceof LuaTable && y instanceof LuaTable) {
            return decide(m, x, y, Event.EQ, 0);
        }
        return Values.rawEquals(x, y) ? 1 : x instanceof Userdata ? UNKNOWN : 0;
    }

    /** Asks the metamethod of the first operand, or else of the second. */
    private static int decide(Machine m, @Nullable Object x, @Nullable Object y, Event event, int without) {
        Object method = Operations.binaryMethod(m, x, y, event);
        if (!(method instanceof LuaClosure f)) {
            return method == null ? without : UNKNOWN;
        }
        Object value = metamethod(m, f, x, y);
        return value == Signal.EXIT ? EXITED : isTrue(value) ? 1 : 0;
    }

    static boolean equalConstant(@Nullable Object x, @Nullable Object constant) {
        return x == constant && !(x instanceof Double) || Values.rawEquals(x, constant);
    }

    static boolean isTrue(@Nullable Object value) {
        return value != null && value != Boolean.FALSE;
    }

    /** Joins strings and numbers; {@link Signal#MISS} if there is something else among them. */
    static Object concat(Machine m, @Nullable Object[] parts) {
        for (int i = 0; i < parts.length; i++) {
            LuaString part = Values.toLuaString(parts[i]);
            if (part == null) {
                return Signal.MISS;
            }
            parts[i] = part;
        }
        try {
            return LuaString.concat(m.environment().memory(), parts, 0, parts.length);
        } catch (Machine.NeedsFrames e) {
            return Signal.MISS;
        } catch (LuaError e) {
            if (e.isLimit()) {
                throw e;
            }
            return Signal.MISS;
        }
    }

    // --- loops

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
