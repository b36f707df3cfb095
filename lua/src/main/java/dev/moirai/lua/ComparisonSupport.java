package dev.moirai.lua;

import org.jspecify.annotations.Nullable;

/** Comparisons of any values, as compiled code calls for them. */
final class ComparisonSupport {
    /** The answer to a comparison that the interpreter must make. */
    static final int UNKNOWN = -1;

    /** The answer where a metamethod has exited. */
    static final int EXITED = -2;

    private ComparisonSupport() {}

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
            ComparisonOperations.chargeComparison(m, a, b);
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
            ComparisonOperations.chargeComparison(m, a, b);
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
        if (Values.rawEquals(x, y)) {
            ComparisonOperations.chargeComparison(m, x, y);
            return 1;
        }
        return x instanceof Userdata ? UNKNOWN : 0;
    }

    /** Asks the metamethod of the first operand, or else of the second. */
    private static int decide(Machine m, @Nullable Object x, @Nullable Object y, Event event, int without) {
        Object method = MetamethodCalls.binaryMethod(m, x, y, event);
        if (!(method instanceof LuaClosure f)) {
            return method == null ? without : UNKNOWN;
        }
        Object value = CallSupport.metamethod(m, f, x, y);
        return value == Signal.EXIT ? EXITED : Values.isTrue(value) ? 1 : 0;
    }

    static boolean equalConstant(@Nullable Object x, @Nullable Object constant) {
        return x == constant && !(x instanceof Double) || Values.rawEquals(x, constant);
    }
}
