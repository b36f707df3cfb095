package dev.moirai.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.bench.harness.Benchmark;
import dev.moirai.bench.harness.Goal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CatalogueTest {

    private static List<Benchmark> all() {
        List<Benchmark> all = new ArrayList<>(ProcessBenchmarks.all());
        all.addAll(LuaBenchmarks.engine());
        all.addAll(LuaBenchmarks.warm());
        all.addAll(LuaBenchmarks.cold());
        all.addAll(ScalingBenchmarks.all());
        return all;
    }

    @Test
    void namesAreUnique() {
        assertThat(all()).extracting(Benchmark::name).doesNotHaveDuplicates();
    }

    @Test
    void everyContenderOfABenchmarkIsKnownAndEveryPeerOfAGoalTakesPart() {
        Set<String> known = new Contenders(Path.of(".")).byName().keySet();

        assertThat(all()).allSatisfy(benchmark -> {
            assertThat(known).containsAll(benchmark.contenders());
            assertThat(benchmark.figures()).allSatisfy(figure -> {
                if (figure.goal() instanceof Goal.Ratio(double _, List<String> peers)) {
                    assertThat(peers).anyMatch(benchmark.contenders()::contains);
                }
            });
        });
    }

    @Test
    void everyLuaBenchmarkHasItsProgram() {
        assertThat(LuaBenchmarks.warm())
                .allSatisfy(benchmark -> assertThat(
                                Path.of("src/main/lua", benchmark.work().replaceFirst(".*:", "") + ".lua"))
                        .matches(Files::exists));
    }

    @Test
    void everyPointOfAPictureIsAFigureOfABenchmark() {
        assertThat(ScalingBenchmarks.sweeps())
                .flatExtracting(sweep -> sweep.lines())
                .flatExtracting(line -> line.points())
                .allSatisfy(point -> assertThat(all())
                        .filteredOn(benchmark -> benchmark.name().equals(point.benchmark()))
                        .singleElement()
                        .satisfies(benchmark -> assertThat(benchmark.figures())
                                .anyMatch(figure -> figure.name().equals(point.figure()))));
    }
}
