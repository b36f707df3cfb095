package dev.moirai.bench.contender;

import java.util.Map;
import java.util.TreeMap;

/**
 * Round-trip times as a histogram; written by one thread at a time. Each power of two of nanoseconds has {@value #PARTS} buckets, so that values are right to 3 %.
 *
 * <p>A pair that goes on without pause makes millions of short round trips in the time of one long one, so the 99th percentile of the round trips can look well while the pair
 * stands still half of the time. {@code stall} is the 99th percentile over time instead: at 99 of 100 moments the round trip under way takes no longer.
 */
public final class Latencies {

    /** How many of the kilobytes of garbage that trouble makes are kept for a while. */
    public static final int LIVE_GARBAGE = 10_000;

    private static final int PARTS = 32;
    private static final int PARTS_BITS = 5;

    private final long[] counts = new long[64 * PARTS];
    private long count;
    private double time;
    private long max;

    public void add(long nanos) {
        counts[bucket(Math.max(nanos, 0))]++;
        count++;
        time += nanos;
        max = Math.max(max, nanos);
    }

    public long count() {
        return count;
    }

    private static int bucket(long nanos) {
        int exponent = 63 - Long.numberOfLeadingZeros(nanos | PARTS);
        int shift = exponent - PARTS_BITS;
        return shift * PARTS + (int) (nanos >>> shift);
    }

    /** The middle of the values that fall into a bucket. */
    private static double value(int bucket) {
        if (bucket < 2 * PARTS) {
            return bucket;
        }
        int shift = bucket / PARTS - 1;
        return (bucket % PARTS + PARTS + 0.5) * Math.pow(2, shift);
    }

    private double percentile(double percent) {
        double left = percent / 100 * count;
        for (int i = 0; i < counts.length; i++) {
            left -= counts[i];
            if (left <= 0 && counts[i] > 0) {
                return Math.min(value(i), max);
            }
        }
        return max;
    }

    private double percentileOfTime(double percent) {
        double left = percent / 100 * time;
        for (int i = 0; i < counts.length; i++) {
            left -= counts[i] * value(i);
            if (left <= 0 && counts[i] > 0) {
                return Math.min(value(i), max);
            }
        }
        return max;
    }

    /** {@code p50}, {@code p99}, {@code stall} and {@code max}, in microseconds. */
    public Map<String, Double> figures() {
        return new TreeMap<>(Map.of(
                "p50", percentile(50) / 1e3,
                "p99", percentile(99) / 1e3,
                "stall", percentileOfTime(99) / 1e3,
                "max", max / 1e3));
    }
}
