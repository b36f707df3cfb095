package dev.moirai.bench.harness;

import java.util.List;

/**
 * Benchmarks that are one picture: a figure against what is varied from one to the next.
 *
 * @param name the picture's file name without its ending
 * @param title what the picture shows
 * @param x what is varied
 * @param y what is drawn, in the unit {@code scale} gives
 * @param scale how the figure's median becomes the y value
 * @param categories what each x stands for, counting from zero; if there are none, x is a number
 * @param lines one for each contender or piece of work compared
 */
public record Sweep(
        String name, String title, String x, String y, Scale scale, List<String> categories, List<Line> lines) {

    public Sweep {
        categories = List.copyOf(categories);
        lines = List.copyOf(lines);
    }

    /** How a median becomes the value that is drawn. */
    public enum Scale {
        AS_IS,
        NANOS_PER_OPERATION;

        double of(double median) {
            return this == AS_IS ? median : 1e9 / median;
        }
    }

    /**
     * One line of the picture.
     *
     * @param label as its legend says
     * @param points from left to right
     */
    public record Line(String label, List<Point> points) {
        public Line {
            points = List.copyOf(points);
        }
    }

    /**
     * Where a value of the picture comes from.
     *
     * @param x its place
     * @param benchmark the benchmark's name
     * @param contender whose figure
     * @param figure the figure's name
     */
    public record Point(double x, String benchmark, String contender, String figure) {}

    /**
     * A value of the picture.
     *
     * @param x its place
     * @param y the median, scaled
     */
    public record Value(double x, double y) {}

    /** The values of a line that were measured. */
    public List<Value> values(Line line, List<Standing> standings) {
        return line.points().stream()
                .flatMap(point -> standings.stream()
                        .filter(standing -> standing.benchmark().name().equals(point.benchmark()))
                        .flatMap(standing -> standing.rows().stream())
                        .filter(row -> row.figure().name().equals(point.figure()))
                        .filter(row -> row.medians().containsKey(point.contender()))
                        .map(row -> new Value(point.x(), scale.of(row.medians().getOrDefault(point.contender(), 0.0)))))
                .toList();
    }
}
