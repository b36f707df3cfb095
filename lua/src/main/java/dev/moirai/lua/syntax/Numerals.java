package dev.moirai.lua.syntax;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Numbers as text, by the rules of Lua 5.4 (manual §3.1 and §3.4.3): decimal and hexadecimal integers and floats, with
 * white space around them. Used for numerals in source text and for strings converted to numbers.
 */
public final class Numerals {
    private Numerals() {}

    /**
     * Reads a number.
     *
     * <p>A decimal integer too large for 64 bits is a float; a hexadecimal one wraps around.
     *
     * @return a {@code Long} or a {@code Double}, or null if the bytes from {@code start} to {@code end} are no numeral
     */
    public static @Nullable Object parse(byte[] text, int start, int end) {
        int from = start;
        int to = end;
        while (from < to && isSpace(text[from])) {
            from++;
        }
        while (to > from && isSpace(text[to - 1])) {
            to--;
        }
        int digits = from;
        boolean negative = false;
        if (digits < to && (text[digits] == '-' || text[digits] == '+')) {
            negative = text[digits] == '-';
            digits++;
        }
        if (digits == to) {
            return null;
        }
        if (text[digits] == '0' && digits + 1 < to && (text[digits + 1] | 0x20) == 'x') {
            return hexadecimal(text, digits + 2, to, negative);
        }
        return decimal(text, digits, to, negative);
    }

    private static @Nullable Object decimal(byte[] text, int from, int to, boolean negative) {
        int at = from;
        long value = 0;
        boolean fits = true;
        for (; at < to && isDigit(text[at]); at++) {
            int digit = text[at] - '0';
            if (value > (Long.MAX_VALUE - digit) / 10) {
                // The one magnitude that only fits when negative.
                fits = fits && negative && value == Long.MAX_VALUE / 10 && digit == 8;
                if (fits && at + 1 < to && isDigit(text[at + 1])) {
                    fits = false;
                }
            }
            value = value * 10 + digit;
        }
        if (at == to) {
            return fits
                    ? (Object) Long.valueOf(negative ? -value : value)
                    : (Object) decimalFloat(text, from, to, negative);
        }
        int mantissaDigits = at - from;
        if (text[at] == '.') {
            int fraction = ++at;
            while (at < to && isDigit(text[at])) {
                at++;
            }
            mantissaDigits += at - fraction;
        }
        if (mantissaDigits == 0) {
            return null;
        }
        at = exponent(text, at, to, 'e');
        return at == to ? decimalFloat(text, from, to, negative) : null;
    }

    private static Double decimalFloat(byte[] text, int from, int to, boolean negative) {
        double value = Double.parseDouble(new String(text, from, to - from, StandardCharsets.ISO_8859_1));
        return negative ? -value : value;
    }

    private static @Nullable Object hexadecimal(byte[] text, int from, int to, boolean negative) {
        int at = from;
        long value = 0;
        for (; at < to && hexDigit(text[at]) >= 0; at++) {
            value = (value << 4) | hexDigit(text[at]);
        }
        int mantissaDigits = at - from;
        if (at == to) {
            return mantissaDigits == 0 ? null : (Object) Long.valueOf(negative ? -value : value);
        }
        if (text[at] == '.') {
            int fraction = ++at;
            while (at < to && hexDigit(text[at]) >= 0) {
                at++;
            }
            mantissaDigits += at - fraction;
        }
        if (mantissaDigits == 0) {
            return null;
        }
        int mantissaEnd = at;
        at = exponent(text, at, to, 'p');
        if (at != to) {
            return null;
        }
        String written = "0x" + new String(text, from, to - from, StandardCharsets.ISO_8859_1);
        // Java insists on the exponent that Lua lets one leave out.
        double magnitude = Double.parseDouble(mantissaEnd == to ? written + "p0" : written);
        return negative ? -magnitude : magnitude;
    }

    /** The end of the exponent at {@code at}, {@code at} if there is none, -1 if it has no digits. */
    private static int exponent(byte[] text, int at, int to, char marker) {
        if (at == to || (text[at] | 0x20) != marker) {
            return at;
        }
        int digits = at + 1;
        if (digits < to && (text[digits] == '-' || text[digits] == '+')) {
            digits++;
        }
        int end = digits;
        while (end < to && isDigit(text[end])) {
            end++;
        }
        return end == digits ? -1 : end;
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** The value of a hexadecimal digit, or -1. */
    static int hexDigit(int c) {
        if (isDigit(c)) {
            return c - '0';
        }
        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    static boolean isSpace(int c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }
}
