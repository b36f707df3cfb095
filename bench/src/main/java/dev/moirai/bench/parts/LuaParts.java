package dev.moirai.bench.parts;

import dev.moirai.bench.contender.lua.LuaContender;
import dev.moirai.lua.Chunk;
import dev.moirai.lua.Environment;
import dev.moirai.lua.Execution;
import dev.moirai.lua.Limits;
import dev.moirai.lua.LuaFunction;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.Outcome;
import dev.moirai.lua.syntax.SyntaxException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Parts of the Lua engine: tables from Java, calls from Java into Lua, resuming, environments, compiling. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-XX:+UseCompactObjectHeaders", "-XX:+UseG1GC"})
public class LuaParts {

    private static final int ENTRIES = 64;
    private static final Long ONE = 1L;

    private static final String SCRIPT = """
            local count = 0
            local function step(by)
              count = count + by
              return count
            end
            for i = 1, 3 do step(i) end
            return step
            """;

    private static final String ECHO = """
            local value = ...
            while true do value = coroutine.yield(value) end
            """;

    private final LuaString[] keys = new LuaString[ENTRIES];
    private final LuaTable table = new LuaTable();
    private final Chunk chunk;
    private final Environment environment;
    private final LuaFunction step;
    private final Execution echo;
    private final Execution endless;
    private int next;

    public LuaParts() {
        for (int i = 0; i < ENTRIES; i++) {
            keys[i] = LuaString.of("key" + i);
            Long value = (long) i;
            table.put(keys[i], value);
            table.put(i + 1L, value);
        }
        try {
            chunk = Chunk.compile("=script", SCRIPT);
            environment = fresh();
            if (!(first(environment.start(environment.load(chunk))) instanceof LuaFunction function)) {
                throw new IllegalStateException("the script returns no function");
            }
            step = function;
            echo = environment.startGenerator(environment.load(Chunk.compile("=echo", ECHO)), 0L);
            echo.resume(1_000);
            endless = environment.start(environment.load(Chunk.compile("=endless", "while true do end")));
        } catch (SyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Environment fresh() {
        return new Environment(LuaContender.LIBRARIES, Limits.NONE, LuaContender.SILENT);
    }

    private static @Nullable Object first(Execution execution) {
        if (execution.resume(Long.MAX_VALUE) instanceof Outcome.Finished finished) {
            return finished.values()[0];
        }
        throw new IllegalStateException("the program did not finish");
    }

    private int next() {
        next = next + 1 & ENTRIES - 1;
        return next;
    }

    @Benchmark
    public @Nullable Object tableGetString() {
        return table.get(keys[next()]);
    }

    @Benchmark
    public @Nullable Object tableGetInteger() {
        return table.get(next() + 1L);
    }

    @Benchmark
    public LuaTable tableSetString() {
        table.put(keys[next()], ONE);
        return table;
    }

    @Benchmark
    public LuaTable tableSetInteger() {
        table.put(next() + 1L, ONE);
        return table;
    }

    /** A Lua function called from Java, until it returned. */
    @Benchmark
    public @Nullable Object call() {
        return first(environment.start(step, 1L));
    }

    /** A suspended program resumed with a value, until it yields again: what a message to a Lua process costs. */
    @Benchmark
    public Outcome resumeYield() {
        return echo.resume(1_000, 1L);
    }

    /** A computing program resumed with a budget of one, until it is pre-empted: the cost of a turn. */
    @Benchmark
    public Outcome resumePreempt() {
        return endless.resume(1);
    }

    /** A new isolated environment with all libraries. */
    @Benchmark
    public Environment environment() {
        return fresh();
    }

    /** A new environment, a compiled script loaded and run in it. */
    @Benchmark
    public @Nullable Object environmentAndScript() {
        Environment world = fresh();
        return first(world.start(world.load(chunk)));
    }

    /** The same from source text, parsed and compiled. */
    @Benchmark
    public Chunk compile() throws SyntaxException {
        return Chunk.compile("=script", SCRIPT);
    }
}
