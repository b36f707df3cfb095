package dev.moirai.bench.harness;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/** A few measured values, sorted, with the statistics the report uses. Immutable and never empty. */
public final class Samples {

    private final double[] sorted;

    public Samples(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("no samples");
        }
        sorted = values.clone();
        Arrays.sort(sorted);
    }

    public static Samples of(DoubleStream values) {
        return new Samples(values.toArray());
    }

    public double min() {
        return sorted[0];
    }

    public double max() {
        return sorted[sorted.length - 1];
    }

    /** The middle value, or the mean of the two middle values. */
    public double median() {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The smallest value that at least this share of all values do not exceed (nearest rank). */
    public double percentile(double percent) {
        int rank = (int) Math.ceil(percent / 100 * sorted.length);
        return sorted[Math.clamp(rank - 1, 0, sorted.length - 1)];
    }

    /** The geometric mean: the right mean for ratios. */
    public double geometricMean() {
        return Math.exp(Arrays.stream(sorted).map(Math::log).average().orElseThrow());
    }
}
