package dev.moirai.lua;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moirai.lua.lib.StandardLibraries;
import dev.moirai.lua.syntax.SyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The host's side: load, call, resume, Java functions, conversions. */
class ExecutionTest {
    private final List<String> printed = new ArrayList<>();

    private Environment environment(Library... more) {
        return new Environment(StandardLibraries.all().with(more), Limits.NONE, line -> printed.add(line.toString()));
    }

    private static Execution start(Environment environment, String source, @Nullable Object... arguments) {
        try {
            return environment.start(environment.load(Chunk.compile("=test", source)), arguments);
        } catch (SyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static @Nullable Object[] finish(Execution execution) {
        Outcome outcome = execution.resume(Long.MAX_VALUE);
        assertThat(outcome).isInstanceOf(Outcome.Finished.class);
        return ((Outcome.Finished) outcome).values();
    }

    @Nested
    class Calls {
        @Test
        void passArgumentsAndReturnResults() {
            Execution execution = start(environment(), "return 'hello ' .. ..., 2", LuaString.of("world"));

            assertThat(finish(execution)).containsExactly(LuaString.of("hello world"), 2L);
            assertThat(execution.isOver()).isTrue();
            assertThatThrownBy(() -> execution.resume(1)).isInstanceOf(IllegalStateException.class);
        }

        @Test
        void canBeMadeOfJavaFunctions() {
            Library geometry = Library.named("geometry")
                    .function("area", call -> call.returns(call.checkNumber(1) * call.checkNumber(2)))
                    .value("unit", LuaString.of("cm"))
                    .build();

            Execution execution = start(environment(geometry), "return geometry.area(2, 3), geometry.unit");

            assertThat(finish(execution)).containsExactly(6.0, LuaString.of("cm"));
        }

        @Test
        void failWithATracebackWhenAnErrorIsNotCaught() {
            Outcome outcome = start(environment(), "local function f() error 'oops' end\nf()")
                    .resume(1000);

            LuaError error = ((Outcome.Failed) outcome).error();
            assertThat(error.getMessage()).isEqualTo("test:1: oops");
            assertThat(error.traceback()).isEqualTo("""
                    stack traceback:
                    	[Java]: in function 'error'
                    	test:1: in local 'f'
                    	test:2: in main chunk""");
        }

        @Test
        void nameANativeFunctionOnceThatFailsAfterItHasCalledBack() {
            Outcome outcome = start(environment(), "coroutine.wrap(error)('x')").resume(1000);

            assertThat(((Outcome.Failed) outcome).error().traceback()).isEqualTo("""
                    stack traceback:
                    	[Java]: in function 'wrap'
                    	test:1: in main chunk""");
        }
    }

    @Nested
    class Suspension {
        private final Library host = Library.globals()
                .function(
                        "ask",
                        call -> call.suspend(String.valueOf(call.checkString(1)), step -> step.returnsArguments(1)))
                .build();

        @Test
        void handsTheRequestOutAndTheAnswerIn() {
            Execution execution = start(environment(host), "local a, b = ask('name') return a .. b");

            assertThat(execution.resume(1000)).isEqualTo(new Outcome.Suspended("name"));
            Outcome outcome = execution.resume(1000, LuaString.of("x"), 5L);

            assertThat(((Outcome.Finished) outcome).values()).containsExactly(LuaString.of("x5"));
        }

        @Test
        void inEveryIterationOfAHotLoopChangesNoResult() {
            Execution execution = start(
                    environment(host),
                    "local sum = 0\nfor i = 1, 90000 do\n"
                            + "if i <= 60000 then sum = sum + ask('number') else sum = sum + i end\nend\nreturn sum");

            Outcome outcome = execution.resume(Long.MAX_VALUE);
            for (long i = 1; outcome instanceof Outcome.Suspended; i++) {
                outcome = execution.resume(Long.MAX_VALUE, i);
            }

            assertThat(((Outcome.Finished) outcome).values()).containsExactly(90_000L * 90_001 / 2);
        }

        @Test
        void suspendsAllCoroutinesAtOnce() {
            Execution execution = start(environment(host), """
                    local inner = coroutine.wrap(function()
                      coroutine.wrap(function() coroutine.yield(ask('deep')) end)()
                      return coroutine.yield('yielded')
                    end)
                    return inner(), inner('resumed')
                    """);

            assertThat(execution.resume(1000)).isEqualTo(new Outcome.Suspended("deep"));
            Outcome outcome = execution.resume(1000);

            assertThat(((Outcome.Finished) outcome).values())
                    .containsExactly(LuaString.of("yielded"), LuaString.of("resumed"));
        }

        @Test
        void canBeAnsweredByAnError() {
            Execution execution = start(environment(host), "return pcall(ask, 'x')");

            execution.resume(1000);
            Outcome outcome = execution.raise(1000, new LuaError("no answer"));

            assertThat(((Outcome.Finished) outcome).values()).containsExactly(false, LuaString.of("no answer"));
        }
    }

    @Test
    void generatorsYieldToTheHost() throws SyntaxException {
        Environment environment = environment();
        LuaFunction main = environment.load(Chunk.compile("=test", "local x = coroutine.yield(1) return x + 1"));
        Execution execution = environment.startGenerator(main);

        Outcome yielded = execution.resume(1000);
        Outcome finished = execution.resume(1000, 41L);

        assertThat(((Outcome.Yielded) yielded).values()).containsExactly(1L);
        assertThat(((Outcome.Finished) finished).values()).containsExactly(42L);
    }

    @Test
    void turnsEndWhenTheBudgetIsUsedUp() {
        Execution execution = start(environment(), "while true do end");

        for (int i = 0; i < 10; i++) {
            assertThat(execution.resume(100)).isInstanceOf(Outcome.Preempted.class);
        }
    }

    @Nested
    class Isolation {
        @Test
        void changesToGlobalsAndLibrariesStayInTheirEnvironment() {
            Environment first = environment();
            Environment second = environment();

            finish(start(first, "x = 1 string.trim = print math.pi = 3 _G.print = nil table.insert = nil"));

            assertThat(finish(start(second, "return x, string.trim, math.pi > 3.1, print ~= nil, table.insert ~= nil")))
                    .containsExactly(null, null, true, true, true);
            assertThat(finish(start(first, "return x, ('').trim ~= nil, math.pi, print")))
                    .containsExactly(1L, true, 3L, null);
        }

        @Test
        void keysAddedToGlobalsAndLibrariesAreFoundInTheirEnvironmentOnly() {
            Libraries libraries = StandardLibraries.all();
            Environment changed = new Environment(libraries, Limits.NONE, _ -> {});
            Environment other = new Environment(libraries, Limits.NONE, _ -> {});
            String add = "for i = 1, 40 do _G['g' .. i] = i; string['s' .. i] = i end ";
            String read =
                    "local sum = 0 for i = 1, 40 do sum = sum + (_G['g' .. i] or 0) + (string['s' .. i] or 0) end "
                            + "local known = 0 for name in pairs(string) do known = known + (string[name] and 1 or 0) end "
                            + "return sum, known";

            finish(start(changed, add));

            assertThat(finish(start(changed, read))).containsExactly(1640L, 56L);
            assertThat(finish(start(other, read))).containsExactly(0L, 16L);
        }

        @Test
        void chunksAreSharedWithoutSharingState() throws SyntaxException {
            Chunk chunk = Chunk.compile("=test", "count = (count or 0) + 1 return count");
            Environment first = environment();
            Environment second = environment();

            assertThat(finish(first.start(first.load(chunk)))).containsExactly(1L);
            assertThat(finish(first.start(first.load(chunk)))).containsExactly(2L);
            assertThat(finish(second.start(second.load(chunk)))).containsExactly(1L);
        }
    }

    @Nested
    class Converting {
        record Point(double x, double y) {}

        record Shape(String name, int size, boolean filled, List<Object> tags, Point at) {}

        @Test
        void copiesJavaObjectsIntoLua() {
            Environment environment = environment();
            Object shape = Conversions.toLua(environment, new Shape("dot", 3, true, List.of("a", 1), new Point(1, 2)));
            Object map = Conversions.toLua(environment, Map.of("key", new byte[] {65, 66}));

            assertThat(finish(start(environment, """
                    local s, m = ...
                    return s.name, s.size, s.filled, #s.tags, s.tags[1], s.at.y, m.key
                    """, shape, map)))
                    .containsExactly(LuaString.of("dot"), 3L, true, 2L, LuaString.of("a"), 2.0, LuaString.of("AB"));
        }

        @Test
        void copiesTablesIntoJava() {
            @Nullable Object[] results = finish(start(environment(), "return {1, 2.5, 'x', {k = true}}, {}"));

            assertThat(Conversions.toJava(results[0])).isEqualTo(List.of(1L, 2.5, "x", Map.of("k", true)));
            assertThat(Conversions.toJava(results[1])).isEqualTo(Map.of());
        }

        @Test
        void readsRecordsFromTables() {
            @Nullable
            Object[] results = finish(start(
                    environment(),
                    "return {name = 'n', size = 2.0, filled = true, tags = {'t'}, at = {x = 1, y = 0.5}}"));

            assertThat(Conversions.toRecord((LuaTable) requireNonNull(results[0]), Shape.class))
                    .isEqualTo(new Shape("n", 2, true, List.of("t"), new Point(1, 0.5)));
        }

        @Test
        void refuseRecordsThatDoNotFitWithTheReason() {
            LuaTable table = new LuaTable();
            table.put("width", 1L << 40);
            assertThatThrownBy(() -> Conversions.toRecord(table, Width.class))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("field 'width': int expected, got 1099511627776");
            table.put("width", -1L);
            assertThatThrownBy(() -> Conversions.toRecord(table, Width.class))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageEndingWith("a width is positive");
        }

        @Test
        void readRecordsWithEmptyLists() {
            Environment environment = environment();
            Object shape = Conversions.toLua(environment, new Shape("dot", 3, true, List.of(), new Point(1, 2)));

            assertThat(Conversions.toRecord((LuaTable) requireNonNull(shape), Shape.class)
                            .tags())
                    .isEmpty();
        }

        record Width(int width) {
            Width {
                if (width < 0) {
                    throw new IllegalArgumentException("a width is positive");
                }
            }
        }
    }
}
