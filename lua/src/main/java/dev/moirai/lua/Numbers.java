package dev.moirai.lua;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Conversions between integers, floats and their texts, by the rules of the Lua 5.4 manual §3.4.3. */
public final class Numbers {
    private static final double TWO_63 = 0x1p63;
    private static final MathContext DIGITS_14 = new MathContext(14, RoundingMode.HALF_EVEN);

    private Numbers() {}

    /** The integer equal to a float; null if there is none. */
    public static @Nullable Long toInteger(double number) {
        long integer = (long) number;
        return number >= -TWO_63 && number < TWO_63 && integer == number ? Values.box(integer) : null;
    }

    /** The integer a value converts to: itself, an integral float, or a string that reads as one; null if none. */
    public static @Nullable Long toInteger(@Nullable Object value) {
        return switch (value) {
            case Long integer -> integer;
            case Double number -> toInteger(number.doubleValue());
            case LuaString string -> {
                Object parsed = parse(string);
                yield parsed == null ? null : toInteger(parsed);
            }
            case null, default -> null;
        };
    }

    /** The number a value converts to, a {@link Long} or {@link Double}: itself, or what a string reads as; or null. */
    public static @Nullable Object toNumber(@Nullable Object value) {
        return switch (value) {
            case Long integer -> integer;
            case Double number -> number;
            case LuaString string -> parse(string);
            case null, default -> null;
        };
    }

    /** The text of a float, as {@code tostring} gives it: 14 significant digits, always with a mark of a float. */
    public static String format(double number) {
        long integer = (long) number;
        if (integer == number && Math.abs(number) < 1e14) {
            return integer == 0 && 1 / number < 0 ? "-0.0" : integer + ".0";
        }
        if (Double.isNaN(number)) {
            // As the reference implementation shows what common hardware makes of 0/0. Which sign bit a NaN has here
            // depends on how the JVM compiled the operation, so it must not be seen.
            return "-nan";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "inf" : "-inf";
        }
        String text = general(number);
        return text.indexOf('.') < 0 && text.indexOf('e') < 0 ? text + ".0" : text;
    }

    /** {@code %.14g} */
    private static String general(double number) {
        // The shortest decimal that reads as a float is also its rounding to 14 digits, if it has no more than those,
        // and
        // if the float is as precise as that, which the subnormal ones are not.
        BigDecimal rounded = new BigDecimal(Double.toString(number));
        if (rounded.precision() > 14 || Math.abs(number) < Double.MIN_NORMAL) {
            rounded = new BigDecimal(number).round(DIGITS_14);
        }
        rounded = rounded.stripTrailingZeros();
        String digits = rounded.unscaledValue().abs().toString();
        int exponent = digits.length() - 1 - rounded.scale();
        StringBuilder text = new StringBuilder();
        if (number < 0) {
            text.append('-');
        }
        if (exponent < -4 || exponent >= 14) {
            text.append(digits.charAt(0));
            if (digits.length() > 1) {
                text.append('.').append(digits, 1, digits.length());
            }
            text.append('e').append(exponent < 0 ? '-' : '+');
            int size = Math.abs(exponent);
            return text.append(size < 10 ? "0" : "").append(size).toString();
        }
        if (exponent < 0) {
            return text.append("0.").repeat('0', -exponent - 1).append(digits).toString();
        }
        if (digits.length() <= exponent + 1) {
            return text.append(digits)
                    .repeat('0', exponent + 1 - digits.length())
                    .toString();
        }
        return text.append(digits, 0, exponent + 1)
                .append('.')
                .append(digits, exponent + 1, digits.length())
                .toString();
    }

    /** What it costs to read a string as a number, in units of roughly one instruction. */
    public static int parsingCost(LuaString text) {
        return text.length() >> 2;
    }

    /** What a string reads as, by the rules of numerals: a {@link Long}, a {@link Double}, or null. */
    public static @Nullable Object parse(LuaString text) {
        return text.parseNumber();
    }
}
