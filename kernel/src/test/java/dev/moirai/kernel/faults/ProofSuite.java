package dev.moirai.kernel.faults;

import static org.junit.platform.engine.discovery.ClassNameFilter.excludeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;
import static org.junit.platform.launcher.TagFilter.excludeTags;

import dev.moirai.kernel.model.Histories;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * What proves the kernel in everyday runs: histories against the model, then the tests; ends at the first failure. A test
 * that hangs, as some faults make it, fails by name after half a minute.
 */
final class ProofSuite {
    private static final int HISTORIES = 3_000;

    private ProofSuite() {}

    public static void main(String[] args) throws Exception {
        try {
            Histories.run(1, HISTORIES);
        } catch (Exception | Error difference) {
            found("the model", difference);
        }
        LauncherDiscoveryRequest tests = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectPackage("dev.moirai.kernel"))
                .filters(excludeTags("long"), excludeClassNamePatterns(".*HistoriesTest", ".*FaultsTest"))
                .configurationParameter("junit.jupiter.execution.timeout.test.method.default", "30 s")
                .configurationParameter("junit.jupiter.execution.timeout.thread.mode.default", "SEPARATE_THREAD")
                .build();
        LauncherFactory.create().execute(tests, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (result.getStatus() == TestExecutionResult.Status.FAILED) { // not ABORTED: that is no verdict
                    result.getThrowable().ifPresent(failure -> found(test.getLegacyReportingName(), failure));
                }
            }
        });
        System.out.println("NOTHING");
        Runtime.getRuntime().halt(0);
    }

    private static void found(String by, Throwable failure) {
        String message =
                String.valueOf(failure.getMessage()).strip().lines().findFirst().orElse("");
        System.out.println("FOUND " + by + ": " + message);
        System.out.flush();
        Runtime.getRuntime().halt(1); // other threads may hang: that is what faults do
    }
}
