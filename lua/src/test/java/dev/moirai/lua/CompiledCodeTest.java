package dev.moirai.lua;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.lua.bytecode.Prototype;
import dev.moirai.lua.lib.StandardLibraries;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compiled functions do the same as interpreted ones, cost the same, and fail in the same words. */
class CompiledCodeTest {
    private static final String LOOPS = """
            local function mixed(n)
              local sum, list = 0, {}
              for i = 1, n do
                sum = sum + i * 0.5
                list[#list + 1] = i % 7
                if i % 10 == 0 then sum = sum - list[i // 2] end
              end
              return sum, #list
            end
            local total = 0
            for round = 1, 40 do
              local sum, count = mixed(round)
              total = total + sum + count
            end
            return total
            """;

    private record Run(List<@Nullable Object> values, String failure, long instructions, boolean compiled) {}

    private static Run run(String source, int heat, long turn) throws Exception {
        Chunk chunk = Chunk.compile("=program", source.getBytes(StandardCharsets.UTF_8));
        chunk.heat(heat);
        return run(chunk, turn);
    }

    private static Run run(Chunk chunk, long turn) throws Exception {
        Environment environment = new Environment(StandardLibraries.all(), Limits.NONE, _ -> {});
        LuaFunction main = environment.load(chunk);
        Execution execution = environment.start(main);
        Outcome outcome = execution.resume(turn);
        while (outcome instanceof Outcome.Preempted) {
            outcome = execution.resume(turn);
        }
        boolean compiled = isCompiled(((LuaClosure) main).prototype);
        return switch (outcome) {
            case Outcome.Finished finished -> {
                List<@Nullable Object> list = new ArrayList<>();
                for (Object value : finished.values()) {
                    list.add(value instanceof LuaString text ? text.toString() : value);
                }
                yield new Run(list, "", environment.instructions(), compiled);
            }
            case Outcome.Failed(LuaError error) ->
                new Run(List.of(), error.getMessage() + "\n" + error.traceback(), environment.instructions(), compiled);
            default -> throw new AssertionError(outcome);
        };
    }

    private static boolean isCompiled(Prototype prototype) {
        return prototype.wasCompiled() || prototype.inner().stream().anyMatch(CompiledCodeTest::isCompiled);
    }

    private static void assertSame(String source) throws Exception {
        Run interpreted = run(source, Integer.MIN_VALUE, Long.MAX_VALUE);
        assertThat(interpreted.compiled()).isFalse();
        for (int heat : new int[] {Compilation.HOT, Compilation.HOT - 5}) {
            for (long turn : new long[] {Long.MAX_VALUE, 1, 13, 200}) {
                String run = ", heat " + heat + ", turns of " + turn;
                Run compiled = run(source, heat, turn);
                if (turn == Long.MAX_VALUE) {
                    assertThat(compiled.compiled()).as("compiled at all" + run).isTrue();
                }
                assertThat(compiled.values()).as("values" + run).isEqualTo(interpreted.values());
                assertThat(compiled.failure()).as("failure" + run).isEqualTo(interpreted.failure());
                assertThat(compiled.instructions()).as("instructions" + run).isEqualTo(interpreted.instructions());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, 4_000, 777})
    void aLoopThatBecomesHotByItselfCostsTheSame(long turn) throws Exception {
        String source = """
                local a, b, list = 1, 0.5, {}
                for i = 1, 40000 do
                  a = a * 3 ~ i
                  b = b + (a & 15)
                  if i % 1000 == 0 then list[#list + 1] = a >> 7 end
                end
                return a, b, #list
                """;
        Run interpreted = run(source, Integer.MIN_VALUE, turn);
        Run compiled = run(Chunk.compile("=program", source), turn);
        assertThat(compiled.compiled()).isTrue();
        assertThat(compiled.values()).isEqualTo(interpreted.values());
        assertThat(compiled.instructions()).isEqualTo(interpreted.instructions());
    }

    @Test
    void aShortLoopIsNotCompiled() throws Exception {
        Chunk chunk = Chunk.compile("=program", "local n = 0 for i = 1, 10000 do n = n + i end return n");
        assertThat(run(chunk, Long.MAX_VALUE).compiled()).isFalse();
    }

    @Test
    void methodsAndFieldsCostTheSameWhereverTheyAreFound() throws Exception {
        assertSame("""
                local Base = {}
                Base.__index = Base
                function Base:add(n) self.sum = self.sum + n return self end
                function Base:total() return self.sum end
                local Derived = setmetatable({}, { __index = Base })
                Derived.__index = Derived
                function Derived:twice(n) return self:add(n):add(n) end
                local total = 0
                for round = 1, 60 do
                  local base = setmetatable({ sum = 0 }, Base)
                  local derived = setmetatable({ name = round, sum = 0.5 }, Derived)
                  for i = 1, round % 7 do
                    base:add(i)
                    derived:twice(i * 0.5)
                  end
                  total = total + base:total() + derived:total()
                end
                return total
                """);
    }

    @Test
    void costsExactlyWhatTheInterpreterCosts() throws Exception {
        assertSame(LOOPS);
    }

    @Test
    void aNumberMayBecomeAnotherKindAtAnyTime() throws Exception {
        assertSame("""
                local function add(list)
                  local sum = 0
                  for i = 1, #list do sum = sum + list[i] end
                  return sum
                end
                local out = {}
                for round = 1, 30 do
                  local list = {}
                  for i = 1, 8 do list[i] = round % 3 == 0 and i * 0.25 or round % 3 == 1 and i or tostring(i) end
                  out[round] = add(list)
                end
                return table.concat(out, " ")
                """);
    }

    @Test
    void anIntegerThatNeverBecameAFloatIsStillOne() throws Exception {
        assertSame("""
                local function sum(n, x)
                  local s = 0
                  for i = 1, n do if x > 1 then s = s + x end end
                  return s
                end
                local out = {}
                for round = 1, 20 do out[round] = math.type(sum(round % 4, round % 2 + 0.5)) end
                return table.concat(out, " ")
                """);
    }

    @Test
    void integersWrapAroundAndDivisionByZeroIsAnError() throws Exception {
        assertSame("""
                local x = math.maxinteger - 20
                for i = 1, 40 do x = x + i end
                local ok, message = pcall(function() for i = 20, 0, -1 do x = x // i end end)
                return x, ok, message
                """);
    }

    @Test
    void deepRecursionGoesOnWithoutTheJavaStack() throws Exception {
        assertSame("""
                local function depth(n) if n == 0 then return 0 end return 1 + depth(n - 1) end
                local total = 0
                for _ = 1, 5 do total = total + depth(2000) end
                return total
                """);
    }

    @Test
    void coroutinesYieldOutOfCompiledLoops() throws Exception {
        assertSame("""
                local function numbers(n)
                  return coroutine.wrap(function() for i = 1, n do coroutine.yield(i, i * 0.5) end end)
                end
                local sum = 0
                for i, half in numbers(50) do sum = sum + i + half end
                return sum
                """);
    }

    /** Generators of generators, resumed on top of loops that are themselves on top of loops. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 12, 30})
    void coroutinesRunOnTopOfLoopsAsDeepAsTheyLike(int depth) throws Exception {
        assertSame("""
                local function numbers(n)
                  return coroutine.wrap(function() for i = 1, n do coroutine.yield(i, i * 0.5, tostring(i)) end return nil end)
                end
                local function passed(inner)
                  return coroutine.wrap(function()
                    local got = 0
                    while true do
                      local i, half, text = inner()
                      if not i then return nil, got end
                      got = got + #text
                      local more = coroutine.yield(i + 1, half, text)
                      if more then got = got + more end
                    end
                  end)
                end
                local function down(n) if n == 0 then return 0 end return 1 + down(n - 1) end
                local chain = numbers(40)
                for _ = 1, %d do chain = passed(chain) end
                local sum, texts = 0, {}
                for i, half in chain do
                  sum = sum + i + half + down(i * 5)
                  texts[#texts + 1] = i
                end
                return sum, table.concat(texts, ' ')
                """.formatted(depth));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // made, resumed and finished, with more and fewer results than are wanted
                "local co = create(function(x, y) local z, w = yield(x + y) return z, w, i end) "
                        + "local _, a = resume(co, i, 1) local ok, b, c, d, e = resume(co, a) note(a, ok, b, c, d, e, status(co))",
                // errors of what must be refused
                "note(resume(main)) note(resume(create(function() return resume(main) end))) "
                        + "local co = create(print) note(resume(co, nil)) note(resume(co))",
                "note(pcall(resume, i)) note(pcall(wrap, i)) note(pcall(yield, i))",
                // dying, in the coroutine itself and deeper in it
                "local co = create(function() yield(1) local x = i % 3 == 0 and {} or nil return x.y.z end) "
                        + "note(resume(co)) note(resume(co)) note(status(co), close(co))",
                "local f = wrap(function() for k = 1, 3 do yield(k) if k == 2 then error('at ' .. i) end end end) "
                        + "note(f()) note(f()) note(pcall(f)) note(pcall(f))",
                "note(pcall(function() for k in wrap(function() yield(1) error({}) end) do note(k) end end))",
                // variables to be closed
                "local co = create(function() local v <close> = setmetatable({}, { __close = function(_, e) note('closed', e) end }) "
                        + "for k = 1, 9 do yield(k) end end) for k = 1, i % 12 do note(resume(co)) end note(close(co), status(co))",
                // from inside of protected calls, sorting and metamethods
                "local co = wrap(function() note(pcall(function() yield(1) error('mine') end)) "
                        + "local l = { 3, 1, 2 } table.sort(l, function(a, b) yield(a) return a < b end) "
                        + "return #l, setmetatable({}, { __index = function(_, k) return yield(k) end }).x end) "
                        + "for k = 1, 9 do local a, b = co(k) note(a, b) if b then break end end",
                // other functions where there was a switch
                "local f = i < 25 and yields or i % 2 == 0 and tostring or function(x) return x, x end "
                        + "for k = 1, 3 do local a, b = f(k) note(a, b) end"
            })
    void switchesInCompiledLoopsAreThoseOfTheInterpreter(String body) throws Exception {
        assertSame("""
                local create, resume, status, yield = coroutine.create, coroutine.resume, coroutine.status, coroutine.yield
                local wrap, close, main = coroutine.wrap, coroutine.close, coroutine.running()
                local noted = {}
                local function note(...)
                  local words = table.pack(...)
                  for k = 1, words.n do
                    local v = words[k]
                    words[k] = type(v) == 'table' and 'table' or type(v) == 'thread' and 'thread' or tostring(v)
                  end
                  noted[#noted + 1] = table.concat(words, ' ')
                end
                local yields = wrap(function() local n = 0 while true do n = n + (yield(n, n) or 0) end end)
                for i = 1, 30 do
                  %s
                end
                return table.concat(noted, ', ')
                """.formatted(body));
    }

    @Test
    void coroutinesThatResumeEachOtherTooDeepFailInTheSameWords() throws Exception {
        assertSame("""
                local function deeper(n)
                  local reached, message
                  for _, co in ipairs({ 1, 2, 3 }) do
                    local ok, r, m = coroutine.resume(coroutine.create(deeper), n + 1)
                    if not ok then return n, r end
                    reached, message = r, m
                    if r > 150 then break end
                  end
                  return reached, message
                end
                return deeper(1)
                """);
    }

    @Test
    void anErrorThatNothingCatchesTellsOfTheLoopsAndCoroutinesItCameThrough() throws Exception {
        assertSame("""
                local steps = coroutine.wrap(function()
                  for i = 1, 30 do
                    local inner = coroutine.wrap(function() for k = 1, 3 do coroutine.yield(k) end error('after ' .. i) end)
                    for k = 1, i < 28 and 3 or 4 do coroutine.yield(inner()) end
                  end
                end)
                local sum = 0
                for value in steps do sum = sum + value end
                """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "local t = {} for i = 1, 30 do t[i] = i end local s = 0 for i = 1, 31 do s = s + t[i] end",
                "local function f(x) return x.y.z end for i = 1, 30 do f({ y = i < 30 and {} or nil }) end",
                "local s = 0 for i = 1, 30 do if i == 29 then s = {} end s = s + 1 end",
                "for i = 1, 30 do local t = i == 30 and 5 or {} t.x = i end",
                "local f = tostring for i = 1, 30 do if i == 30 then f = nil end f(i) end",
                "for i = 1, 30 do local a, b = i, i == 30 and 'x' or 2 if a < b then a = b end end",
            })
    void errorsHaveTheSameWordsAndLines(String source) throws Exception {
        assertSame(source);
    }

    /** What only compiled code refers to counts as well. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "local list for i = 1, 1e7 do list = { list, i } reached = i end",
                "local function f() local list for i = 1, 1e7 do list = { list, i } reached = i end end f()",
                "local function f() local s = '' for i = 1, 1e7 do s = s .. i reached = i end end f()",
                "local function f() local list for i = 1, 1e7 do list = { n = list, v = string.rep('x', 1000) } reached = i end end f()",
                "local function f() local c for i = 1, 1e7 do local d = c c = function() return d, i end reached = i end end f()",
                "local function f(n) reached = n return { f(n + 1), n } end f(1)",
                "local f = coroutine.wrap(function() local list for i = 1, 1e7 do list = { list, i } coroutine.yield(i) end end) "
                        + "while true do reached = f() end",
                "local f = coroutine.wrap(function() for i = 1, 1e7 do coroutine.yield(string.rep('x', 900 + i % 9)) end end) "
                        + "local list for i = 1, 1e7 do list = { list, f() } reached = i end",
                "local t = {} for i = 1, 3000 do t[i] = { i, {} } end\n"
                        + "local function f() local mine = {} for i = 1, 3000 do mine[i], t[i] = t[i], nil end\n"
                        + "for i = 3001, 1e7 do mine[i] = { i, {} } reached = i end end f()",
            })
    void theLimitOfMemoryHoldsForValuesOnTheJavaStack(String source) throws Exception {
        long interpreted = reachedWithinTwoMegabytes(source, Integer.MIN_VALUE);
        for (int heat : new int[] {Compilation.HOT, Compilation.HOT - 5}) {
            long compiled = reachedWithinTwoMegabytes(source, heat);
            assertThat(compiled).as("heat " + heat).isBetween((long) (interpreted * 0.6), (long) (interpreted * 1.2));
        }
    }

    private static long reachedWithinTwoMegabytes(String source, int heat) throws Exception {
        Environment environment = new Environment(StandardLibraries.all(), Limits.NONE.withMemory(2_000_000), _ -> {});
        Chunk chunk = Chunk.compile("=program", source.getBytes(StandardCharsets.UTF_8));
        chunk.heat(heat);
        Execution execution = environment.start(environment.load(chunk));
        Outcome outcome = execution.resume(1000);
        while (outcome instanceof Outcome.Preempted) {
            outcome = execution.resume(1000);
        }
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        assertThat(((Outcome.Failed) outcome).error().getMessage()).contains("not enough memory");
        return (Long) requireNonNull(environment.globals().get(LuaString.of("reached")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "return select('#', pcall(many, 30)), (select(20, pcall(many, 30)))",
                "return pcall(many, 0)",
                "return pcall(fails, 4)",
                "return xpcall(fails, function(e) return many(2) end, 4)",
                "return xpcall(fails, function(e) return fails(0) end, 4)",
                "return (string.gsub('abcdefgh', '.', function(c) local n = 0 for i = 1, 40 do n = n + i end return c .. n end))",
                "local list = {many(60)} table.sort(list, function(a, b) return a % 7 < b % 7 end) return table.concat(list, ' ')",
                "return pcall(table.sort, {many(60)}, function(a, b) return a < fails(b % 9) end)",
                "return pcall(table.sort, {many(60)}, function(a, b) return true end)",
                "local c = coroutine.wrap(function() for i = 1, 40 do pcall(coroutine.yield, i) end return many(3) end) "
                        + "local sum = 0 for i = 1, 40 do sum = sum + c() end return sum, c()",
                "local function deep(n) if n == 0 then return 0 end local ok, d = pcall(deep, n - 1) return d + 1 end "
                        + "return deep(150)",
                "local function deep(n) local ok, d = pcall(deep, n + 1) if ok then return d end return n end return deep(0)",
                "local ok = pcall(many, 9) return ok, (pcall(fails, 3))",
                "return pcall(many, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13), pcall(many, 1, 2, 3, 4)",
                "return select('#', pcall(function(...) return ... end, many(100)))",
                "local function outer() error('level', 2) end return pcall(function() outer() end)",
                "return pcall(function() return debug.traceback('here') end)",
                "return xpcall(function() pcall(fails, 1) local ok, e = pcall(fails, 3) error(e .. ' again') end, debug.traceback)",
                "local function both(n) if n == 0 then error('bottom') end local ok, e = pcall(both, n - 1) error(e, 0) end "
                        + "return pcall(both, 190)",
                "local c = coroutine.wrap(function() return pcall(function() return coroutine.yield(1) + fails(3) end) end) "
                        + "return c(), c(5)",
                "local t = setmetatable({}, {__call = function(self, ...) return select('#', ...), ... end}) "
                        + "local one, six = t(1), t(1, 2, 3, 4, 5, 6) return one, six, t(), t(many(40))",
                "local t = setmetatable({}, {__call = function(self, n) return fails(n) end}) "
                        + "return t(1), pcall(t, 3), pcall(function() return t(3) end)",
                "local t = setmetatable({}, {__call = setmetatable({}, {__call = function(a, b, c) return c end})}) return t(7)",
                "local t = setmetatable({}, {__call = 1}) return pcall(function() return t(7) end)",
                "local undefined local function f(n) return undefined(n) end "
                        + "return pcall(function() local x = f(1) return x end), pcall(f), pcall(function() return 1 + f(2) end)",
            })
    void whatNativeFunctionsCallBackDoesTheSame(String use) throws Exception {
        assertSame("""
                local function many(n) if n > 0 then return n, many(n - 1) end end
                local function fails(n) if n == 3 then error('three') end return n + 0.5 end
                for i = 1, 40 do pcall(many, 2) pcall(fails, i) end
                local function use() %s end
                for i = 1, 20 do use() end
                return use()
                """.formatted(use));
    }

    @Test
    void metamethodsInCompiledCodeMayBePaused() throws Exception {
        assertSame("""
                local V = {}
                V.__index = V
                V.__add = function(a, b) local s = 0 for i = 1, 3 do s = s + i end return setmetatable({ x = a.x + b.x + s }, V) end
                V.__lt = function(a, b) return a.x < b.x end
                function V.new(x) return setmetatable({ x = x }, V) end
                local v, smaller = V.new(0), 0
                for i = 1, 30 do
                  v = v + V.new(i)
                  if V.new(i) < v then smaller = smaller + 1 end
                end
                return v.x, smaller
                """);
    }

    /** Calls one function with each choice of values, after enough calls of the common case to be compiled for that. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "string.byte(x)",
                "string.byte(x, y)",
                "string.sub(x, y)",
                "string.sub(x, y, 3)",
                "string.sub(x, 2, y)",
                "string.len(x)",
                "string.rep('abc', 40):sub(x, y)",
                "string.upper(x)",
                "string.lower(x)",
                "string.reverse(x)",
                "string.rep(x, y)",
                "string.char(x)",
                "string.format('%s %s', type(y), string.sub(x, y))",
                "select('#', string.byte(x, y))",
                "setmetatable({}, y)",
                "setmetatable(x, {__metatable = y})",
                "type(x)",
                "tonumber(x)",
                "math.abs(x)",
                "math.ceil(x)",
                "math.floor(x)",
                "math.sqrt(x)",
                "math.max(x, y)",
                "math.min(x, y)",
                "table.insert(list, x)",
                "table.insert(x, y)",
                "table.remove(x)",
                "table.remove(list) table.insert(list, x)"
            })
    void nativeFunctionsDoTheSameOnTheirFastPaths(String call) throws Exception {
        assertSame("""
                local list = {}
                local function one(x, y) local value = %1$s return value end
                local function none(x, y) %1$s return x end
                local function tail(x, y) return %2$s end
                local commons = {{'word', 2}, {3, 2}, {-2.5, 0.5}, {{}, 1}, {{1, 2, 3, 4, 5, 6, 7, 8, 9}, 1}}
                local values = {'word', '', '10', 'é', 0, 1, -1, 3, 90, 2.0, 2.5, -0.0, 0/0, 1/0, 1e300,
                  math.mininteger, math.maxinteger, true, {}, setmetatable({}, {__newindex = function() end}), type}
                local results = {}
                local function note(f, x, y)
                  local ok, value = pcall(function() local value = f(x, y) return value end) -- pcall itself interprets
                  results[#results + 1] = ok and type(value) ~= 'table' and tostring(value) or tostring(ok)
                  if not ok then results[#results + 1] = value end
                end
                for i = 1, 10 do
                  for _, common in ipairs(commons) do
                    pcall(function() local value = one(common[1], common[2]) return value end)
                    pcall(function() local value = none(common[1], common[2]) return value end)
                    pcall(function() local value = tail(common[1], common[2]) return value end)
                  end
                end
                for _, x in ipairs(values) do
                  note(one, x)
                  note(none, x)
                  note(tail, x)
                  for _, y in ipairs(values) do note(one, x, y) note(none, x, y) note(tail, x, y) end
                end
                return #list, table.unpack(results)
                """.formatted(call, call.contains(") ") ? "x" : call));
    }
}
