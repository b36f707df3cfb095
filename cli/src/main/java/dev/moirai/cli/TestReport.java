package dev.moirai.cli;

import dev.moirai.script.testing.TestResult;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;

/**
 * What {@code moirai test} prints: a line for each test under the name of its suite, why it failed, and a summary.
 *
 * <pre>
 * counter
 *   ok    app.counter:counter_test  12 ms
 *   FAIL  app.counter:broken_test  3 ms
 *         src/counter/broken_test.lua:7: expected 42, got 41
 * </pre>
 */
final class TestReport {
    private static final String INDENT = "        ";
    private static final double NANOS_IN_A_SECOND = 1e9;

    private final PrintWriter out;
    private final Ink ink;
    private final boolean verbose;
    private String suite = "";

    TestReport(PrintWriter out, Ink ink, boolean verbose) {
        this.out = out;
        this.ink = ink;
        this.verbose = verbose;
    }

    void tell(TestResult result) {
        if (!result.test().suite().equals(suite)) {
            suite = result.test().suite();
            out.println(ink.bold(suite));
        }
        out.println("  " + (result.passed() ? ink.green("ok  ") : ink.red("FAIL")) + "  "
                + result.test().id() + "  "
                + ink.faint(result.took().toMillis() + " ms"));
        result.failure().ifPresent(failure -> {
            lines(ink.red(failure.message()));
            lines(failure.stack());
        });
        if (verbose || !result.passed()) {
            result.printed().forEach(line -> lines(ink.faint("| ") + line));
        }
        out.flush();
    }

    private void lines(String text) {
        text.lines().forEach(line -> out.println(INDENT + line));
    }

    void summary(List<TestResult> results, Duration took) {
        long failed = results.stream().filter(result -> !result.passed()).count();
        String counts = "%d %s: %d passed, %d failed (%.1f s)"
                .formatted(
                        results.size(),
                        results.size() == 1 ? "test" : "tests",
                        results.size() - failed,
                        failed,
                        took.toNanos() / NANOS_IN_A_SECOND);
        out.println();
        out.println(failed == 0 ? ink.green(counts) : ink.red(counts));
        if (failed > 1) {
            results.stream()
                    .filter(result -> !result.passed())
                    .forEach(result -> out.println("  " + result.test().id()));
        }
        out.flush();
    }
}
