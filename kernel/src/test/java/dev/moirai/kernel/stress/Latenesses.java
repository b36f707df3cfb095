package dev.moirai.kernel.stress;

import java.util.Locale;
import java.util.stream.LongStream;

/** How late things came, in nanoseconds; printed as percentiles. */
record Latenesses(long[] sorted) {

    static Latenesses of(LongStream nanos) {
        return new Latenesses(nanos.sorted().toArray());
    }

    private double millis(int percent) {
        return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)] / 1e6;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "p50 %.3f ms, p99 %.3f ms, max %.3f ms", millis(50), millis(99), millis(100));
    }
}
