package dev.moirai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestCommandTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private final StringBuilder index = new StringBuilder();

    @BeforeEach
    void aHost() {
        index.append("""
                namespace: app
                entries:
                  - name: processes
                    kind: process.host
                    lifecycle: { auto_start: true }
                """);
    }

    private void entry(String name, String kind, String meta, String code) throws IOException {
        Files.writeString(folder.resolve(name + ".lua"), code);
        index.append("""
                  - name: %s
                    kind: %s
                    source: file://%s.lua
                    method: main
                    %s
                """.formatted(name, kind, name, meta));
    }

    private void test(String name, String meta, String body) throws IOException {
        entry(
                name,
                "function.lua",
                "meta: { type: test%s }".formatted(meta),
                "return { main = function() " + body + " end }");
    }

    private Outcome run(String... options) throws IOException {
        Files.writeString(folder.resolve("_index.yaml"), index);
        var arguments = new String[options.length + 2];
        arguments[0] = "test";
        arguments[1] = folder.toString();
        System.arraycopy(options, 0, arguments, 2, options.length);
        return Outcome.ofMoirai(arguments);
    }

    @Test
    void runsTestsBySuiteAndOrder() throws IOException {
        test("c", ", suite: one, order: 2", "");
        test("a", ", suite: two", "return true");
        test("b", ", suite: one, order: 10", "return nil");
        test("d", ", suite: one, order: 1.5", "return 'text'");

        Outcome outcome = run();

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out())
                .containsPattern("(?s)^one\n.* app:d .* app:c .* app:b .*two\n.* app:a .*"
                        + "4 tests: 4 passed, 0 failed \\(\\d+\\.\\d s\\)\n$");
    }

    @Test
    void tellsWhereATestFailedAndWhatItPrinted() throws IOException {
        test("equal", "", "\n  print('before')\n  assert(1 + 1 == 3)\n");

        Outcome outcome = run();

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out())
                .contains("FAIL  app:equal", folder.resolve("equal.lua") + ":3: assertion failed!", "| before")
                .contains("1 test: 0 passed, 1 failed")
                .doesNotContain("app:equal:3");
    }

    @Test
    void aTestThatReturnsFalseOrAnErrorFails() throws IOException {
        test("false", "", "return false");
        test("error", "", "return nil, 'no luck'");

        Outcome outcome = run();

        assertThat(outcome.out()).contains("it returned false", "no luck", "2 tests: 0 passed, 2 failed");
    }

    @Test
    void aTestThatDoesNotEndIsEndedAtItsTimeout() throws IOException {
        test("waits", ", timeout: 50ms", "process.inbox():receive()");
        test("loops", "", "while true do end");

        Outcome outcome = run("--timeout", "60ms");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out())
                .contains("it did not end within 50ms; it waits for receive from process.inbox()")
                .contains("it did not end within 60ms");
    }

    @Test
    void onlySomeAreRunIfAskedFor() throws IOException {
        test("apples", ", suite: fruit", "");
        test("pears", ", suite: fruit", "error('not me')");

        assertThat(run("--only", "app*APP").out()).contains("1 test: 1 passed");
        assertThat(run("--only", "fruit").out()).contains("2 tests: 1 passed, 1 failed");
        Outcome none = run("--only", "plums");
        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.err()).contains("none of the 2 tests has 'plums' in its id or suite");
    }

    @Test
    void mistakesInCodeThatNoTestNeedsDoNotMatter() throws IOException {
        entry("broken", "process.lua", "", "this is not Lua");
        test("fine", "", "");
        test("needy", "", "process.spawn('app:broken', 'app:processes')");

        assertThat(run("--only", "fine").exitCode()).isZero();
        Outcome needy = run("--only", "needy");
        assertThat(needy.exitCode()).isEqualTo(2);
        assertThat(needy.err()).contains("broken.lua:1:6: ");
    }

    @Test
    void ofTheServicesOnlyThoseStartThatATestDependsOn() throws IOException {
        String register = "return function(name) process.registry.register('%s') process.events():receive() end";
        entry(
                "wanted",
                "process.lua",
                "lifecycle: { auto_start: true, requires: [app:needed] }",
                register.formatted("wanted"));
        entry("needed", "process.lua", "lifecycle: { auto_start: true }", register.formatted("needed"));
        entry("other", "process.lua", "lifecycle: { auto_start: true }", "error('must not start')");
        test("sees", ", depends_on: [app:wanted]", """
                assert(process.registry.lookup("needed"))
                assert(process.registry.lookup("wanted"))
                """);

        Outcome outcome = run();

        assertThat(outcome.exitCode()).as(outcome.out()).isZero();
    }

    @Test
    void whatASuiteLeavesBehindIsGoneInTheNext() throws IOException {
        entry("keeper", "process.lua", "", "return function() process.events():receive() end");
        String spawn = "assert(process.with_options({}):with_name('keeper'):spawn('app:keeper', 'app:processes'))";
        test("makes", ", suite: a, order: 1", spawn);
        test("uses", ", suite: a, order: 2", "assert(process.registry.lookup('keeper'))");
        test("misses", ", suite: b", "assert(not process.registry.lookup('keeper'))");

        Outcome outcome = run();

        assertThat(outcome.exitCode()).as(outcome.out()).isZero();
    }

    @Test
    void aProjectWithoutTestsIsToldHowToWriteOne() throws IOException {
        Outcome outcome = run();

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains("there are no tests", "meta: {type: test}");
    }

    @Test
    void strangeMetaOfATestIsAMistake() throws IOException {
        test("odd", ", order: first, timeout: 5, suite: [a]", "");

        Outcome outcome = run();
        Outcome check = Outcome.ofMoirai("check", folder.toString());

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err())
                .contains("'meta.order' of the test app:odd is", "a number")
                .contains("'meta.timeout' of the test app:odd is", "such as 10s")
                .contains("'meta.suite' of the test app:odd is no name");

        assertThat(outcome.err().lines().map(line -> line.replaceFirst(": .*", "")))
                .doesNotHaveDuplicates();
        assertThat(check.err()).isEqualTo(outcome.err());
    }

    @Test
    void aTimeoutWithoutAUnitIsBadUsage() throws IOException {
        assertThat(run("--timeout", "5").err()).contains("'5' is not a duration such as 500ms, 10s or 1m30s");
    }
}
