package dev.moirai.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.moirai.bench.harness.Standing.Row;
import dev.moirai.bench.harness.Standing.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class StandingTest {

    private static final List<String> CONTENDERS = List.of("ours", "one", "two", "shown");

    private static Row row(Figure figure, List<Map<String, Turn>> rounds) {
        Benchmark benchmark =
                new Benchmark("b", "g", "about", "b", 1, 1, CONTENDERS, List.of(figure), Optional.empty());
        return new Standing(benchmark, 1, Map.of(), Map.of(), rounds).rows().getFirst();
    }

    /** A round in which each contender needs so many milliseconds for 1,000 operations. */
    private static Map<String, Turn> round(long... millis) {
        Map<String, Turn> round = new LinkedHashMap<>();
        for (int i = 0; i < millis.length; i++) {
            if (millis[i] > 0) {
                round.put(
                        CONTENDERS.get(i),
                        new Turn(List.of(new Repetition("ok", 1_000, millis[i] * 1_000_000, Map.of()))));
            }
        }
        return round;
    }

    @Test
    void aVariantOfOursIsNoRival() {
        Benchmark benchmark = new Benchmark(
                "b",
                "g",
                "about",
                "b",
                1,
                1,
                List.of("ours", "ours-otherwise", "one"),
                List.of(Figure.time(Goal.limit(20))),
                Optional.empty());
        Turn fast = new Turn(List.of(new Repetition("ok", 1_000, 10_000_000, Map.of())));
        Turn slow = new Turn(List.of(new Repetition("ok", 1_000, 40_000_000, Map.of())));

        Row row = new Standing(
                        benchmark,
                        1,
                        Map.of(),
                        Map.of(),
                        List.of(Map.of("ours", fast, "ours-otherwise", fast, "one", slow)))
                .rows()
                .getFirst();

        assertThat(row.rival()).contains("one");
        assertThat(row.ratio().getAsDouble()).isCloseTo(0.25, within(1e-9));
    }

    @Nested
    class Ratio {

        @Test
        void isToTheFastestOfThePeersTheGoalNames() {
            Row row = row(Figure.rate(Goal.ratio(2, "one", "two")), List.of(round(10, 50, 40, 1)));

            assertThat(row.rival()).contains("two");
            assertThat(row.ratio().getAsDouble()).isCloseTo(4, within(1e-9));
            assertThat(row.verdict()).isEqualTo(Verdict.PASS);
        }

        @Test
        void ofTimesPassesWhenItIsSmallEnough() {
            assertThat(row(Figure.time(Goal.ratio(0.5, "one", "two")), List.of(round(20, 50, 40)))
                            .verdict())
                    .isEqualTo(Verdict.PASS);
            assertThat(row(Figure.time(Goal.ratio(0.5, "one", "two")), List.of(round(21, 50, 40)))
                            .verdict())
                    .isEqualTo(Verdict.FAIL);
        }

        @Test
        void comparesMediansAndItsSpreadIsThatOfTheRounds() {
            Row row = row(Figure.time(Goal.ratio(1, "one")), List.of(round(10, 10), round(30, 10), round(20, 10)));

            assertThat(row.ratio().getAsDouble()).isEqualTo(2);
            assertThat(row.spread().orElseThrow().min()).isEqualTo(1);
            assertThat(row.spread().orElseThrow().max()).isEqualTo(3);
        }

        @Test
        void isUnknownWithoutAPeer() {
            assertThat(row(Figure.rate(Goal.ratio(2, "one", "two")), List.of(round(10)))
                            .verdict())
                    .isEqualTo(Verdict.UNKNOWN);
        }

        @Test
        void isUnknownWhenOursFailed() {
            assertThat(row(Figure.rate(Goal.ratio(2, "one", "two")), List.of(round(0, 10, 10)))
                            .verdict())
                    .isEqualTo(Verdict.UNKNOWN);
        }
    }

    @Nested
    class Limit {

        @Test
        void isHeldAgainstOurFigureWhateverThePeersDo() {
            assertThat(row(Figure.time(Goal.limit(10)), List.of(round(10, 1))).verdict())
                    .isEqualTo(Verdict.PASS);
            assertThat(row(Figure.time(Goal.limit(10)), List.of(round(11, 99))).verdict())
                    .isEqualTo(Verdict.FAIL);
        }
    }
}
