package dev.moirai.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SummaryTest {

    private static Standing standing(String name, long ours, long peers) {
        Benchmark benchmark = new Benchmark(
                name,
                "g",
                "about",
                name,
                1,
                1,
                List.of("ours", "peer"),
                List.of(Figure.time(Goal.none())),
                Optional.empty());
        return new Standing(benchmark, 1, Map.of(), Map.of(), List.of(Map.of("ours", turn(ours), "peer", turn(peers))));
    }

    private static Turn turn(long millis) {
        return new Turn(List.of(new Repetition("ok", 1, millis * 1_000_000, Map.of())));
    }

    @Test
    void isTheGeometricMeanOverTheNamedBenchmarks() {
        Summary summary = new Summary("mean", "g", List.of("a", "b"), "peer", 1);

        var mean = summary.mean(
                        List.of(standing("a", 10, 100), standing("b", 40, 10), standing("other", 1, 100)), "ours")
                .orElseThrow();

        assertThat(mean.count()).isEqualTo(2);
        assertThat(mean.mean()).isCloseTo(Math.sqrt(0.1 * 4), within(1e-9));
    }

    @Test
    void isEmptyWhenNoneOfThemRan() {
        assertThat(new Summary("mean", "g", List.of("a"), "peer", 1).mean(List.of(), "ours"))
                .isEmpty();
    }

    @Test
    void countsAmongTheGoalsOfARun() {
        List<Standing> standings = List.of(standing("a", 10, 100), standing("b", 40, 10));

        assertThat(Tally.of(
                        standings,
                        List.of(
                                new Summary("reached", "g", List.of("a", "b"), "peer", 1),
                                new Summary("missed", "g", List.of("b"), "peer", 1),
                                new Summary("not run", "g", List.of("c"), "peer", 1))))
                .isEqualTo(new Tally(1, 2));
    }
}
