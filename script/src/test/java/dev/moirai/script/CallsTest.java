package dev.moirai.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.kernel.ExitReason;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls of functions with a bounded pool, and calls that wait for each other. */
class CallsTest {
    /** Tells a collector when it begins and ends. */
    private static final String WORK = """
            return function(collector, n)
              process.send(collector, "in")
              require("time").sleep("1ms")
              process.send(collector, "out")
              return n * n
            end
            """;

    @ParameterizedTest
    @MethodSource("dev.moirai.script.Stage#all")
    void noMoreCallsRunAtOnceThanThePoolAllowsAndAllAreAnswered(Stage stage) {
        try (stage) {
            stage.runtime().bound("test:work", 3);
            stage.define("test:work", WORK, "time");
            stage.define("test:caller", """
                    return function(collector, from, to)
                      local sum = 0
                      for n = from, to do sum = sum + assert(require("funcs").call("test:work", collector, n)) end
                      return sum
                    end
                    """, "funcs");

            ExitReason end = stage.play("""
                    local me, running, most = process.pid(), 0, 0
                    coroutine.spawn(function()
                      while true do
                        running = running + (process.inbox():receive():topic() == "in" and 1 or -1)
                        most = math.max(most, running)
                      end
                    end)
                    local done, sum = channel.new(), 0
                    for i = 0, 9 do
                      coroutine.spawn(function()
                        done:send(assert(process.exec("test:caller", "app:processes", me, i * 10 + 1, i * 10 + 10)))
                      end)
                    end
                    for _ = 1, 10 do sum = sum + done:receive() end
                    return sum .. " " .. most
                    """);

            assertThat(Stage.told(end)).isEqualTo("338350 3");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.moirai.script.Stage#all")
    void aCallerThatDiesInLineOrWhileItsCallRunsLeavesThePoolUsable(Stage stage) {
        try (stage) {
            stage.runtime().bound("test:work", 1);
            stage.define("test:work", "return function() require('time').sleep('2ms') return 'done' end", "time");
            stage.define("test:caller", "return function() require('funcs').call('test:work') end", "funcs");

            ExitReason end = stage.play("""
                    local pids = {}
                    for i = 1, 5 do pids[i] = process.spawn("test:caller", "app:processes") end
                    require("time").sleep("1ms")
                    for i = 1, 5 do process.terminate(pids[i]) end
                    return require("funcs").call("test:work")
                    """, "funcs", "time");

            assertThat(Stage.told(end)).isEqualTo("done");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.moirai.script.Stage#all")
    void callsThatWaitForEachOtherInABoundedPoolAreNamed(Stage stage) {
        try (stage) {
            stage.runtime().bound("test:a", 1);
            stage.define("test:a", "return function() return require('funcs').call('test:b') end", "funcs");
            stage.define("test:b", "return function() return require('funcs').call('test:a') end", "funcs");

            ExitReason end = stage.play("return require('funcs').call('test:a')", "funcs");

            assertThat(Stage.told(end))
                    .contains("calls wait for each other: test:a → test:b → test:a; all 1 calls of test:a");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.moirai.script.Stage#all")
    void processesThatCallEachOtherAreNamedWhenTheirDeadlineIsOver(Stage stage) {
        try (stage) {
            stage.define("test:stuck", """
                    return function(boss)
                      local other = process.inbox():receive():payload():data()
                      local _, err = process.call(other, "question", nil, "1s")
                      if tostring(err):find("wait for each other", 1, true) then process.send(boss, "told", tostring(err)) end
                      require("time").sleep("1s")
                    end
                    """, "time");

            ExitReason end = stage.play("""
                    local me = process.pid()
                    local a = process.spawn("test:stuck", "app:processes", me)
                    local b = process.spawn("test:stuck", "app:processes", me)
                    process.send(a, "other", b)
                    process.send(b, "other", a)
                    local told = process.listen("told"):receive()
                    assert(told:find("calls wait for each other: " .. a .. " → " .. b .. " → " .. a, 1, true)
                        or told:find("calls wait for each other: " .. b .. " → " .. a .. " → " .. b, 1, true), told)
                    """);

            assertThat(Stage.told(end)).isEqualTo("nil");
        }
    }
}
