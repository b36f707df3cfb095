package dev.moirai.bench.harness;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Compares checks: with the expected one or, where none is known beforehand, with the first one seen. */
final class Referee {

    private @Nullable String expected;

    Referee(Optional<String> expected) {
        this.expected = expected.orElse(null);
    }

    /** What is wrong with these repetitions, if anything is. */
    Optional<String> objection(List<Repetition> repetitions) {
        for (Repetition repetition : repetitions) {
            if (expected == null) {
                expected = repetition.check();
            } else if (!expected.equals(repetition.check())) {
                return Optional.of("wrong result: expected " + expected + ", got " + repetition.check());
            }
        }
        return Optional.empty();
    }
}
