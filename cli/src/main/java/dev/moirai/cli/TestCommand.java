package dev.moirai.cli;

import ch.qos.logback.classic.Level;
import dev.moirai.script.Application.StartRefused;
import dev.moirai.script.ScriptProject;
import dev.moirai.script.testing.TestPlan;
import dev.moirai.script.testing.TestResult;
import dev.moirai.script.testing.TestRun;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code moirai test}: the tests of a project. */
@Command(
        name = "test",
        description = {
            "Runs the tests of a project.",
            "A test is an entry of kind 'function.lua' with 'meta: {type: test}'. They run in the order of 'meta.suite' and"
                    + " 'meta.order'. A test passes if it returns without an error, and not false. Hosts start; of the services only those that"
                    + " 'meta.depends_on' of a test names. 'meta.timeout' is a test's own time limit.",
            "The exit code is 0 if all tests passed, 1 if one failed, 2 if the project is wrong or there is no such test."
        })
final class TestCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs any command
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs any command
    private ProjectFolder folder;

    @Option(
            names = {"-o", "--only"},
            paramLabel = "PATTERN",
            defaultValue = "",
            description = "Runs the tests whose id or suite contains this; '*' stands for anything.")
    private String only = "";

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "30s",
            description = "How long a test may take, such as 500ms or 1m (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // picocli sets it to the default
    private Duration timeout;

    @Option(
            names = {"-v", "--verbose"},
            description = "Shows what tests that passed have printed, and what is logged.")
    private boolean verbose;

    @Override
    public Integer call() {
        ConsoleLog.show(verbose ? Level.INFO : Level.OFF);
        PrintWriter err = spec.commandLine().getErr();
        PrintWriter out = spec.commandLine().getOut();
        TestPlan plan = TestPlan.of(ScriptProject.load(folder.path()), TestPlan.matching(only));
        plan.project().diagnostics().forEach(err::println);
        err.flush();
        if (!plan.project().ok()) {
            return ExitCode.USAGE;
        }
        if (plan.tests().isEmpty()) {
            err.println(folder.path() + ": "
                    + (plan.found() == 0
                            ? "there are no tests; a test is an entry of kind 'function.lua' with 'meta: {type: test}'"
                            : "none of the " + plan.found() + " tests has '" + only + "' in its id or suite"));
            return ExitCode.USAGE;
        }
        var report = new TestReport(out, Ink.forPeople(), verbose);
        var results = new CopyOnWriteArrayList<TestResult>(); // looked at by the thread that draws the progress
        long begun = System.nanoTime();
        int count = plan.tests().size();
        try (var progress = Progress.of(err, () -> "test " + (results.size() + 1) + " of " + count)) {
            TestRun.run(plan, timeout, result -> {
                results.add(result);
                progress.around(() -> report.tell(result));
            });
        } catch (StartRefused refused) {
            err.println("moirai: " + refused.getMessage());
            return ExitCode.SOFTWARE;
        }
        report.summary(results, Duration.ofNanos(System.nanoTime() - begun));
        return results.stream().allMatch(TestResult::passed) ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
