package dev.moirai.lua.lib;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Numbers as the {@code printf} of C writes them, in the C locale and to the last digit.
 *
 * @param conversion one of {@code d o x X u e E f g G a A}
 * @param precision -1 if none is given
 */
record NumberFormat(
        char conversion,
        boolean left,
        boolean plus,
        boolean space,
        boolean alternate,
        boolean zero,
        int width,
        int precision) {
    private static final int DEFAULT_PRECISION = 6;

    /** Powers of ten that are floats, and so are their products with small values, but for a rest that is a float too. */
    private static final double[] POWERS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};

    /** Below it, halves are floats. */
    private static final double EXACT = 0x1p51;

    /** An integer, for {@code d}, {@code o}, {@code x}, {@code X} and {@code u}. */
    String format(long value) {
        String prefix = "";
        String digits;
        if (conversion == 'd') {
            prefix = sign(value < 0);
            digits = value < 0 ? Long.toString(value).substring(1) : Long.toString(value);
        } else if (conversion == 'o') {
            digits = Long.toOctalString(value);
            if (alternate && digits.charAt(0) != '0' && precision <= digits.length()) {
                digits = "0" + digits;
            }
        } else if (conversion == 'u') {
            digits = Long.toUnsignedString(value);
        } else {
            digits = Long.toHexString(value);
            prefix = alternate && value != 0 ? "0x" : "";
            if (conversion == 'X') {
                digits = upper(digits);
                prefix = upper(prefix);
            }
        }
        if (precision == 0 && value == 0) {
            digits = conversion == 'o' && alternate ? "0" : "";
        }
        if (digits.length() < precision) {
            digits = "0".repeat(precision - digits.length()) + digits;
        }
        return pad(prefix, digits, zero && precision < 0);
    }

    /** A float, for the other conversions. */
    String format(double value) {
        boolean negative = Double.doubleToRawLongBits(value) < 0;
        if (Double.isNaN(value)) {
            // The sign bit of NaN is shown; on the common hardware, 0/0 has it set where Java has not.
            return pad(sign(!negative), cased("nan"), false);
        }
        String prefix = sign(negative);
        double magnitude = Math.abs(value);
        if (Double.isInfinite(value)) {
            return pad(prefix, cased("inf"), false);
        }
        String digits = switch (conversion) {
            case 'e', 'E' -> exponential(magnitude, precision < 0 ? DEFAULT_PRECISION : precision);
            case 'f' -> fixed(magnitude, precision < 0 ? DEFAULT_PRECISION : precision);
            case 'g', 'G' -> general(magnitude, precision < 0 ? DEFAULT_PRECISION : Math.max(precision, 1));
            default -> {
                prefix += "0x";
                yield hexadecimal(magnitude);
            }
        };
        return pad(cased(prefix), cased(digits), zero);
    }

    private String sign(boolean negative) {
        return negative ? "-" : plus ? "+" : space ? " " : "";
    }

    private String cased(String text) {
        return Ascii.isUpper(conversion) ? upper(text) : text;
    }

    private static String upper(String text) {
        return text.toUpperCase(java.util.Locale.ROOT);
    }

    private String pad(String prefix, String digits, boolean zeros) {
        int missing = width - prefix.length() - digits.length();
        if (missing <= 0) {
            return prefix + digits;
        }
        if (left) {
            return prefix + digits + " ".repeat(missing);
        }
        return zeros ? prefix + "0".repeat(missing) + digits : " ".repeat(missing) + prefix + digits;
    }

    private String fixed(double value, int places) {
        if (places > 0 && places < POWERS.length && value * POWERS[places] < EXACT) {
            return fixedSmall(value, places);
        }
        String text =
                new BigDecimal(value).setScale(places, RoundingMode.HALF_EVEN).toPlainString();
        return places == 0 && alternate ? text + "." : text;
    }

    /**
     * The value times a power of ten is a float and what that is off by, which is less than the distance of two such floats:
     * so it matters only when the float is half-way between two integers.
     */
    private static String fixedSmall(double value, int places) {
        double scaled = value * POWERS[places];
        double rest = Math.fma(value, POWERS[places], -scaled);
        double whole = Math.floor(scaled);
        double beyond = scaled - whole - 0.5;
        long rounded = (long) whole;
        if (beyond > 0 || beyond == 0 && (rest > 0 || rest == 0 && (rounded & 1) != 0)) {
            rounded++;
        }
        long unit = (long) POWERS[places];
        String fraction = Long.toString(rounded % unit);
        return rounded / unit + "." + "0".repeat(places - fraction.length()) + fraction;
    }

    private String exponential(double value, int places) {
        BigDecimal rounded = rounded(value, places + 1);
        return exponential(digits(rounded, places + 1), exponent(rounded), alternate);
    }

    private static String exponential(String digits, int exponent, boolean point) {
        StringBuilder text = new StringBuilder().append(digits.charAt(0));
        if (digits.length() > 1 || point) {
            text.append('.').append(digits, 1, digits.length());
        }
        text.append('e').append(exponent < 0 ? '-' : '+');
        int size = Math.abs(exponent);
        return text.append(size < 10 ? "0" : "").append(size).toString();
    }

    private String general(double value, int significant) {
        BigDecimal rounded = rounded(value, significant);
        int exponent = exponent(rounded);
        boolean fixed = exponent >= -4 && exponent < significant;
        String digits = digits(rounded, significant);
        if (!alternate) {
            int end = digits.length();
            while (end > 1 && digits.charAt(end - 1) == '0') {
                end--;
            }
            digits = digits.substring(0, end);
        }
        if (!fixed) {
            return exponential(digits, exponent, alternate);
        }
        if (exponent < 0) {
            return "0." + "0".repeat(-exponent - 1) + digits;
        }
        int whole = exponent + 1;
        if (digits.length() <= whole) {
            return digits + "0".repeat(whole - digits.length()) + (alternate ? "." : "");
        }
        return digits.substring(0, whole) + "." + digits.substring(whole);
    }

    private static BigDecimal rounded(double value, int significant) {
        return new BigDecimal(value).round(new MathContext(significant, RoundingMode.HALF_EVEN));
    }

    /** Exactly so many significant digits. */
    private static String digits(BigDecimal rounded, int significant) {
        if (rounded.signum() == 0) {
            return "0".repeat(significant);
        }
        BigInteger unscaled = rounded.unscaledValue();
        String text = unscaled.toString();
        return text.length() < significant ? text + "0".repeat(significant - text.length()) : text;
    }

    private static int exponent(BigDecimal rounded) {
        return rounded.signum() == 0 ? 0 : rounded.precision() - 1 - rounded.scale();
    }

    private String hexadecimal(double value) {
        long bits = Double.doubleToRawLongBits(value);
        long mantissa = bits & 0xF_FFFF_FFFF_FFFFL;
        int biased = (int) (bits >>> 52);
        int exponent = value == 0 ? 0 : Math.max(biased, 1) - 1023;
        long whole = biased == 0 ? 0 : 1L << 52;
        long scaled = whole | mantissa;
        int places = 13;
        if (precision < 0) {
            while (places > 0 && (scaled & 0xF) == 0) {
                scaled >>>= 4;
                places--;
            }
        } else {
            while (places > precision + 1) {
                // Bits that fall out early still count when it comes to rounding.
                scaled = scaled >>> 4 | ((scaled & 0xF) == 0 ? 0 : 1);
                places--;
            }
            if (places > precision) {
                long rest = scaled & 0xF;
                scaled >>>= 4;
                places--;
                if (rest > 8 || (rest == 8 && (scaled & 1) != 0)) {
                    scaled++;
                }
            }
        }
        String fraction = places == 0 ? "" : Long.toHexString(scaled & (1L << (4 * places)) - 1);
        fraction = "0".repeat(places - fraction.length()) + fraction;
        if (precision > places) {
            fraction += "0".repeat(precision - places);
        }
        return (scaled >>> (4 * places))
                + (fraction.isEmpty() && !alternate ? "" : "." + fraction)
                + "p"
                + (exponent < 0 ? "-" : "+")
                + Math.abs(exponent);
    }
}
