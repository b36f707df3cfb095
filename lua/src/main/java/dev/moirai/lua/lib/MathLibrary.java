package dev.moirai.lua.lib;

import dev.moirai.lua.Call;
import dev.moirai.lua.FastPath;
import dev.moirai.lua.Library;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.Memory;
import dev.moirai.lua.Numbers;
import dev.moirai.lua.Values;
import org.jspecify.annotations.Nullable;

/** The library {@code math} (manual §6.7). Random numbers are those of the host's seed: same seed, same numbers. */
final class MathLibrary {
    private static final LuaString INTEGER = LuaString.of("integer");
    private static final LuaString FLOAT = LuaString.of("float");

    static final Library LIBRARY = Library.named("math")
            .value("pi", Math.PI)
            .value("huge", Double.POSITIVE_INFINITY)
            .value("maxinteger", Long.MAX_VALUE)
            .value("mininteger", Long.MIN_VALUE)
            .function("abs", MathLibrary::abs, new FastAbsolute())
            .function("acos", call -> call.returns(Math.acos(call.checkNumber(1))))
            .function("asin", call -> call.returns(Math.asin(call.checkNumber(1))))
            .function("atan", call -> call.returns(Math.atan2(call.checkNumber(1), call.optNumber(2, 1))))
            .function("ceil", call -> round(call, true), new FastRounding(true))
            .function("cos", call -> call.returns(Math.cos(call.checkNumber(1))))
            .function("deg", call -> call.returns(call.checkNumber(1) * (180 / Math.PI)))
            .function("exp", call -> call.returns(Math.exp(call.checkNumber(1))))
            .function("floor", call -> round(call, false), new FastRounding(false))
            .function("fmod", MathLibrary::remainder)
            .function("log", MathLibrary::log)
            .function("max", call -> new Extreme(call, true).run(call), new FastExtreme(true))
            .function("min", call -> new Extreme(call, false).run(call), new FastExtreme(false))
            .function("modf", MathLibrary::parts)
            .function("rad", call -> call.returns(call.checkNumber(1) * (Math.PI / 180)))
            .function("random", MathLibrary::random)
            .function("randomseed", MathLibrary::seed)
            .function("sin", call -> call.returns(Math.sin(call.checkNumber(1))))
            .function("sqrt", call -> call.returns(Math.sqrt(call.checkNumber(1))), new FastRoot())
            .function("tan", call -> call.returns(Math.tan(call.checkNumber(1))))
            .function("tointeger", MathLibrary::toInteger)
            .function("type", MathLibrary::type)
            .function("ult", call -> call.returns(Long.compareUnsigned(call.checkInteger(1), call.checkInteger(2)) < 0))
            .build();

    private MathLibrary() {}

    private static final class FastRoot extends FastPath {
        @Override
        public Object call(Memory memory, @Nullable Object x) {
            return x instanceof Double number ? (Object) Math.sqrt(number) : DECLINED;
        }
    }

    private static final class FastAbsolute extends FastPath {
        @Override
        public Object call(Memory memory, @Nullable Object x) {
            return switch (x) {
                case Long integer -> Math.abs(integer);
                case Double number -> Math.abs(number);
                case null, default -> DECLINED;
            };
        }
    }

    private static final class FastRounding extends FastPath {
        private final boolean up;

        FastRounding(boolean up) {
            this.up = up;
        }

        @Override
        public Object call(Memory memory, @Nullable Object x) {
            return switch (x) {
                case Long integer -> integer;
                case Double number -> rounded(number, up);
                case null, default -> DECLINED;
            };
        }
    }

    private static final class FastExtreme extends FastPath {
        private final boolean max;

        FastExtreme(boolean max) {
            this.max = max;
        }

        @Override
        public Object call(Memory memory, @Nullable Object x, @Nullable Object y) {
            if (x instanceof Long a && y instanceof Long b) {
                return (max ? a < b : b < a) ? b : a;
            }
            if (x instanceof Double a && y instanceof Double b) {
                return (max ? a < b : b < a) ? b : a;
            }
            if ((x instanceof Long || x instanceof Double) && (y instanceof Long || y instanceof Double)) {
                return (max ? Metamethods.lessNumbers(x, y) : Metamethods.lessNumbers(y, x)) ? y : x;
            }
            return DECLINED;
        }
    }

    private static void abs(Call call) {
        if (call.get(1) instanceof Long integer) {
            call.returns(Math.abs(integer));
        } else {
            call.returns(Math.abs(call.checkNumber(1)));
        }
    }

    private static void round(Call call, boolean up) {
        if (call.get(1) instanceof Long integer) {
            call.returns((Object) integer);
            return;
        }
        double number = call.checkNumber(1); // of a string too, even if that reads as an integer
        call.returns(rounded(number, up));
    }

    private static Object rounded(double number, boolean up) {
        double rounded = up ? Math.ceil(number) : Math.floor(number);
        Long integer = Numbers.toInteger(rounded);
        return integer != null ? integer : (Object) rounded;
    }

    /** {@code math.fmod(x, y)}: the remainder of the division that rounds towards zero. */
    private static void remainder(Call call) {
        if (call.get(1) instanceof Long x && call.get(2) instanceof Long y) {
            if (y == 0) {
                throw call.argumentError(2, "zero");
            }
            call.returns(x % y);
        } else {
            call.returns(call.checkNumber(1) % call.checkNumber(2));
        }
    }

    /** {@code math.modf(x)}: the integral part, an integer if it fits, and the rest. */
    private static void parts(Call call) {
        if (call.get(1) instanceof Long integer) {
            call.returns(integer, 0.0);
            return;
        }
        double number = call.checkNumber(1);
        double whole = number < 0 ? Math.ceil(number) : Math.floor(number);
        Long integer = Numbers.toInteger(whole);
        call.returns(integer != null ? integer : (Object) whole, number == whole ? 0.0 : number - whole);
    }

    private static void log(Call call) {
        double number = call.checkNumber(1);
        if (call.isNoneOrNil(2)) {
            call.returns(Math.log(number));
            return;
        }
        double base = call.checkNumber(2);
        if (base == 2) {
            call.returns(log2(number));
        } else if (base == 10) {
            call.returns(Math.log10(number));
        } else {
            call.returns(Math.log(number) / Math.log(base));
        }
    }

    /** Exact for powers of two. */
    private static double log2(double number) {
        if (number > 0 && number < Double.POSITIVE_INFINITY) {
            int exponent = Math.getExponent(number);
            if (exponent >= Double.MIN_EXPONENT && number == Math.scalb(1.0, exponent)) {
                return exponent;
            }
        }
        return Math.log(number) / Math.log(2);
    }

    /** {@code math.max(x, ...)} and {@code math.min}: the extreme by the operator {@code <}, metamethods included. */
    private static final class Extreme extends Steps {
        private final @Nullable Object[] values;
        private final boolean max;
        private int best;
        private int next = 1;

        Extreme(Call call, boolean max) {
            call.checkAny(1);
            values = call.arguments(1);
            this.max = max;
        }

        @Override
        void run(Call call) {
            for (; next < values.length; next++) {
                if (!less(call, values[max ? best : next], values[max ? next : best])) {
                    return;
                }
                if (Values.isTrue(value())) {
                    best = next;
                }
            }
            call.returns(values[best]);
        }
    }

    private static Xoshiro256 generator(Call call) {
        return call.environment()
                .attachment(
                        Xoshiro256.class,
                        () -> new Xoshiro256(call.environment().host().seed(), 0));
    }

    /** {@code math.random([m [, n]])} */
    private static void random(Call call) {
        Xoshiro256 generator = generator(call);
        long low = 1;
        long high;
        switch (call.count()) {
            case 0 -> {
                call.returns(generator.nextDouble());
                return;
            }
            case 1 -> {
                high = call.checkInteger(1);
                if (high == 0) {
                    call.returns(generator.nextLong());
                    return;
                }
            }
            case 2 -> {
                low = call.checkInteger(1);
                high = call.checkInteger(2);
            }
            default -> throw call.error("wrong number of arguments");
        }
        if (low > high) {
            throw call.argumentError(1, "interval is empty");
        }
        call.returns(generator.nextLong(low, high));
    }

    /** {@code math.randomseed([x [, y]])}: without a seed, back to the host's. */
    private static void seed(Call call) {
        long first;
        long second;
        if (call.count() == 0) {
            first = call.environment().host().seed();
            second = 0;
        } else {
            Object given = call.checkNumeric(1);
            Long integer = Numbers.toInteger(given);
            first = integer != null ? integer : Double.doubleToRawLongBits((Double) given);
            second = call.optInteger(2, 0);
        }
        generator(call).seed(first, second);
        call.returns(Values.box(first), Values.box(second));
    }

    private static void toInteger(Call call) {
        Object value = call.checkAny(1);
        call.returns((Object) Numbers.toInteger(call.toNumber(value)));
    }

    private static void type(Call call) {
        Object value = call.checkAny(1);
        call.returns(value instanceof Long ? INTEGER : value instanceof Double ? FLOAT : (Object) null);
    }
}
