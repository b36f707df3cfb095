package dev.moirai.script.kind;

import dev.moirai.app.project.Project;
import dev.moirai.app.schema.Entry;
import dev.moirai.app.schema.EntryId;
import dev.moirai.app.schema.GoDuration;
import dev.moirai.app.source.Data;
import dev.moirai.app.source.Diagnostics;
import dev.moirai.app.source.Position;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One test: an entry of kind {@code function.lua} with {@code meta.type: test}.
 *
 * @param id its entry
 * @param suite {@code meta.suite}; without one, its namespace
 * @param order {@code meta.order}, its place in the suite; without one 0
 * @param timeout {@code meta.timeout}, how long it may take
 * @param host {@code meta.default_host}, where it runs
 */
public record TestCase(EntryId id, String suite, double order, Optional<Duration> timeout, Optional<EntryId> host)
        implements Comparable<TestCase> {
    private static final Data TEST = new Data.Text("test");
    private static final Comparator<TestCase> IN_ORDER = Comparator.comparing(TestCase::suite)
            .thenComparingDouble(TestCase::order)
            .thenComparing(TestCase::id);

    /** The tests of {@code project} in the order they run; what is wrong with their {@code meta} goes to {@code mistakes}. */
    public static List<TestCase> all(Project project, Diagnostics mistakes) {
        return project.entries(FunctionLua.KIND).stream()
                .filter(entry -> TEST.equals(entry.meta().values().get("type")))
                .map(entry -> new TestCase(
                        entry.id(),
                        suiteOf(entry, mistakes),
                        orderOf(entry, mistakes),
                        timeoutOf(entry, mistakes),
                        entry.defaultHost()))
                .sorted()
                .toList();
    }

    private static String suiteOf(Entry<?> entry, Diagnostics mistakes) {
        return switch (entry.meta().values().get("suite")) {
            case Data.Text(String text) when !text.isBlank() -> text;
            case null -> entry.id().namespace();
            default -> {
                mistakes.error(
                        at(entry, "suite"), "'meta.suite' of the test " + entry.id() + " is no name", "a name", "");
                yield "";
            }
        };
    }

    private static double orderOf(Entry<?> entry, Diagnostics mistakes) {
        return switch (entry.meta().values().get("order")) {
            case Data.Whole(long value) -> value;
            case Data.Real(double value) -> value;
            case null -> 0;
            default -> {
                mistakes.error(
                        at(entry, "order"), "'meta.order' of the test " + entry.id() + " is no number", "a number", "");
                yield 0;
            }
        };
    }

    private static Optional<Duration> timeoutOf(Entry<?> entry, Diagnostics mistakes) {
        Data written = entry.meta().values().get("timeout");
        Optional<Duration> timeout = written instanceof Data.Text(String text)
                ? GoDuration.parse(text).filter(Duration::isPositive)
                : Optional.empty();
        if (written != null && timeout.isEmpty()) {
            mistakes.error(
                    at(entry, "timeout"),
                    "'meta.timeout' of the test " + entry.id() + " is no duration",
                    "a duration such as 10s or 500ms",
                    "");
        }
        return timeout;
    }

    private static Position at(Entry<?> entry, String field) {
        return entry.metaAt().getOrDefault(field, entry.at());
    }

    @Override
    public int compareTo(TestCase other) {
        return IN_ORDER.compare(this, other);
    }
}
