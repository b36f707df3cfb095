package dev.moirai.lua;

/** The mathematically exact comparison of integers with floats. */
final class Comparison {
    private static final double TWO_63 = 0x1p63;

    private Comparison() {}

    static boolean equal(long a, double b) {
        return b >= -TWO_63 && b < TWO_63 && (long) b == a && (double) (long) b == b;
    }

    static boolean less(long a, double b) {
        if (b >= TWO_63) {
            return true;
        }
        if (b > -TWO_63) {
            double up = Math.ceil(b);
            return up >= TWO_63 || a < (long) up;
        }
        return false; // also for NaN
    }

    static boolean lessOrEqual(long a, double b) {
        if (b >= TWO_63) {
            return true;
        }
        return b >= -TWO_63 && a <= (long) Math.floor(b);
    }

    static boolean less(double a, long b) {
        if (a >= TWO_63) {
            return false;
        }
        if (a >= -TWO_63) {
            return (long) Math.floor(a) < b;
        }
        return !Double.isNaN(a);
    }

    static boolean lessOrEqual(double a, long b) {
        if (a >= TWO_63) {
            return false;
        }
        if (a > -TWO_63) {
            double up = Math.ceil(a);
            return up < TWO_63 && (long) up <= b;
        }
        return !Double.isNaN(a);
    }
}
