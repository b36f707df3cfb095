package dev.moirai.bench.report;

import dev.moirai.bench.harness.Sweep.Value;
import java.util.List;
import java.util.Locale;

/**
 * A line chart on logarithmic axes, with a mark for each value.
 *
 * @param title above the picture
 * @param x below the picture
 * @param y beside the picture
 * @param series the lines
 */
record LineChart(String title, String x, String y, List<Series> series) {

    String svg() {
        Svg svg = new Svg(title, x, y);
        LogAxis across = LogAxis.over(
                series.stream().flatMap(s -> s.values().stream()).mapToDouble(Value::x), Svg.LEFT, Svg.RIGHT);
        LogAxis up = LogAxis.over(
                series.stream().flatMap(s -> s.values().stream()).mapToDouble(Value::y), Svg.BOTTOM, Svg.TOP);
        for (double tick : across.ticks()) {
            svg.verticalGridLine(across.at(tick));
            svg.labelBelow(across.at(tick), Numbers.prefixed(tick));
        }
        svg.grid(up);
        for (int i = 0; i < series.size(); i++) {
            String colour = Svg.colour(i);
            StringBuilder points = new StringBuilder();
            for (Value value : series.get(i).values()) {
                points.append(String.format(Locale.ROOT, "%.1f,%.1f ", across.at(value.x()), up.at(value.y())));
            }
            svg.polyline(points.toString(), colour);
            for (Value value : series.get(i).values()) {
                String hint = series.get(i).label() + ": " + Numbers.prefixed(value.y());
                svg.dot(across.at(value.x()), up.at(value.y()), colour, hint);
            }
            svg.legend(i, series.get(i).label());
        }
        return svg.toString();
    }
}
