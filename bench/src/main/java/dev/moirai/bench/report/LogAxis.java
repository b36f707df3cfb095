package dev.moirai.bench.report;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * A logarithmic axis: where on the paper a value is.
 *
 * @param low the value at its start
 * @param high the value at its end
 * @param start the paper's coordinate of its start
 * @param end the paper's coordinate of its end
 */
record LogAxis(double low, double high, double start, double end) {

    /** An axis from the round value below the least to the round value above the greatest of the positive values. */
    static LogAxis over(DoubleStream values, double start, double end) {
        DoubleSummaryStatistics range = values.filter(value -> value > 0).summaryStatistics();
        if (range.getCount() == 0) {
            return new LogAxis(1, 10, start, end);
        }
        double low = roundDown(range.getMin());
        double high = roundUp(range.getMax());
        return new LogAxis(low, high > low ? high : low * 10, start, end);
    }

    double at(double value) {
        double share = Math.log(Math.max(value, low) / low) / Math.log(high / low);
        return start + share * (end - start);
    }

    /** The round values (1, 2, 5 times powers of ten) on the axis; of many decades only the powers of ten. */
    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        double[] steps = high / low > 2000 ? new double[] {1} : new double[] {1, 2, 5};
        for (double power = Math.pow(10, Math.floor(Math.log10(low))); power <= high * 1.001; power *= 10) {
            for (double step : steps) {
                double tick = power * step;
                if (tick >= low * 0.999 && tick <= high * 1.001) {
                    ticks.add(tick);
                }
            }
        }
        return ticks;
    }

    private static double roundDown(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(value)));
        double share = value / power;
        return power * (share >= 5 ? 5 : share >= 2 ? 2 : 1);
    }

    private static double roundUp(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(value)));
        double share = value / power;
        return power * (share > 5 ? 10 : share > 2 ? 5 : share > 1 ? 2 : 1);
    }
}
