package dev.moirai.bench.harness;

import dev.moirai.bench.harness.Standing.Verdict;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A goal over several benchmarks: the geometric mean of our times as ratios to one peer's.
 *
 * @param title what it says
 * @param group the group whose page section shows it
 * @param benchmarks the names of those averaged
 * @param peer the contender compared with
 * @param limit the most the mean may be; for information only if infinite
 */
public record Summary(String title, String group, List<String> benchmarks, String peer, double limit) {

    public Summary {
        benchmarks = List.copyOf(benchmarks);
    }

    /**
     * The mean for one contender over the benchmarks in which both it and the peer have a time.
     *
     * @param mean the geometric mean of the ratios
     * @param count of how many benchmarks
     */
    public record Mean(double mean, int count) {}

    public Optional<Mean> mean(Collection<Standing> standings, String contender) {
        double[] ratios = standings.stream()
                .filter(standing -> benchmarks.contains(standing.benchmark().name()))
                .map(standing -> standing.rows().getFirst().medians())
                .filter(medians -> medians.containsKey(contender) && medians.containsKey(peer))
                .mapToDouble(medians -> medians.getOrDefault(contender, 0.0) / medians.getOrDefault(peer, 0.0))
                .toArray();
        return ratios.length == 0
                ? Optional.empty()
                : Optional.of(new Mean(new Samples(ratios).geometricMean(), ratios.length));
    }

    /** Whether ours reaches the goal; {@code UNKNOWN} if there is none, or nothing was compared. */
    public Verdict verdict(Collection<Standing> standings) {
        if (limit == Double.POSITIVE_INFINITY) {
            return Verdict.UNKNOWN;
        }
        return standings.stream()
                .map(Standing::benchmark)
                .filter(benchmark -> benchmarks.contains(benchmark.name()))
                .findFirst()
                .flatMap(benchmark -> mean(standings, benchmark.ours()))
                .map(mean -> mean.mean() <= limit ? Verdict.PASS : Verdict.FAIL)
                .orElse(Verdict.UNKNOWN);
    }
}
