package dev.moirai.lua;

import static dev.moirai.lua.bytecode.Op.*;
import static java.util.Objects.requireNonNull;

import dev.moirai.lua.bytecode.Layout;
import dev.moirai.lua.bytecode.MethodPath;
import dev.moirai.lua.bytecode.Prototype;
import org.jspecify.annotations.Nullable;

/**
 * What the instructions do where it is not the common case: metamethods, conversions, errors.
 *
 * <p>What may have to call a Lua function says so in its result; then the top frame has changed, or the turn has ended,
 * and the instruction is completed by {@link Interpreter#finish}. The frame's {@code pc} must be behind the instruction.
 */
final class Operations {
    /** How long a chain of {@code __index} or {@code __newindex} may be. */
    private static final int MAX_CHAIN = 2000;

    private static final Event[] ARITHMETIC = {
        Event.ADD,
        Event.SUB,
        Event.MUL,
        Event.MOD,
        Event.POW,
        Event.DIV,
        Event.IDIV,
        Event.BAND,
        Event.BOR,
        Event.BXOR,
        Event.SHL,
        Event.SHR
    };

    private Operations() {}

    // --- metamethods

    /** Calls a metamethod for a value; {@link Machine#PENDING} if it comes later, to register {@code target}. */
    private static @Nullable Object callForValue(
            Machine m, Frame frame, int target, Object method, @Nullable Object x, @Nullable Object y) {
        return callMethod(m, frame, method, x, y, Frame.VALUE, target);
    }

    private static @Nullable Object callMethod(
            Machine m, Frame frame, Object method, @Nullable Object x, @Nullable Object y, byte finish, int target) {
        Coroutine co = m.current();
        int slot = Machine.freeSlot(frame);
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

    // --- indexing

    /** {@code object[key]}, of which it is known that it is not simply found in a table. */
    static @Nullable Object index(Machine m, Frame frame, int target, @Nullable Object object, @Nullable Object key) {
        Object holder = object;
        for (int i = 0; i < MAX_CHAIN; i++) {
            Object method;
            if (holder instanceof LuaTable table) {
                Object value = table.get(key);
                LuaTable metatable = table.metatable;
                if (value != null || metatable == null) {
                    return value;
                }
                method = metatable.metamethod(Event.INDEX);
                if (method == null) {
                    return null;
                }
            } else if (holder instanceof LuaString && m.environment().strings() != null) {
                method = m.environment().strings();
            } else {
                LuaTable metatable = m.environment().metatable(holder);
                method = metatable == null ? null : metatable.metamethod(Event.INDEX);
                if (method == null) {
                    throw indexError(m, frame, holder, holder == object);
                }
            }
            if (method instanceof LuaFunction) {
                return callForValue(m, frame, target, method, holder, key);
            }
            holder = method;
            m.budget--; // a chain can be long
        }
        throw m.error("'__index' chain too long; possible loop");
    }

    /** {@code object[key]} for a method call: mostly not found in the object, but in the table that its class is. */
    static @Nullable Object method(
            Machine m, Frame frame, int target, @Nullable Object object, LuaString key, int[] code, int hintAt) {
        LuaTable holder = null;
        if (object instanceof LuaTable table) {
            int entry = table.find(key);
            if (entry >= 0 && table.entries[2 * entry + 1] != null) {
                return LuaTable.value(table.entries[2 * entry + 1]);
            }
            LuaTable metatable = table.metatable;
            if (metatable == null) {
                return null;
            }
            holder = metatable.metamethod(Event.INDEX) instanceof LuaTable methods ? methods : null;
            if (table.layout != null && holder != null) {
                noteMethod(requireNonNull(frame.closure).prototype, hintAt - 1, table.layout, metatable, holder, key);
            }
        } else if (object instanceof LuaString) {
            holder = m.environment().strings();
        }
        if (holder != null) {
            Object value = holder.hinted(key, code, hintAt);
            if (value != null) {
                return value;
            }
        }
        return index(m, frame, target, object, key);
    }

    private static void noteMethod(
            Prototype prototype, int pc, Layout receiver, LuaTable metatable, LuaTable holder, LuaString key) {
        if (metatable.layout == null || holder.layout == null) {
            return;
        }
        if (prototype.met(pc) instanceof MethodPath known
                && known.receiver() == receiver
                && known.metatable() == metatable.layout
                && known.holder() == holder.layout) {
            return;
        }
        if (holder.layout.entry(key) >= 0) {
            prototype.meets(pc, new MethodPath(receiver, metatable.layout, holder.layout, null, null));
        } else if (holder.metatable != null
                && holder.metatable.metamethod(Event.INDEX) instanceof LuaTable second
                && second.layout != null
                && second.layout.entry(key) >= 0) {
            Layout layout = holder.metatable.layout;
            if (layout != null) {
                prototype.meets(pc, new MethodPath(receiver, metatable.layout, holder.layout, layout, second.layout));
            }
        }
    }

    private static LuaError indexError(Machine m, Frame frame, @Nullable Object value, boolean operand) {
        String name = operand ? VariableNames.ofIndexed(frame) : "";
        return m.error("attempt to index a " + Values.typeNameOf(value) + " value" + name);
    }

    /** {@code object[key] = value} for a key in the code; whether something was called for it. */
    static boolean setField(
            Machine m,
            Frame frame,
            @Nullable Object object,
            LuaString key,
            @Nullable Object value,
            int[] code,
            int at) {
        if (object instanceof LuaTable table && !table.isFrozen()) {
            int entry = table.find(key);
            if (entry >= 0) {
                code[at] = 2 * entry;
            }
            if (table.metatable == null
                    || entry >= 0 && table.entries[2 * entry + 1] != null
                    || table.metatable.metamethod(Event.NEWINDEX) == null) {
                table.putField(key, value, entry);
                return false;
            }
        }
        return setIndex(m, frame, object, key, value);
    }

    /** {@code object[key] = value}; whether something was called for it. */
    static boolean setIndex(
            Machine m, Frame frame, @Nullable Object object, @Nullable Object key, @Nullable Object value) {
        Object holder = object;
        for (int i = 0; i < MAX_CHAIN; i++) {
            Object method;
            if (holder instanceof LuaTable table) {
                LuaTable metatable = table.metatable;
                method = metatable == null || metatable.lacks(Event.NEWINDEX) || table.get(key) != null
                        ? null
                        : metatable.metamethod(Event.NEWINDEX);
                if (method == null) {
                    put(m, table, key, value);
                    return false;
                }
            } else {
                LuaTable metatable = m.environment().metatable(holder);
                method = metatable == null ? null : metatable.metamethod(Event.NEWINDEX);
                if (method == null) {
                    throw indexError(m, frame, holder, holder == object);
                }
            }
            if (method instanceof LuaFunction) {
                Coroutine co = m.current();
                int slot = Machine.freeSlot(frame);
                co.ensureStack(slot + 4);
                co.stack[slot] = method;
                co.stack[slot + 1] = holder;
                co.stack[slot + 2] = key;
                co.stack[slot + 3] = value;
                m.call(slot, 3, 0, Frame.DROP, 0);
                return true;
            }
            holder = method;
            m.budget--; // a chain can be long
        }
        throw m.error("'__newindex' chain too long; possible loop");
    }

    private static void put(Machine m, LuaTable table, @Nullable Object key, @Nullable Object value) {
        if (key == null) {
            throw m.error("table index is nil");
        }
        if (key instanceof Double number && number.isNaN()) {
            throw m.error("table index is NaN");
        }
        if (table.isFrozen()) {
            throw m.error("attempt to modify a read-only table");
        }
        table.put(key, value);
    }

    static void setList(@Nullable Object[] stack, int a, int count, int offset) {
        LuaTable table = (LuaTable) requireNonNull(stack[a]);
        table.reserve(offset + 1L, count);
        for (int i = 1; i <= count; i++) {
            table.put((long) offset + i, stack[a + i]);
        }
    }

    // --- arithmetic

    /** A binary operation; whether something was called for it. */
    static boolean arithmetic(Machine m, Frame frame, int i, @Nullable Object[] k) {
        Coroutine co = m.current();
        int op = i & 0xff;
        int left = frame.base + (i >> 16 & 0xff);
        Object x = co.stack[left];
        Object y;
        if (op >= ADDK) {
            op += ADD - ADDK;
            y = k[i >>> 24];
        } else {
            y = co.stack[frame.base + (i >>> 24)];
        }
        int target = frame.base + (i >> 8 & 0xff);
        chargeReading(m, x);
        chargeReading(m, y);
        Object value;
        try {
            value = compute(op, x, y);
        } catch (ArithmeticException e) {
            throw m.error(requireNonNull(e.getMessage()));
        }
        if (value == null) {
            Object method = binaryMethod(m, x, y, ARITHMETIC[op - ADD]);
            if (method == null) {
                throw arithmeticError(m, frame, op, x, y, i);
            }
            requireNonNull(frame.closure).prototype.seen()[frame.pc - 1] |=
                    Prototype.SEEN_INTEGER | Prototype.SEEN_FLOAT;
            value = callForValue(m, frame, target, method, x, y);
            if (value == Machine.PENDING) {
                return true;
            }
        }
        note(frame, x, y, value);
        co.stack[target] = value;
        return false;
    }

    private static void note(Frame frame, @Nullable Object x, @Nullable Object y, @Nullable Object value) {
        byte[] seen = requireNonNull(frame.closure).prototype.seen();
        seen[frame.pc - 1] |= kind(x, y, value);
    }

    /** What the result of an operation tells about its operands, in the terms of {@link Prototype#seen}. */
    static byte kind(@Nullable Object x, @Nullable Object y, @Nullable Object value) {
        if (value instanceof Long) {
            return Prototype.SEEN_INTEGER;
        }
        return (byte)
                (x instanceof Double && y instanceof Double
                        ? Prototype.SEEN_FLOAT
                        : value instanceof Double
                                ? Prototype.SEEN_FLOAT | Prototype.SEEN_MIXED
                                : Prototype.SEEN_FLOAT | Prototype.SEEN_INTEGER);
    }

    /** What it costs to read an operand as a number, if it is a string. */
    private static void chargeReading(Machine m, @Nullable Object operand) {
        if (operand instanceof LuaString string) {
            m.budget -= Numbers.parsingCost(string);
        }
    }

    private static @Nullable Object compute(int op, @Nullable Object x, @Nullable Object y) {
        Object value = computeNumbers(op, x, y);
        return value != null ? value : Arithmetic.compute(op, x, y);
    }

    /** The event of a binary operation. */
    static Event event(int op) {
        return ARITHMETIC[op - ADD];
    }

    /** A binary operation on numbers, of integers only if it is bitwise; null for other operands. */
    static @Nullable Object computeNumbers(int op, @Nullable Object x, @Nullable Object y) {
        return switch (op) {
            case ADD -> Arithmetic.add(x, y);
            case SUB -> Arithmetic.subtract(x, y);
            case MUL -> Arithmetic.multiply(x, y);
            case DIV -> Arithmetic.divide(x, y);
            case MOD -> Arithmetic.modulo(x, y);
            case IDIV -> Arithmetic.floorDivide(x, y);
            case POW -> Arithmetic.power(x, y);
            default ->
                x instanceof Long a && y instanceof Long b ? (Object) Values.box(Arithmetic.bitwise(op, a, b)) : null;
        };
    }

    private static LuaError arithmeticError(
            Machine m, Frame frame, int op, @Nullable Object x, @Nullable Object y, int i) {
        boolean numeric =
                Values.typeName(x).equals("number") && Values.typeName(y).equals("number");
        boolean first = !(x instanceof Long || x instanceof Double);
        if (op >= BAND) {
            if (numeric) {
                int culprit = Numbers.toInteger(x) == null ? i >> 16 & 0xff : i >>> 24;
                return m.error("number" + VariableNames.ofRegister(frame, culprit) + " has no integer representation");
            }
            return operandError(m, frame, "perform bitwise operation on", first ? x : y, first, i);
        }
        if (x instanceof LuaString || y instanceof LuaString) {
            String name = ARITHMETIC[op - ADD].key().toString().substring(2);
            return m.error(
                    "attempt to " + name + " a '" + Values.typeNameOf(x) + "' with a '" + Values.typeNameOf(y) + "'");
        }
        return operandError(m, frame, "perform arithmetic on", first ? x : y, first, i);
    }

    private static LuaError operandError(
            Machine m, Frame frame, String verb, @Nullable Object culprit, boolean first, int i) {
        int register = first ? i >> 16 & 0xff : i >>> 24;
        return m.error("attempt to " + verb + " a " + Values.typeNameOf(culprit) + " value"
                + VariableNames.ofRegister(frame, register));
    }

    /** A unary operation; whether something was called for it. */
    static boolean unary(Machine m, Frame frame, int i) {
        Coroutine co = m.current();
        int operand = i >> 16 & 0xff;
        Object x = co.stack[frame.base + operand];
        int target = frame.base + (i >> 8 & 0xff);
        Object value = switch (i & 0xff) {
            case LEN -> length(m, frame, x, target, operand);
            case UNM -> negate(m, frame, x, target, operand);
            default -> complement(m, frame, x, target, operand);
        };
        if (value == Machine.PENDING) {
            return true;
        }
        co.stack[target] = value;
        return false;
    }

    private static @Nullable Object length(Machine m, Frame frame, @Nullable Object x, int target, int operand) {
        if (x instanceof LuaString string) {
            return Values.box(string.length());
        }
        LuaTable metatable = m.environment().metatable(x);
        Object method = metatable == null ? null : metatable.metamethod(Event.LEN);
        if (method != null) {
            return callForValue(m, frame, target, method, x, x);
        }
        if (x instanceof LuaTable table) {
            return Values.box(table.length());
        }
        throw m.error("attempt to get length of a " + Values.typeNameOf(x) + " value"
                + VariableNames.ofRegister(frame, operand));
    }

    private static @Nullable Object negate(Machine m, Frame frame, @Nullable Object x, int target, int operand) {
        chargeReading(m, x);
        Object value = Arithmetic.negate(Numbers.toNumber(x));
        if (value != null) {
            return value;
        }
        LuaTable metatable = m.environment().metatable(x);
        Object method = metatable == null ? null : metatable.metamethod(Event.UNM);
        if (method != null) {
            return callForValue(m, frame, target, method, x, x);
        }
        throw x instanceof LuaString
                ? m.error("attempt to unm a 'string' with a 'string'")
                : m.error("attempt to perform arithmetic on a " + Values.typeNameOf(x) + " value"
                        + VariableNames.ofRegister(frame, operand));
    }

    private static @Nullable Object complement(Machine m, Frame frame, @Nullable Object x, int target, int operand) {
        chargeReading(m, x);
        Long integer = Numbers.toInteger(x);
        if (integer != null) {
            return Values.box(~integer);
        }
        LuaTable metatable = m.environment().metatable(x);
        Object method = metatable == null ? null : metatable.metamethod(Event.BNOT);
        if (method != null) {
            return callForValue(m, frame, target, method, x, x);
        }
        throw x instanceof Double
                ? m.error("number" + VariableNames.ofRegister(frame, operand) + " has no integer representation")
                : m.error("attempt to perform bitwise operation on a " + Values.typeNameOf(x) + " value"
                        + VariableNames.ofRegister(frame, operand));
    }

    // --- concatenation

    /** Joins the registers {@code from} to {@code to}, from the right; whether something was called for it. */
    static boolean concat(Machine m, Frame frame, int target, int from, int to) {
        Coroutine co = m.current();
        @Nullable Object[] stack = co.stack;
        int last = to;
        while (last > from) {
            int start = last + 1;
            while (start > from && isText(stack[start - 1])) {
                start--;
            }
            if (start < last) {
                for (int i = start; i <= last; i++) {
                    stack[i] = Values.toLuaString(stack[i]);
                }
                try {
                    stack[start] = LuaString.concat(m.environment().memory(), stack, start, last - start + 1);
                } catch (LuaError e) {
                    throw e.isLimit() ? e : m.error(e.getMessage());
                }
                last = start;
                continue;
            }
            Object x = stack[last - 1];
            Object y = stack[last];
            Object method = binaryMethod(m, x, y, Event.CONCAT);
            if (method == null) {
                boolean left = !isText(x);
                throw m.error("attempt to concatenate a " + Values.typeNameOf(left ? x : y) + " value"
                        + VariableNames.ofRegister(frame, (left ? last - 1 : last) - frame.base));
            }
            Object value = callMethod(m, frame, method, x, y, Frame.CONCAT, last - 1);
            if (value == Machine.PENDING) {
                return true;
            }
            stack = co.stack;
            stack[--last] = value;
        }
        stack[target] = stack[from];
        return false;
    }

    private static boolean isText(@Nullable Object value) {
        return value instanceof LuaString || value instanceof Long || value instanceof Double;
    }

    // --- comparison: 1 if so, 0 if not, -1 if something was called to decide it

    static int equal(Machine m, Frame frame, @Nullable Object x, @Nullable Object y) {
        if (Values.rawEquals(x, y)) {
            chargeComparison(m, x, y);
            return 1;
        }
        if (!(x instanceof LuaTable && y instanceof LuaTable || x instanceof Userdata && y instanceof Userdata)) {
            return 0;
        }
        Object method = binaryMethod(m, x, y, Event.EQ);
        return method == null ? 0 : decide(m, frame, method, x, y);
    }

    /** What it costs to compare two strings; to be called where they are not known to differ early. */
    static void chargeComparison(Machine m, @Nullable Object x, @Nullable Object y) {
        if (x instanceof LuaString a && y instanceof LuaString b) {
            m.budget -= a.comparisonCost(b);
        }
    }

    private static int decide(Machine m, Frame frame, Object method, @Nullable Object x, @Nullable Object y) {
        Object value = callMethod(m, frame, method, x, y, Frame.COMPARE, 0);
        if (value == Machine.PENDING) {
            return -1;
        }
        return Values.isTrue(value) ? 1 : 0;
    }

    static int less(Machine m, Frame frame, @Nullable Object x, @Nullable Object y) {
        if (x instanceof LuaString a && y instanceof LuaString b) {
            chargeComparison(m, a, b);
            return a.compareTo(b) < 0 ? 1 : 0;
        }
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
        }
        Object method = binaryMethod(m, x, y, Event.LT);
        if (method == null) {
            throw comparisonError(m, x, y);
        }
        return decide(m, frame, method, x, y);
    }

    static int lessOrEqual(Machine m, Frame frame, @Nullable Object x, @Nullable Object y) {
        if (x instanceof LuaString a && y instanceof LuaString b) {
            chargeComparison(m, a, b);
            return a.compareTo(b) <= 0 ? 1 : 0;
        }
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
        }
        Object method = binaryMethod(m, x, y, Event.LE);
        if (method == null) {
            throw comparisonError(m, x, y);
        }
        return decide(m, frame, method, x, y);
    }

    static int compare(int op, long x, long y) {
        boolean answer = switch (op) {
            case LTK -> x < y;
            case LEK -> x <= y;
            case GTK -> x > y;
            default -> x >= y;
        };
        return answer ? 1 : 0;
    }

    static int compareWithConstant(Machine m, Frame frame, int op, @Nullable Object x, @Nullable Object constant) {
        return switch (op) {
            case LTK -> less(m, frame, x, constant);
            case LEK -> lessOrEqual(m, frame, x, constant);
            case GTK -> less(m, frame, constant, x);
            default -> lessOrEqual(m, frame, constant, x);
        };
    }

    private static LuaError comparisonError(Machine m, @Nullable Object x, @Nullable Object y) {
        String a = Values.typeNameOf(x);
        String b = Values.typeNameOf(y);
        return m.error(
                a.equals(b) ? "attempt to compare two " + a + " values" : "attempt to compare " + a + " with " + b);
    }

    // --- calls

    /** What is left to do of a call that is not simply one of a Lua function. */
    static void call(Machine m, Coroutine co, @Nullable Object callee, int a, int arguments, int wanted) {
        if (callee instanceof NativeFunction function && !function.switches()) {
            m.keepNative(co, function, a, wanted, Frame.CALL, 0); // it has run its first step already
        } else if (callee instanceof NativeFunction) {
            m.call(a, arguments, wanted, Frame.CALL, 0);
        } else {
            m.call(a, m.callableIn(a, arguments), wanted, Frame.CALL, 0);
        }
    }

    static void tailCall(Machine m, Coroutine co, Frame frame, int a, int arguments) {
        int count = co.stack[a] instanceof LuaFunction ? arguments : m.callableIn(a, arguments);
        if (!(co.stack[a] instanceof LuaClosure callee)) {
            // A native function may want to know its caller, so it is called first, then its results are returned.
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

    // --- to-be-closed variables

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
            if (callMethod(m, frame, method, value, null, Frame.AGAIN, 0) == Machine.PENDING) {
                return true;
            }
        }
        return false;
    }

    // --- loops

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
            loop = new HotLoop(start, end);
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
        if (iterator instanceof NativeFunction function && m.runNative(co, function, a + 4, 2)) {
            for (int i = m.nativeResults(); i < wanted; i++) {
                co.stack[a + 4 + i] = null;
            }
            return false;
        }
        if (iterator instanceof NativeFunction function) {
            m.keepNative(co, function, a + 4, wanted, Frame.CALL, 0);
        } else {
            m.call(a + 4, 2, wanted, Frame.CALL, 0);
        }
        return true;
    }
}
