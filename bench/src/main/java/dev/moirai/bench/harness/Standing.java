package dev.moirai.bench.harness;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What came out of one benchmark.
 *
 * @param benchmark what was run
 * @param size the size it was run at
 * @param versions what each contender says it is
 * @param absent why a contender has no figures
 * @param rounds in each round the turn of each contender
 */
public record Standing(
        Benchmark benchmark,
        long size,
        Map<String, String> versions,
        Map<String, String> absent,
        List<Map<String, Turn>> rounds) {

    /** Whether a goal is reached; {@code UNKNOWN} if there is none, or nothing to compare. */
    public enum Verdict {
        PASS,
        FAIL,
        UNKNOWN
    }

    /**
     * One figure of all contenders.
     *
     * @param figure which
     * @param medians over the rounds, by contender
     * @param rival the best of the peers the goal names
     * @param ratio ours to the rival's, of the medians
     * @param spread the ratio in each single round
     * @param verdict against the goal
     */
    public record Row(
            Figure figure,
            Map<String, Double> medians,
            Optional<String> rival,
            OptionalDouble ratio,
            Optional<Samples> spread,
            Verdict verdict) {}

    public List<Row> rows() {
        return benchmark.figures().stream().map(this::row).toList();
    }

    private Row row(Figure figure) {
        Map<String, Double> medians = new LinkedHashMap<>();
        for (String contender : benchmark.contenders()) {
            List<Double> values = new ArrayList<>();
            for (Map<String, Turn> round : rounds) {
                value(round, contender, figure).ifPresent(values::add);
            }
            if (!values.isEmpty()) {
                medians.put(
                        contender,
                        Samples.of(values.stream().mapToDouble(Double::doubleValue))
                                .median());
            }
        }
        Optional<String> rival = rival(figure, medians);
        String ours = benchmark.ours();
        if (rival.isEmpty() || !medians.containsKey(ours)) {
            return new Row(figure, medians, rival, OptionalDouble.empty(), Optional.empty(), limit(figure, medians));
        }
        double ratio = medians.getOrDefault(ours, 0.0) / medians.getOrDefault(rival.get(), 0.0);
        double[] perRound = rounds.stream()
                .filter(round -> value(round, ours, figure).isPresent()
                        && value(round, rival.get(), figure).isPresent())
                .mapToDouble(round -> value(round, ours, figure).getAsDouble()
                        / value(round, rival.get(), figure).getAsDouble())
                .toArray();
        Optional<Samples> spread = perRound.length == 0 ? Optional.empty() : Optional.of(new Samples(perRound));
        Verdict verdict = figure.goal() instanceof Goal.Ratio goal
                ? compare(figure, ratio, goal.limit())
                : limit(figure, medians);
        return new Row(figure, medians, rival, OptionalDouble.of(ratio), spread, verdict);
    }

    private static OptionalDouble value(Map<String, Turn> round, String contender, Figure figure) {
        Turn turn = round.get(contender);
        return turn == null ? OptionalDouble.empty() : turn.value(figure);
    }

    /** The best of the peers the goal names; where the goal names none, the best of all peers. */
    private Optional<String> rival(Figure figure, Map<String, Double> medians) {
        List<String> peers = figure.goal() instanceof Goal.Ratio goal ? goal.peers() : benchmark.peers();
        return peers.stream().filter(medians::containsKey).reduce((a, b) -> {
            double x = medians.getOrDefault(a, 0.0);
            double y = medians.getOrDefault(b, 0.0);
            boolean first = figure.better() == Figure.Better.HIGHER ? x >= y : x <= y;
            return first ? a : b;
        });
    }

    private Verdict limit(Figure figure, Map<String, Double> medians) {
        Double ours = medians.get(benchmark.ours());
        return figure.goal() instanceof Goal.Limit goal && ours != null
                ? compare(figure, ours, goal.limit())
                : Verdict.UNKNOWN;
    }

    private static Verdict compare(Figure figure, double value, double limit) {
        boolean reached = figure.better() == Figure.Better.HIGHER ? value >= limit : value <= limit;
        return reached ? Verdict.PASS : Verdict.FAIL;
    }
}
