package dev.moirai.bench.report;

import dev.moirai.bench.harness.Sweep.Value;
import java.util.List;

/**
 * Bars on a logarithmic axis, in groups: a value's x is the index of its group.
 *
 * @param title above the picture
 * @param x below the picture
 * @param y beside the picture
 * @param groups the names of the groups
 * @param series one bar of each in each group, where there is a value
 */
record BarChart(String title, String x, String y, List<String> groups, List<Series> series) {

    String svg() {
        Svg svg = new Svg(title, x, y);
        LogAxis up = LogAxis.over(
                series.stream().flatMap(s -> s.values().stream()).mapToDouble(Value::y), Svg.BOTTOM, Svg.TOP);
        svg.grid(up);
        double group = (double) (Svg.RIGHT - Svg.LEFT) / groups.size();
        double bar = group * 0.8 / series.size();
        for (int g = 0; g < groups.size(); g++) {
            svg.labelBelow(Svg.LEFT + (g + 0.5) * group, groups.get(g));
        }
        for (int i = 0; i < series.size(); i++) {
            for (Value value : series.get(i).values()) {
                double left = Svg.LEFT + value.x() * group + group * 0.1 + i * bar;
                // The least value lies on the axis; a bar must be seen all the same.
                double top = Math.min(up.at(value.y()), Svg.BOTTOM - 2.0);
                String hint = series.get(i).label() + ": " + Numbers.prefixed(value.y());
                svg.bar(left, top, bar * 0.9, Svg.BOTTOM - top, Svg.colour(i), hint);
            }
            svg.legend(i, series.get(i).label());
        }
        return svg.toString();
    }
}
