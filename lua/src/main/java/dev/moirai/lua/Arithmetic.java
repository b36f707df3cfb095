package dev.moirai.lua;

import dev.moirai.lua.bytecode.Op;
import org.jspecify.annotations.Nullable;

/**
 * Arithmetic on numbers, by the rules of the Lua 5.4 manual §3.4.1–2. Each operation gives null where an operand is not a
 * number, so that strings and metamethods can be tried.
 */
final class Arithmetic {
    private Arithmetic() {}

    static @Nullable Object add(@Nullable Object x, @Nullable Object y) {
        if (x instanceof Long a) {
            if (y instanceof Long b) {
                return Values.box(a + b);
            }
            if (y instanceof Double b) {
                return a + b;
            }
        } else if (x instanceof Double a) {
            if (y instanceof Double b) {
                return a + b;
            }
            if (y instanceof Long b) {
                return a + b;
            }
        }
        return null;
    }

    static @Nullable Object subtract(@Nullable Object x, @Nullable Object y) {
        if (x instanceof Long a) {
            if (y instanceof Long b) {
                return Values.box(a - b);
            }
            if (y instanceof Double b) {
                return a - b;
            }
        } else if (x instanceof Double a) {
            if (y instanceof Double b) {
                return a - b;
            }
            if (y instanceof Long b) {
                return a - b;
            }
        }
        return null;
    }

    static @Nullable Object multiply(@Nullable Object x, @Nullable Object y) {
        if (x instanceof Long a) {
            if (y instanceof Long b) {
                return Values.box(a * b);
            }
            if (y instanceof Double b) {
                return a * b;
            }
        } else if (x instanceof Double a) {
            if (y instanceof Double b) {
                return a * b;
            }
            if (y instanceof Long b) {
                return a * b;
            }
        }
        return null;
    }

    static @Nullable Object divide(@Nullable Object x, @Nullable Object y) {
        return isNumber(x) && isNumber(y) ? (Object) (toDouble(x) / toDouble(y)) : null;
    }

    /** @throws ArithmeticException when an integer is divided by zero */
    static @Nullable Object modulo(@Nullable Object x, @Nullable Object y) {
        if (x instanceof Long a && y instanceof Long b) {
            if (b == 0) {
                throw new ArithmeticException("attempt to perform 'n%0'");
            }
            return Values.box(Math.floorMod(a, b));
        }
        return isNumber(x) && isNumber(y) ? (Object) modulo(toDouble(x), toDouble(y)) : null;
    }

    static double modulo(double a, double b) {
        double rest = a % b;
        // Not by the sign of their product, which may be too small for a float.
        return rest < 0 && b > 0 || rest > 0 && b < 0 ? rest + b : rest;
    }

    /** @throws ArithmeticException when an integer is divided by zero */
    static @Nullable Object floorDivide(@Nullable Object x, @Nullable Object y) {
        if (x instanceof Long a && y instanceof Long b) {
            if (b == 0) {
                throw new ArithmeticException("attempt to divide by zero");
            }
            return Values.box(Math.floorDiv(a, b));
        }
        return isNumber(x) && isNumber(y) ? (Object) Math.floor(toDouble(x) / toDouble(y)) : null;
    }

    static @Nullable Object power(@Nullable Object x, @Nullable Object y) {
        return isNumber(x) && isNumber(y) ? (Object) power(toDouble(x), toDouble(y)) : null;
    }

    static double power(double a, double b) {
        if (b == 2) {
            return a * a;
        }
        if (a == 1 || a == -1 && Double.isInfinite(b)) {
            return 1; // as C's pow has it, even for NaN
        }
        return Math.pow(a, b);
    }

    static @Nullable Object negate(@Nullable Object x) {
        return switch (x) {
            case Long a -> Values.box(-a);
            case Double a -> -a;
            case null, default -> null;
        };
    }

    static boolean isNumber(@Nullable Object x) {
        return x instanceof Double || x instanceof Long;
    }

    /** A number as a float; NaN for anything else. */
    static double toDouble(@Nullable Object x) {
        return x instanceof Double number ? number : x instanceof Long integer ? integer : Double.NaN;
    }

    /**
     * Any binary operation but concatenation, strings converted to numbers.
     *
     * @param op one of {@link Op#ADD} to {@link Op#SHR}
     * @return null where an operand is neither a number nor a string that reads as one, or has no integer representation
     * @throws ArithmeticException when an integer is divided by zero
     */
    static @Nullable Object compute(int op, @Nullable Object x, @Nullable Object y) {
        if (op >= Op.BAND) {
            Long a = Numbers.toInteger(x);
            Long b = Numbers.toInteger(y);
            return a == null || b == null ? null : Values.box(bitwise(op, a, b));
        }
        Object a = Numbers.toNumber(x);
        Object b = Numbers.toNumber(y);
        return switch (op) {
            case Op.ADD -> add(a, b);
            case Op.SUB -> subtract(a, b);
            case Op.MUL -> multiply(a, b);
            case Op.MOD -> modulo(a, b);
            case Op.POW -> power(a, b);
            case Op.DIV -> divide(a, b);
            default -> floorDivide(a, b);
        };
    }

    static long bitwise(int op, long a, long b) {
        return switch (op) {
            case Op.BAND -> a & b;
            case Op.BOR -> a | b;
            case Op.BXOR -> a ^ b;
            case Op.SHL -> shiftLeft(a, b);
            default -> b == Long.MIN_VALUE ? 0 : shiftLeft(a, -b);
        };
    }

    private static long shiftLeft(long a, long by) {
        if (by >= 0) {
            return by < 64 ? a << by : 0;
        }
        return by > -64 ? a >>> -by : 0;
    }
}
