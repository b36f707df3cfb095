package dev.moirai.bench.report;

import dev.moirai.bench.harness.Sweep.Value;
import java.util.List;

/**
 * What one colour of a chart shows.
 *
 * @param label as the legend says
 * @param values where its marks are
 */
record Series(String label, List<Value> values) {

    Series {
        values = List.copyOf(values);
    }
}
