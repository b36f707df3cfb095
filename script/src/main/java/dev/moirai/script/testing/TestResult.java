package dev.moirai.script.testing;

import dev.moirai.script.kind.TestCase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What came of a test.
 *
 * @param took from its start to its end
 * @param failure why it failed, with files and lines; empty if it passed
 * @param printed the lines printed while it ran
 */
public record TestResult(TestCase test, Duration took, Optional<Failure> failure, List<String> printed) {
    public TestResult {
        printed = List.copyOf(printed);
    }

    public boolean passed() {
        return failure.isEmpty();
    }

    /**
     * Why a test failed.
     *
     * @param message in one line or a few, with the place in front where it is known
     * @param stack the Lua stack, or empty
     */
    public record Failure(String message, String stack) {}
}
