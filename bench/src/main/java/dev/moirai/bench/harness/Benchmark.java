package dev.moirai.bench.harness;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;

/**
 * One piece of work that every contender does in its own idiom, the sizes it is done at, and the figures read from it.
 *
 * @param name how it is chosen on the command line and known to the contenders, such as {@code ping-pong-64}
 * @param group the table of the report it belongs to
 * @param about what exactly is done, in one sentence
 * @param work the name of the work as the contenders know it; several benchmarks may share one
 * @param quickSize the size in quick mode
 * @param fullSize the size in full mode
 * @param contenders names of those who take part, ours first
 * @param figures what is read from each run
 * @param expected the check each contender must return for a size; without it, all must return the same
 * @param longWarmUp the warm-up in full mode, if it is to be longer than the {@linkplain Mode#warmUp usual one}
 */
public record Benchmark(
        String name,
        String group,
        String about,
        String work,
        long quickSize,
        long fullSize,
        List<String> contenders,
        List<Figure> figures,
        Optional<LongFunction<String>> expected,
        Duration longWarmUp) {

    /** One with the usual warm-up. */
    public Benchmark(
            String name,
            String group,
            String about,
            String work,
            long quickSize,
            long fullSize,
            List<String> contenders,
            List<Figure> figures,
            Optional<LongFunction<String>> expected) {
        this(name, group, about, work, quickSize, fullSize, contenders, figures, expected, Duration.ZERO);
    }

    public Benchmark {
        contenders = List.copyOf(contenders);
        figures = List.copyOf(figures);
        if (contenders.isEmpty() || figures.isEmpty()) {
            throw new IllegalArgumentException("benchmark " + name + " needs a contender and a figure");
        }
    }

    /** The contender that is held to the goals: ours. */
    public String ours() {
        return contenders.getFirst();
    }

    /** All others but variants of ours, which are named {@code ours-…}. */
    public List<String> peers() {
        return contenders.stream()
                .filter(name -> !name.equals(ours()) && !name.startsWith(ours() + "-"))
                .toList();
    }

    /** The same without some contenders. */
    public Benchmark without(Set<String> names) {
        List<String> others = contenders.stream()
                .filter(contender -> !names.contains(contender))
                .toList();
        return new Benchmark(name, group, about, work, quickSize, fullSize, others, figures, expected, longWarmUp);
    }

    /** How long a contender that {@linkplain Contender#warmsUp warms up} repeats the work before the first round. */
    public Duration warmUp(Mode mode) {
        return mode == Mode.QUICK || longWarmUp.compareTo(mode.warmUp()) < 0 ? mode.warmUp() : longWarmUp;
    }

    /** The size of one run in the given mode. */
    public long size(Mode mode) {
        return mode == Mode.QUICK ? quickSize : fullSize;
    }
}
