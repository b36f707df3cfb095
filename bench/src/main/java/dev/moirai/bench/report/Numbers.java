package dev.moirai.bench.report;

import dev.moirai.bench.harness.Figure;
import dev.moirai.bench.harness.Goal;
import dev.moirai.bench.harness.Standing;
import dev.moirai.bench.harness.Summary;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How figures are written: three digits, with k and M for rates. */
final class Numbers {

    private Numbers() {}

    /** A figure with its unit, such as {@code 13.6 M/s}. */
    static String figure(double value, Figure figure) {
        return figure.unit().equals("/s") ? prefixed(value) + "/s" : plain(value) + " " + figure.unit();
    }

    static String prefixed(double value) {
        double magnitude = Math.abs(value);
        if (magnitude >= 999.5e6) {
            return plain(value / 1e9) + " G";
        } else if (magnitude >= 999.5e3) {
            return plain(value / 1e6) + " M";
        } else if (magnitude >= 999.5) {
            return plain(value / 1e3) + " k";
        }
        return plain(value);
    }

    /** Three significant digits, all digits of whole numbers, and no exponent. */
    static String plain(double value) {
        double magnitude = Math.abs(value);
        String format = magnitude >= 99.95 || magnitude == 0
                ? "%,.0f"
                : magnitude >= 9.995 ? "%.1f" : magnitude >= 0.995 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }

    static String goal(Figure figure) {
        String sign = figure.better() == Figure.Better.HIGHER ? "≥ " : "≤ ";
        return switch (figure.goal()) {
            case Goal.Ratio(double limit, var _) -> sign + plain(limit) + " ×";
            case Goal.Limit(double limit) -> sign + plain(limit) + " " + figure.unit();
            case Goal.None() -> "";
        };
    }

    /** Our ratio to the rival with the least and the greatest of the rounds, such as {@code 3.12 × (2.98–3.20)}. */
    static String ratio(Standing.Row row) {
        if (row.ratio().isEmpty()) {
            return "";
        }
        String spread = row.spread()
                .map(samples -> " (" + plain(samples.min()) + "–" + plain(samples.max()) + ")")
                .orElse("");
        return plain(row.ratio().getAsDouble()) + " ×" + spread;
    }

    /** The mean of each contender but the peer over how many benchmarks, and the goal for ours. */
    static String mean(Summary summary, List<Standing> standings, Map<String, String> titles) {
        String means = standings.stream()
                .map(Standing::benchmark)
                .filter(benchmark -> summary.benchmarks().contains(benchmark.name()))
                .flatMap(benchmark -> benchmark.contenders().stream())
                .filter(name -> !name.equals(summary.peer()))
                .distinct()
                .flatMap(name -> summary.mean(standings, name).stream()
                        .map(mean -> titles.getOrDefault(name, name) + " " + plain(mean.mean()) + " × (" + mean.count()
                                + ")"))
                .collect(Collectors.joining(", "));
        String goal = summary.limit() == Double.POSITIVE_INFINITY ? "" : "; goal ≤ " + plain(summary.limit()) + " ×";
        return summary.title() + ": " + means + goal;
    }
}
