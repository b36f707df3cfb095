package dev.moirai.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one process may use, as its entry or its host says. */
class LimitsTest {
    @TempDir
    Path folder;

    private final Stage stage = Stage.bare(1);

    /** What a process ends with that has these limits, on a host with those. */
    private ProcessResult run(String limits, String hostLimits, String code) throws IOException {
        Files.createDirectories(folder.resolve("src"));
        Files.writeString(
                folder.resolve("src/_index.yaml"),
                """
                version: "1.0"
                namespace: app
                entries:
                  - name: processes
                    kind: process.host
                    host: { limits: %s }
                    lifecycle: { auto_start: true }
                  - name: main
                    kind: process.lua
                    limits: %s
                    modules: [time, funcs, supervisor]
                    source: |
                """.formatted(hostLimits, limits) + ("return function(...)\n" + code + "\nend\n").indent(6) + """
                  - name: sleeper
                    kind: process.lua
                    source: |
                      return function() process.inbox():receive() end
                  - name: bomb
                    kind: process.lua
                    source: |
                      return function()
                        for _ = 1, 2 do process.spawn("app:bomb", "app:processes") end
                        process.inbox():receive()
                      end
                  - name: nothing
                    kind: function.lua
                    method: main
                    source: |
                      return { main = function() return 1 end }
                """);
        ScriptProject project = ScriptProject.load(folder);
        assertThat(project.diagnostics()).isEmpty();
        try (Application application = Application.start(project, stage.node(), stage.options())) {
            return stage.await(application.run("app:main", "app:processes").result());
        }
    }

    @Test
    void memoryBeyondTheLimitEndsAProcessThatCannotCatchIt() throws IOException {
        ProcessResult result = run("{ memory: 1MiB }", "{}", "pcall(string.rep, 'x', 2000000) return 'alive'");

        assertThat(result.error()).contains("memory");
    }

    @Test
    void instructionsAreLimitedByTheHostUnlessTheEntrySaysOtherwise() throws IOException {
        String loop = "for i = 1, 3000000 do end return 'done'";

        assertThat(run("{}", "{ million_instructions: 1 }", loop).error()).contains("instruction");
        assertThat(new LimitsTest()
                        .with(folder)
                        .run("{ million_instructions: 100 }", "{ million_instructions: 1 }", loop)
                        .value())
                .isEqualTo("done");
    }

    private LimitsTest with(Path other) {
        folder = other;
        return this;
    }

    @Test
    void aFullMailboxRefusesTheSender() throws IOException {
        ProcessResult result = run("{ mailbox: { messages: 3 } }", "{}", """
                for i = 1, 10 do
                  local ok, err = process.send(process.pid(), "t", i)
                  if not ok then return i .. " " .. err:kind() .. " " .. tostring(err:retryable()) .. " " .. tostring(err) end
                end
                """);

        assertThat((String) result.value()).startsWith("4 Unavailable true mailbox full");
    }

    @Test
    void repliesOfCallsArriveThoughTheMailboxIsFull() throws IOException {
        ProcessResult result = run("{ mailbox: { messages: 1 } }", "{}", """
                process.send(process.pid(), "t")
                return require("funcs").call("app:nothing")
                """);

        assertThat(result.value()).isEqualTo(1L);
    }

    @Test
    void spawnsBeyondTheLimitAreRefusedUntilOthersHaveEnded() throws IOException {
        ProcessResult result = run("{ spawns: 3 }", "{}", """
                local pids = {}
                for i = 1, 3 do pids[i] = assert(process.spawn_monitored("app:sleeper", "app:processes")) end
                local pid, err = process.spawn("app:sleeper", "app:processes")
                assert(not pid and err:kind() == "RateLimited", tostring(err))
                assert(tostring(err):find("spawn limit reached: app:main may have 3 processes", 1, true), tostring(err))
                local none, refused = require("funcs").call("app:nothing")
                assert(not none and refused:kind() == "RateLimited")
                local sup, no = require("supervisor").start_link({ children = { { process = "app:sleeper" } } })
                assert(not sup and no:kind() == "RateLimited", tostring(no))
                process.terminate(pids[1])
                process.events():receive()
                assert(process.spawn("app:sleeper", "app:processes"))
                return "ok"
                """);

        assertThat(result.error()).isNull();
        assertThat(result.value()).isEqualTo("ok");
    }

    @Test
    void aForkBombStopsAtTheQuotaOfWhoBeganIt() throws IOException {
        ProcessResult result = run("{ spawns: 50 }", "{}", """
                process.spawn("app:bomb", "app:processes")
                require("time").sleep("1s")
                return select(2, process.spawn("app:sleeper", "app:processes")):kind()
                """);

        assertThat(result.value()).isEqualTo("RateLimited");
    }

    @Test
    void aHostLimitsTheSpawnsOfEachProcess() throws IOException {
        ProcessResult result = run("{}", "{ spawns: 1 }", """
                assert(process.spawn("app:sleeper", "app:processes"))
                return select(2, process.spawn("app:sleeper", "app:processes")):kind()
                """);

        assertThat(result.value()).isEqualTo("RateLimited");
    }
}
