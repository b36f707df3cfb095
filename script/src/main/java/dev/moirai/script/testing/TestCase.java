package dev.moirai.script.testing;

import dev.moirai.app.schema.EntryId;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;

/**
 * One test.
 *
 * @param id its entry
 * @param suite {@code meta.suite}; without one, its namespace
 * @param order {@code meta.order}, its place in the suite; without one 0
 * @param timeout {@code meta.timeout}, how long it may take
 * @param host {@code meta.default_host}, where it runs
 */
public record TestCase(EntryId id, String suite, double order, Optional<Duration> timeout, Optional<EntryId> host)
        implements Comparable<TestCase> {
    private static final Comparator<TestCase> IN_ORDER = Comparator.comparing(TestCase::suite)
            .thenComparingDouble(TestCase::order)
            .thenComparing(TestCase::id);

    @Override
    public int compareTo(TestCase other) {
        return IN_ORDER.compare(this, other);
    }
}
