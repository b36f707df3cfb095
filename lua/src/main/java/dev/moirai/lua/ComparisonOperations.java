package dev.moirai.lua;

import static dev.moirai.lua.bytecode.Op.*;

import org.jspecify.annotations.Nullable;

/**
 * What comparing instructions do where it is not the common case: they give 1 if so, 0 if not, -1 if something was called
 * to decide it; then the instruction is completed by {@link Interpreter#finish}.
 */
final class ComparisonOperations {
    private ComparisonOperations() {}

    static int equal(Machine m, Frame frame, @Nullable Object x, @Nullable Object y) {
        if (Values.rawEquals(x, y)) {
            chargeComparison(m, x, y);
            return 1;
        }
        if (!(x instanceof LuaTable && y instanceof LuaTable || x instanceof Userdata && y instanceof Userdata)) {
            return 0;
        }
        Object method = MetamethodCalls.binaryMethod(m, x, y, Event.EQ);
        return method == null ? 0 : decide(m, frame, method, x, y);
    }

    /** What it costs to compare two strings; to be called where they are not known to differ early. */
    static void chargeComparison(Machine m, @Nullable Object x, @Nullable Object y) {
        if (x instanceof LuaString a && y instanceof LuaString b) {
            m.budget -= a.comparisonCost(b);
        }
    }

    private static int decide(Machine m, Frame frame, Object method, @Nullable Object x, @Nullable Object y) {
        Object value = MetamethodCalls.callMethod(m, frame, method, x, y, Frame.COMPARE, 0);
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
        Object method = MetamethodCalls.binaryMethod(m, x, y, Event.LT);
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
        Object method = MetamethodCalls.binaryMethod(m, x, y, Event.LE);
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
}
