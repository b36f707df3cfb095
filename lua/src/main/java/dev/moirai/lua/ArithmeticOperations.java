package dev.moirai.lua;

import static dev.moirai.lua.bytecode.Op.*;
import static java.util.Objects.requireNonNull;

import dev.moirai.lua.bytecode.Prototype;
import org.jspecify.annotations.Nullable;

/**
 * What arithmetic, bitwise and unary instructions and concatenation do where it is not the common case.
 *
 * <p>What may have to call a Lua function says so in its result; then the top frame has changed, or the turn has ended,
 * and the instruction is completed by {@link Interpreter#finish}. The frame's {@code pc} must be behind the instruction.
 */
final class ArithmeticOperations {
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

    private ArithmeticOperations() {}

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
            Object method = MetamethodCalls.binaryMethod(m, x, y, ARITHMETIC[op - ADD]);
            if (method == null) {
                throw arithmeticError(m, frame, op, x, y, i);
            }
            requireNonNull(frame.closure).prototype.seen()[frame.pc - 1] |=
                    Prototype.SEEN_INTEGER | Prototype.SEEN_FLOAT;
            value = MetamethodCalls.callForValue(m, frame, target, method, x, y);
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
            return MetamethodCalls.callForValue(m, frame, target, method, x, x);
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
            return MetamethodCalls.callForValue(m, frame, target, method, x, x);
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
            return MetamethodCalls.callForValue(m, frame, target, method, x, x);
        }
        throw x instanceof Double
                ? m.error("number" + VariableNames.ofRegister(frame, operand) + " has no integer representation")
                : m.error("attempt to perform bitwise operation on a " + Values.typeNameOf(x) + " value"
                        + VariableNames.ofRegister(frame, operand));
    }

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
            Object method = MetamethodCalls.binaryMethod(m, x, y, Event.CONCAT);
            if (method == null) {
                boolean left = !isText(x);
                throw m.error("attempt to concatenate a " + Values.typeNameOf(left ? x : y) + " value"
                        + VariableNames.ofRegister(frame, (left ? last - 1 : last) - frame.base));
            }
            Object value = MetamethodCalls.callMethod(m, frame, method, x, y, Frame.CONCAT, last - 1);
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
}
