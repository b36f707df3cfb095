package dev.moirai.script.testing;

import dev.moirai.app.schema.EntryId;
import dev.moirai.app.schema.Role;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.NodeOptions;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.ProcessInfo;
import dev.moirai.otp.text.DurationText;
import dev.moirai.script.Application;
import dev.moirai.script.ApplicationOptions;
import dev.moirai.script.ProcessResult;
import dev.moirai.script.kind.TestCase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Runs the tests of a plan, one after the other, in one application.
 *
 * <p>A test passes when it returns without an error and its first value is not false. What the tests of a suite have started
 * stays until the suite is over; the next suite finds only what its plan starts.
 */
public final class TestRun {
    private static final Duration TO_STOP = Duration.ofSeconds(5);
    private static final Duration TO_ASK = Duration.ofSeconds(1);
    private static final Pattern WITH_PLACE = Pattern.compile("^[^\\s:]+:\\d+: .*", Pattern.DOTALL);
    private static final Pattern PLACE = Pattern.compile("([^\\s:]+\\.lua:\\d+|[^\\s:]+\\.ya?ml:\\d+)");

    private final TestPlan plan;
    private final Duration timeout;
    private final Application application;
    private final List<String> printed; // guarded by itself
    private final Set<Pid> keptAnyway;

    private TestRun(TestPlan plan, Duration timeout, Application application, List<String> printed) {
        this.plan = plan;
        this.timeout = timeout;
        this.application = application;
        this.printed = printed;
        this.keptAnyway = new HashSet<>(application.node().processes());
    }

    /**
     * Runs the tests of {@code plan}, which must be {@link TestPlan#ok}.
     *
     * @param timeout for tests that say none of their own
     * @param told each result as soon as it is there
     * @throws Application.StartRefused if a service that the tests need does not start
     */
    public static void run(TestPlan plan, Duration timeout, Consumer<TestResult> told) {
        var printed = new ArrayList<String>();
        Consumer<String> output = line -> {
            synchronized (printed) {
                printed.add(line);
            }
        };
        var options = ApplicationOptions.DEFAULT.withNodeName("test").withOutput(output);
        Node node = Node.start(NodeOptions.named("test"));
        Application application = Application.start(plan.project(), node, options);
        try {
            new TestRun(plan, timeout, application, printed).runAll(told);
        } finally {
            application.stop(TO_STOP);
        }
    }

    private void runAll(Consumer<TestResult> told) {
        String suite = "";
        for (TestCase test : plan.tests()) {
            if (!test.suite().equals(suite)) {
                endLeftovers();
                suite = test.suite();
            }
            told.accept(run(test));
        }
    }

    /** Ends what the tests of a suite have left behind, before the next suite could meet it. */
    private void endLeftovers() {
        List<Pid> left = application.node().processes().stream()
                .filter(pid -> !keptAnyway.contains(pid))
                .toList();
        CompletableFuture<?>[] ends =
                left.stream().map(application.node()::exitOf).toArray(CompletableFuture[]::new);
        left.forEach(application.node()::kill);
        application.node().await(CompletableFuture.allOf(ends), TO_STOP);
    }

    private TestResult run(TestCase test) {
        takePrinted(); // what came late belongs to nobody
        Duration limit = test.timeout().orElse(timeout);
        Node node = application.node();
        long begun = node.clock().nanoTime();
        Application.Running running = application.run(
                test.id().toString(), host(test).map(EntryId::toString).orElse(null));
        boolean ended = node.await(running.result(), limit);
        Duration took = Duration.ofNanos(node.clock().nanoTime() - begun);
        Optional<TestResult.Failure> failure =
                ended ? failure(running.result().join()) : Optional.of(tooLong(running.pid(), limit));
        return new TestResult(test, took, failure, takePrinted());
    }

    /** The host a test names, or the only one there is; otherwise the node's own. */
    private Optional<EntryId> host(TestCase test) {
        var hosts = plan.project().plan().steps().stream()
                .filter(step -> plan.project()
                        .project()
                        .find(step.id())
                        .filter(entry -> entry.kind().roles().contains(Role.HOST))
                        .isPresent())
                .toList();
        return test.host()
                .or(() -> hosts.size() == 1 ? Optional.of(hosts.getFirst().id()) : Optional.empty());
    }

    private List<String> takePrinted() {
        synchronized (printed) {
            var lines = List.copyOf(printed);
            printed.clear();
            return lines;
        }
    }

    // ---- why a test failed

    private Optional<TestResult.Failure> failure(ProcessResult result) {
        if (!result.ok()) {
            String stack = plan.project().inFiles(result.stack());
            String message = plan.project().inFiles(String.valueOf(result.error()));
            Matcher place = PLACE.matcher(stack);
            boolean placed = WITH_PLACE.matcher(message).matches() || !place.find();
            return Optional.of(new TestResult.Failure(placed ? message : place.group() + ": " + message, stack));
        }
        return Boolean.FALSE.equals(result.value())
                ? Optional.of(new TestResult.Failure("it returned false", ""))
                : Optional.empty();
    }

    private TestResult.Failure tooLong(Pid pid, Duration limit) {
        Node node = application.node();
        CompletableFuture<@Nullable ProcessInfo> asked = node.info(pid);
        ProcessInfo info = node.await(asked, TO_ASK) ? asked.getNow(null) : null;
        CompletableFuture<?> end = node.exitOf(pid);
        node.kill(pid);
        node.await(end, TO_STOP);
        String doing = info == null || info.waitsFor().isEmpty() ? "" : "; it waits for " + info.waitsFor();
        return new TestResult.Failure("it did not end within " + DurationText.of(limit) + doing, "");
    }
}
