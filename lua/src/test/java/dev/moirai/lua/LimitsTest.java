package dev.moirai.lua;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.lua.lib.StandardLibraries;
import dev.moirai.lua.syntax.SyntaxException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hard limits hold whatever the program does about it. */
class LimitsTest {
    private final List<String> printed = new ArrayList<>();

    private Outcome run(Limits limits, String source) {
        Environment environment =
                new Environment(StandardLibraries.all(), limits, line -> printed.add(line.toString()));
        try {
            Execution execution = environment.start(environment.load(Chunk.compile("=test", source)));
            Outcome outcome = execution.resume(10_000);
            while (outcome instanceof Outcome.Preempted) {
                outcome = execution.resume(10_000);
            }
            return outcome;
        } catch (SyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertOverLimit(Outcome outcome, String message) {
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        LuaError error = ((Outcome.Failed) outcome).error();
        assertThat(error.isLimit()).isTrue();
        assertThat(error.getMessage()).startsWith(message);
        assertThat(error.traceback()).startsWith("stack traceback:\n\t");
    }

    @Nested
    class Instructions {
        private final Limits limits = Limits.NONE.withInstructions(100_000);

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "while true do end",
                    "for i = 1, math.huge do end",
                    "repeat until false",
                    "::a:: goto a",
                    "local function f() return f() end f()",
                    "while true do pcall(function() while true do end end) end",
                    "local function f() pcall(f) f() end f()",
                    "xpcall(function() while true do end end, function() print 'handled' end)",
                    "local c <close> = setmetatable({}, {__close = function() print 'closed' end}) while true do end",
                    "coroutine.wrap(function() while true do end end)()",
                    "local co = coroutine.create(function() while true do end end) coroutine.resume(co) print 'resumed'",
                    "while true do local co = coroutine.wrap(function() coroutine.yield() end) co() co() end",
                    "local t = setmetatable({}, {__index = function(t, k) return t[k] end}) local x = t.x",
                    "string.rep('a', 1000):gsub('.', function() while true do end end)",
                    "table.sort({3, 2, 1}, function() while true do end end)",
                    "load(function() return ' ' end)",
                    "(('a'):rep(10000)):find(('.-'):rep(100) .. 'b')",
                    "for x in function() return 1 end do end",
                    "local s = 'x' while true do s = s:reverse() end",
                    "pcall(pcall, pcall, pcall, function() while true do end end) print 'survived'"
                })
        void endAnEndlessProgramThatCannotHelpIt(String source) {
            Outcome outcome = run(limits, source + "\nprint 'reached the end'");

            assertOverLimit(outcome, "too many instructions (limit is 100000)");
            assertThat(printed).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "local x = s == u",
                    "local x = s < u",
                    "local x = rawequal(s, u)",
                    "local x = s .. u",
                    "local x = keys[u]",
                    "local x = tonumber(s)",
                    "local x = math.tointeger(digits)",
                    "local x = -digits",
                    "local x = digits + 1",
                    "local x = ('%d'):format(0, pcall(math.abs, s))",
                    "table.sort({s, u, s .. 'x'})",
                    "next(sparse)",
                    "for k, v in pairs(sparse) do end",
                    "for k, v in pairs(emptied) do end",
                    "weak[1] = weak collectgarbage()",
                    "s:find(s .. 'x')"
                })
        void areUsedByWorkOnLongStringsAndLargeTables(String work) {
            Outcome outcome = run(Limits.NONE.withInstructions(4_000_000), """
                    local s, u = ('a'):rep(1000000), ('a'):rep(1000000)
                    local keys, digits = {[s] = true}, ('0'):rep(1000000)
                    local sparse, emptied = {}, {}
                    for i = 1, 100000 do sparse[i], emptied['k' .. i] = i, i end
                    for i = 1, 99999 do sparse[i], emptied['k' .. i] = nil, nil end
                    local weak = setmetatable({}, {__mode = 'v'})
                    for i = 1, 100000 do weak[i] = print end
                    local n = 0
                    pcall(print, 'ready')
                    while true do
                      n = n + 1
                      if n > 20000 then print 'too many rounds' end
                      WORK
                    end
                    """.replace("WORK", work));

            assertOverLimit(outcome, "too many instructions (limit is 4000000)");
            assertThat(printed).containsExactly("ready");
        }

        @Test
        void ofShortProgramsAreEnough() {
            assertThat(run(limits, "for i = 1, 1000 do end")).isInstanceOf(Outcome.Finished.class);
        }
    }

    @Nested
    class MemoryLimit {
        private final Limits limits = Limits.NONE.withMemory(4_000_000);

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "string.rep('x', 1e9)",
                    "pcall(string.rep, 'x', 1e9) print 'survived'",
                    "local s = 'x' while true do s = s .. s end",
                    "local t = {} for i = 1, 1e9 do t[i] = i end",
                    "local t = {} for i = 1, 1e9 do t[i] = {} end",
                    "local t = {} for i = 1, 1e9 do t['k' .. i] = true end",
                    "local t = {} while true do t = {t} end",
                    "local t = {} for i = 1, 1e9 do t[i] = function() return i end end",
                    "local t = {} for i = 1, 1e9 do t[i] = coroutine.create(print) end",
                    "local function f(...) return f(table.unpack({...}, 1, 2 * select('#', ...))) end f(1)",
                    "local s = ('x'):rep(1e5) local t = {} for i = 1, 1e9 do t[i] = s .. i end",
                    "local t = {} for i = 1, 1e5 do t[i] = 'xxxxxxxxxx' end table.concat(t, ('y'):rep(1e4))",
                    "('x'):rep(1e6):gsub('x', ('y'):rep(1000))",
                    "string.format('%s', ('x'):rep(1e8))",
                    "while true do local ok = pcall(function() local t = {} while true do t = {t} end end) print 'x' end",
                    "table.unpack({}, 1, 5e5)",
                    "local t = {} for i = 1, 300 do t[i] = string.gmatch(('x'):rep(1e5) .. i, 'x') end",
                    "local t = {} for i = 1, 1e5 do t[i] = string.gmatch('', '') end"
                })
        void isNeverExceededForLong(String source) {
            Outcome outcome = run(limits, source + "\nprint 'reached the end'");

            assertThat(outcome).isInstanceOf(Outcome.Failed.class);
            assertOverLimit(outcome, "not enough memory (limit is 4000000 bytes)");
            assertThat(printed).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "for i = 1, 100000 do local t = {i, i} end",
                    "local s = '' for i = 1, 20000 do s = s .. 'x' end",
                    "for i = 1, 300 do local s = ('x'):rep(100000) end",
                    "for i = 1, 20000 do local f = function() return i end end",
                    "for i = 1, 300 do string.gmatch(('x'):rep(1e5) .. i, 'x')() end",
                    "for i = 1, 5000 do coroutine.wrap(function() coroutine.yield() end)() end",
                    "local t = {} for i = 1, 100000 do t[i % 100] = 'v' .. i end"
                })
        void countsOnlyWhatIsAlive(String source) {
            assertThat(run(limits, source)).isInstanceOf(Outcome.Finished.class);
        }
    }

    @Nested
    class Coroutines {
        @Test
        void areLimitedInNumber() {
            Outcome outcome = run(
                    Limits.NONE.withCoroutines(100),
                    "local t = {} pcall(function() for i = 1, 1000 do t[i] = coroutine.create(print) end end) print 'x'");

            assertOverLimit(outcome, "too many coroutines (limit is 100)");
            assertThat(printed).isEmpty();
        }

        @Test
        void countOnlyWhileTheyAreAlive() {
            Outcome outcome = run(Limits.NONE.withCoroutines(100), """
                    for i = 1, 1000 do coroutine.wrap(function() coroutine.yield() end)() end
                    for i = 1, 1000 do coroutine.wrap(function() end)() end
                    """);

            assertThat(outcome).isInstanceOf(Outcome.Finished.class);
        }
    }

    @Nested
    class CallDepth {
        @Test
        void isAnErrorThatCanBeCaught() {
            Outcome outcome = run(Limits.NONE.withCallDepth(50), """
                    local function f(n) return n == 0 and 0 or 1 + f(n - 1) end
                    print(f(30))
                    print(pcall(f, 60))
                    """);

            assertThat(outcome).isInstanceOf(Outcome.Finished.class);
            assertThat(printed).containsExactly("30", "false\ttest:1: stack overflow");
        }

        @Test
        void reachesTwoHundredThousand() {
            Outcome outcome = run(Limits.NONE, """
                    local function f(n) return n == 0 and 0 or 1 + f(n - 1) end
                    print(f(199990))
                    print(pcall(f, 200001))
                    """);

            assertThat(outcome).isInstanceOf(Outcome.Finished.class);
            assertThat(printed).containsExactly("199990", "false\ttest:1: stack overflow");
        }
    }
}
