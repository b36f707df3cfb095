package dev.moirai.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.app.run.ServiceStatus;
import dev.moirai.app.run.ShutdownReport;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplicationTest {
    private static final String HEAD = """
            version: "1.0"
            namespace: app
            entries:
              - name: processes
                kind: process.host
                lifecycle: { auto_start: true }
            """;

    @TempDir
    Path folder;

    private final Stage stage = Stage.bare(1);

    @BeforeEach
    void sourceFolder() throws IOException {
        Files.createDirectories(folder.resolve("src"));
    }

    private ScriptProject project(String entries) throws IOException {
        Files.writeString(folder.resolve("src/_index.yaml"), HEAD + entries);
        return ScriptProject.load(folder);
    }

    private Application start(String entries) throws IOException {
        ScriptProject project = project(entries);
        assertThat(project.diagnostics()).isEmpty();
        return Application.start(project, stage.node(), stage.options());
    }

    @Test
    void theProcessThatIsRunHasTheTerminal() throws IOException {
        ScriptProject project = project("""
                  - name: greet
                    kind: process.lua
                    modules: [io]
                    source: |
                      return function(name)
                        local io = require("io")
                        local child = assert(process.spawn_monitored("app:child", "app:processes"))
                        local denied = process.events():receive().result.value
                        io.print("hello", name, io.args()[1])
                        io.write("first=", io.readline(), " rest=", io.read(3), io.read(100))
                        io.print(" end=" .. tostring(io.readline()))
                        io.eprint(denied)
                        return io.flush()
                      end
                  - name: child
                    kind: process.lua
                    modules: [io]
                    source: |
                      return function()
                        local ok, err = require("io").print("x")
                        return err:kind() .. " " .. err:message():sub(1, 19)
                      end
                """);
        assertThat(project.diagnostics()).isEmpty();
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var options = stage.options()
                .withTerminal(
                        new ByteArrayInputStream("one\r\ntwo three".getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, false, StandardCharsets.UTF_8),
                        new PrintStream(err, false, StandardCharsets.UTF_8));
        try (var threads = Stage.bareThreads();
                Application application = Application.start(project, threads.node(), options)) {
            ProcessResult result =
                    threads.await(application.run("app:greet", null, "Ann").result());

            assertThat(result.ok()).as("%s", result).isTrue();
            assertThat(out.toString(StandardCharsets.UTF_8))
                    .isEqualTo("hello\tAnn\tAnn\nfirst=one rest=two three end=nil\n");
            assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("Unavailable no terminal context\n");
        }
    }

    @Test
    void whatAServiceDoesBeforeItsFirstWaitIsDoneWhenThoseThatRequireItBegin() throws IOException {
        String entries = """
                  - name: server
                    kind: process.lua
                    lifecycle: { auto_start: true }
                    source: |
                      return function()
                        local sum = 0
                        for i = 1, 100000 do sum = sum + i end
                        assert(process.registry.register("server"))
                        process.events():receive()
                      end
                  - name: client
                    kind: process.lua
                    source: |
                      return function()
                        print("found", process.registry.lookup("server") ~= nil)
                      end
                    lifecycle:
                      auto_start: true
                      requires: [app:server]
                """;
        for (int seed = 1; seed <= 50; seed++) {
            Stage one = Stage.bare(seed);
            ScriptProject project = project(entries);
            assertThat(project.diagnostics()).isEmpty();
            try (Application _ = Application.start(project, one.node(), one.options())) {
                one.awaitLineLike("found\t.*");

                assertThat(one.lines()).as("seed %d", seed).contains("found\ttrue");
            }
        }
    }

    @Test
    void aServiceThatComputesForVeryLongBeforeItsFirstWaitHasStartedToo() throws IOException {
        try (Application _ = start("""
                  - name: busy
                    kind: process.lua
                    source: |
                      return function()
                        for i = 1, 20000000 do end
                        print("done")
                        process.events():receive()
                      end
                    lifecycle: { auto_start: true }
                """)) {
            assertThat(stage.lines()).isEmpty();

            stage.awaitLine("done");
        }
    }

    @Test
    void theTypesOfALibraryAreFieldsOfWhatItReturns() throws IOException {
        try (Application _ = start("""
                  - name: shapes
                    kind: library.lua
                    source: |
                      type Config = { port: number }
                      return { default = { port = 80 } }
                  - name: main
                    kind: process.lua
                    imports: { shapes: app:shapes }
                    source: |
                      return function()
                        local shapes = require("shapes")
                        print(shapes.Config:is(shapes.default).port, shapes.Config:is({ port = "x" }))
                      end
                    lifecycle: { auto_start: true }
                """)) {
            stage.awaitLine("80\tnil\tfield 'port': expected number, got \"x\"");
        }
    }

    @Test
    void aLibraryIsNotRun() throws IOException {
        try (Application _ = start("""
                  - {name: lib, kind: library.lua, source: "return {}"}
                  - name: main
                    kind: process.lua
                    modules: [funcs]
                    source: |
                      return function()
                        local id = "app:" .. "lib"
                        print(process.spawn(id, "app:processes"))
                        print(require("funcs").call(id))
                      end
                    lifecycle: { auto_start: true }
                """)) {
            stage.awaitLine("nil\tfactory not found: there is no process entry 'app:lib'");
            stage.awaitLine("nil\tfunction not found: there is no entry 'app:lib'");
        }
    }

    @Test
    void aCallRunsOnTheDefaultHostOfItsEntry() throws IOException {
        try (Application _ = start("""
                  - name: other
                    kind: process.host
                    lifecycle: { auto_start: true }
                  - name: where
                    kind: process.lua
                    meta: { default_host: app:other }
                    source: return function() return process.pid() end
                  - name: main
                    kind: process.lua
                    meta: { default_host: app:processes }
                    modules: [funcs]
                    source: |
                      return function()
                        print(require("funcs").call("app:where"):match("^{([^|]*)"))
                      end
                    lifecycle: { auto_start: true }
                """)) {
            stage.awaitLine("app:other");
        }
    }

    @Test
    void twoVariablesOfOneNameAreAMistake() throws IOException {
        assertThat(project("""
                  - {name: a, kind: env.variable, variable: PORT}
                  - {name: b, kind: env.variable, variable: PORT}
                """).diagnostics())
                .singleElement()
                .asString()
                .contains("a second variable 'PORT'; the first is app:a at");
    }

    @Test
    void aServiceThatFailsIsStartedAgainAfterAPauseThatGrows() throws IOException {
        try (Application _ = start("""
                  - name: flaky
                    kind: process.lua
                    source: |
                      return function()
                        print("up at " .. math.floor(os.clock() * 10 + 0.5))
                        require("time").sleep("100ms")
                        error("down")
                      end
                    modules: [time]
                    lifecycle:
                      auto_start: true
                      restart: { initial_delay: 1s, backoff_factor: 3, max_delay: 9s, jitter: 0 }
                """)) {
            long begin = stage.node().clock().nanoTime();
            stage.awaitLines("up at 0", 4);

            assertThat(Duration.ofNanos(stage.node().clock().nanoTime() - begin))
                    .isEqualTo(Duration.ofMillis(13_300));
        }
    }

    @Test
    void aServiceIsGivenUpAfterItsAttempts() throws IOException {
        try (Application application = start("""
                  - name: broken
                    kind: process.lua
                    source: |
                      return function() print("try") error("no") end
                    lifecycle:
                      auto_start: true
                      restart: { initial_delay: 1s, max_attempts: 3 }
                """)) {
            stage.awaitLines("try", 3);
            stage.pass(Duration.ofMinutes(10));

            assertThat(stage.lines()).hasSize(3);
            assertThat(application.hasEnded()).isTrue();
        }
    }

    @Test
    void aServiceThatEndsNormallyIsDone() throws IOException {
        try (Application application = start("""
                  - name: once
                    kind: process.service
                    process: app:job
                    host: app:processes
                    input: [1, "two", { three: 3 }]
                    lifecycle: { auto_start: true }
                  - name: job
                    kind: process.lua
                    source: |
                      return function(a, b, c) print(a, b, c.three) end
                """)) {
            stage.awaitLine("1\ttwo\t3");
            stage.pass(Duration.ofMinutes(1));

            assertThat(stage.lines()).hasSize(1);
            assertThat(application.hasEnded()).isTrue();
        }
    }

    @Test
    void stoppingTellsAServiceAndWhatItSpawnedAndForcesWhoDoesNotListen() throws IOException {
        Application application = start("""
                  - name: parent
                    kind: process.lua
                    source: |
                      return function()
                        process.spawn_linked("app:child", "app:processes")
                        while true do print("parent: " .. process.events():receive().reason) end
                      end
                    lifecycle: { auto_start: true, stop_timeout: 2s }
                  - name: child
                    kind: process.lua
                    source: |
                      return function()
                        print("child: started")
                        print("child: " .. process.events():receive().reason)
                      end
                """);
        stage.awaitLine("child: started");

        ShutdownReport report = application.stop(Duration.ofSeconds(10));

        assertThat(stage.lines()).contains("child: service stopping").anyMatch(line -> line.startsWith("parent: "));
        assertThat(report.services().stream().filter(ServiceStatus::wasForced)).hasSize(1);
    }

    @Test
    void stoppingEndsATreeByItsSupervisorWhichRestartsNothingMeanwhile() throws IOException {
        Application application = start("""
                  - name: tree
                    kind: process.supervisor
                    children:
                      - { id: first, process: app:worker, input: [first] }
                      - { id: second, process: app:worker, input: [second] }
                      - { id: deaf, process: app:deaf, shutdown: 1s }
                      - { id: last, process: app:worker, input: [last] }
                    lifecycle: { auto_start: true }
                  - name: worker
                    kind: process.lua
                    source: |
                      return function(name)
                        print(name .. " up")
                        print(name .. ": " .. process.events():receive().reason)
                      end
                  - name: deaf
                    kind: process.lua
                    source: |
                      return function() process.inbox():receive() end
                """);
        stage.awaitLine("last up");

        ShutdownReport report = application.stop(Duration.ofSeconds(10));

        assertThat(stage.lines())
                .containsExactly(
                        "first up",
                        "second up",
                        "last up",
                        "last: supervisor stopping",
                        "second: supervisor stopping",
                        "first: supervisor stopping");
        assertThat(report.abandoned()).containsExactly("child deaf of app:tree was ended by force at its deadline");
        assertThat(report.took()).isBetween(Duration.ofSeconds(1), Duration.ofMillis(1_100));
    }

    @Test
    void oneThatIgnoresCancelLeavesTimeForThoseThatListen() throws IOException {
        Application application = start("""
                  - name: quiet
                    kind: process.lua
                    source: |
                      return function() process.spawn("app:slow", "app:processes") process.inbox():receive() end
                    lifecycle: { auto_start: true, requires: [app:slow_service] }
                  - name: slow_service
                    kind: process.service
                    process: app:slow
                    host: app:processes
                    lifecycle: { auto_start: true }
                  - name: slow
                    kind: process.lua
                    modules: [time]
                    source: |
                      return function()
                        process.events():receive()
                        require("time").sleep("300ms")
                        print("slow: ended well")
                      end
                """);
        stage.pass(Duration.ofMillis(10));

        ShutdownReport report = application.stop(Duration.ofSeconds(4));

        assertThat(stage.lines()).containsExactly("slow: ended well", "slow: ended well");
        assertThat(report.abandoned()).containsExactly("service app:quiet was ended by force at its deadline");
    }

    @Test
    void aSupervisorEntryRestartsItsChildrenAsItsStrategySays() throws IOException {
        try (Application _ = start("""
                  - name: tree
                    kind: process.supervisor
                    strategy: rest_for_one
                    children:
                      - { id: first, process: app:worker, input: [first] }
                      - { id: second, process: app:worker, input: [second] }
                      - { id: third, process: app:worker, input: [third] }
                    lifecycle: { auto_start: true }
                  - name: worker
                    kind: process.lua
                    source: |
                      return function(name)
                        process.registry.register(name)
                        print(name .. " up")
                        local result = channel.select { process.inbox():case_receive(), process.events():case_receive() }
                        if result.channel == process.inbox() then error("told to fail") end
                      end
                """)) {
            stage.awaitLine("third up");

            stage.node()
                    .kill(java.util.Objects.requireNonNull(stage.node().names().lookup("second")));
            stage.awaitLines("third up", 2);

            assertThat(stage.lines()).containsExactly("first up", "second up", "third up", "second up", "third up");
        }
    }

    @Test
    void aProcessRunFromOutsideTellsItsResult() throws IOException {
        try (Application application = start("""
                  - name: add
                    kind: process.lua
                    source: |
                      return function(a, b) return tonumber(a) + tonumber(b) end
                  - name: fail
                    kind: process.lua
                    source: |
                      return function() error("no") end
                """)) {
            ProcessResult sum =
                    stage.await(application.run("app:add", null, "40", "2").result());
            ProcessResult failure =
                    stage.await(application.run("app:fail", "app:processes").result());

            assertThat(sum).isEqualTo(new ProcessResult(42L, null, ""));
            assertThat(sum.exitCode()).isEqualTo(42);
            assertThat(failure.error()).isEqualTo("app:fail:1: no");
            assertThat(failure.exitCode()).isEqualTo(1);
        }
    }

    @Test
    void aCallOfAProcessRunsOnItsDefaultHostAndAFunctionOnThatOfTheCaller() throws IOException {
        try (Application application = start("""
                  - name: others
                    kind: process.host
                    lifecycle: { auto_start: true }
                  - name: where
                    kind: process.lua
                    meta: { default_host: app:others }
                    source: |
                      return function() return process.pid():match("{(.-)|") end
                  - name: here
                    kind: function.lua
                    method: main
                    source: |
                      return { main = function() return process.pid():match("{(.-)|") end }
                  - name: main
                    kind: process.lua
                    modules: [funcs]
                    source: |
                      return function()
                        local funcs = require("funcs")
                        local elsewhere = funcs.new():with_options({ host = "app:others" })
                        return funcs.call("app:where") .. " " .. funcs.call("app:here") .. " " .. elsewhere:call("app:here")
                      end
                """)) {
            ProcessResult result =
                    stage.await(application.run("app:main", "app:processes").result());

            assertThat(result.value()).isEqualTo("app:others app:processes app:others");
        }
    }

    @Test
    void librariesAreImportedOnceUnderTheNameTheImporterChooses() throws IOException {
        try (Application application = start("""
                  - name: base
                    kind: library.lua
                    source: |
                      print("base loaded")
                      return { name = "base" }
                  - name: middle
                    kind: library.lua
                    source: |
                      local b = require("b")
                      return { tell = function() return "middle over " .. b.name .. " " .. type(require("json2" and "b")) end }
                    imports: { b: app:base }
                  - name: top
                    kind: process.lua
                    source: |
                      local m = require("m")
                      assert(not pcall(require, "b"))
                      return function() return m.tell() .. " " .. direct.name end
                    imports: { m: app:middle, direct: app:base }
                """)) {
            ProcessResult result = stage.await(application.run("app:top", null).result());

            assertThat(result.value()).isEqualTo("middle over base table base");
            assertThat(stage.lines()).containsExactly("base loaded");
        }
    }

    @Test
    void mistakesInLuaAreToldWhereTheyStand() throws IOException {
        Files.writeString(folder.resolve("src/broken.lua"), "local x =\n\nreturn )\n");
        ScriptProject project = project("""
                  - name: broken
                    kind: process.lua
                    source: file://broken.lua
                  - name: a
                    kind: library.lua
                    source: return 1
                    imports: { b: app:b }
                  - name: b
                    kind: library.lua
                    source: return 1
                    imports: { a: app:a }
                  - name: undeclared
                    kind: process.lua
                    source: return 1
                    modules: [tme]
                """);

        assertThat(project.ok()).isFalse();
        assertThat(project.diagnostics())
                .anySatisfy(found ->
                        assertThat(found.toString()).contains("broken.lua:3:1: unexpected symbol near 'return'"))
                .anySatisfy(found -> assertThat(found.toString()).contains("app:a"))
                .anySatisfy(found -> assertThat(found.toString()).contains("did you mean 'time'?"));
    }
}
