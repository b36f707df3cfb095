package dev.moirai.bench.harness;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What one contender did in one round: the work, repeated until its time was up.
 *
 * @param repetitions in the order done, at least one
 */
public record Turn(List<Repetition> repetitions) {

    public Turn {
        repetitions = List.copyOf(repetitions);
        if (repetitions.isEmpty()) {
            throw new IllegalArgumentException("a turn without a repetition");
        }
    }

    /** The value of a figure in this turn: over all repetitions for rates, the median repetition for the others. */
    public OptionalDouble value(Figure figure) {
        return switch (figure.name()) {
            case Figure.RATE -> OptionalDouble.of(1e9 * operations() / Math.max(1, nanos()));
            case Figure.TIME ->
                OptionalDouble.of(Samples.of(repetitions.stream().mapToDouble(Repetition::nanos))
                                .median()
                        / 1e6);
            default -> {
                double[] values = repetitions.stream()
                        .filter(repetition -> repetition.figures().containsKey(figure.name()))
                        .mapToDouble(repetition -> repetition.figures().get(figure.name()))
                        .toArray();
                yield values.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(new Samples(values).median());
            }
        };
    }

    private long operations() {
        return repetitions.stream().mapToLong(Repetition::operations).sum();
    }

    private long nanos() {
        return repetitions.stream().mapToLong(Repetition::nanos).sum();
    }
}
