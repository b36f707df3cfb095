package dev.moirai.lua;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
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
            // The reference implementation shows the sign bit, which 0/0 sets on the common hardware.
            return Double.doubleToRawLongBits(number) < 0 ? "nan" : "-nan";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "inf" : "-inf";
        }
        String text = general(number);
        return text.indexOf('.') < 0 && text.indexOf('e') < 0 ? text + ".0" : text;
    }

    /** {@code %.14g} */
    private static String general(double number) {
        BigDecimal rounded = shortest(number);
        if (rounded.precision() > 14) {
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

    private static BigDecimal shortest(double number) {
        return new BigDecimal(Double.toString(number));
    }

    /** What a string reads as, by the rules of numerals: a {@link Long}, a {@link Double}, or null. */
    public static @Nullable Object parse(LuaString text) {
        int from = 0;
        int to = text.length();
        while (from < to && isSpace(text.byteAt(from))) {
            from++;
        }
        while (to > from && isSpace(text.byteAt(to - 1))) {
            to--;
        }
        if (from == to) {
            return null;
        }
        byte[] bytes = new byte[to - from];
        text.copyTo(bytes, 0, from, to);
        return parse(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    private static boolean isSpace(int c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }

    private static @Nullable Object parse(String text) {
        int at = 0;
        boolean negative = false;
        if (text.charAt(0) == '-' || text.charAt(0) == '+') {
            negative = text.charAt(0) == '-';
            at = 1;
        }
        if (at + 1 < text.length() && text.charAt(at) == '0' && (text.charAt(at + 1) | 0x20) == 'x') {
            return parseHexadecimal(text, at + 2, negative);
        }
        return parseDecimal(text, at, negative);
    }

    private static @Nullable Object parseDecimal(String text, int from, boolean negative) {
        long integer = 0;
        boolean fits = true;
        int at = from;
        for (; at < text.length() && isDigit(text.charAt(at)); at++) {
            int digit = text.charAt(at) - '0';
            // The sum may reach 2^63, which is the magnitude of the least integer.
            if (integer < 0
                    || integer > Long.MAX_VALUE / 10
                    || integer * 10 + digit < 0 && !(negative && integer * 10 + digit == Long.MIN_VALUE)) {
                fits = false;
            }
            integer = integer * 10 + digit;
        }
        if (at == text.length()) {
            if (at == from) {
                return null;
            }
            if (fits) {
                return negative ? -integer : integer;
            }
        }
        int digits = at - from;
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            for (; at < text.length() && isDigit(text.charAt(at)); at++) {
                digits++;
            }
        }
        if (digits == 0) {
            return null;
        }
        if (at < text.length() && (text.charAt(at) | 0x20) == 'e') {
            at++;
            if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
                at++;
            }
            int start = at;
            while (at < text.length() && isDigit(text.charAt(at))) {
                at++;
            }
            if (at == start) {
                return null;
            }
        }
        return at == text.length() ? Double.valueOf(text) : null;
    }

    private static @Nullable Object parseHexadecimal(String text, int from, boolean negative) {
        long integer = 0;
        double mantissa = 0;
        int exponent = 0;
        int digits = 0;
        int significant = 0;
        int at = from;
        boolean fraction = false;
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '.' && !fraction) {
                fraction = true;
                continue;
            }
            int digit = Character.digit(c, 16);
            if (digit < 0 || c > 'f') {
                break;
            }
            digits++;
            integer = integer << 4 | digit;
            if (significant > 0 || digit != 0) {
                significant++;
            }
            if (significant <= 30) {
                mantissa = mantissa * 16 + digit;
            } else {
                exponent += 4;
            }
            if (fraction) {
                exponent -= 4;
            }
        }
        if (digits == 0) {
            return null;
        }
        if (at == text.length() && !fraction) {
            return negative ? -integer : integer;
        }
        if (at < text.length() && (text.charAt(at) | 0x20) == 'p') {
            int start = ++at;
            boolean down = false;
            if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
                down = text.charAt(at) == '-';
                start = ++at;
            }
            long power = 0;
            for (; at < text.length() && isDigit(text.charAt(at)); at++) {
                power = Math.min(power * 10 + (text.charAt(at) - '0'), 1_000_000_000);
            }
            if (at == start) {
                return null;
            }
            exponent = Math.clamp(exponent + (down ? -power : power), -2_000_000_000, 2_000_000_000);
        }
        if (at != text.length()) {
            return null;
        }
        double value = scale(mantissa, exponent);
        return negative ? -value : value;
    }

    private static double scale(double mantissa, int exponent) {
        double value = mantissa;
        int rest = Math.clamp(exponent, -3000, 3000);
        // Step by step, as Math.scalb rounds once only where the result is subnormal.
        for (; rest > 1000; rest -= 1000) {
            value = Math.scalb(value, 1000);
        }
        for (; rest < -1000; rest += 1000) {
            value = Math.scalb(value, -1000);
        }
        return Math.scalb(value, rest);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
