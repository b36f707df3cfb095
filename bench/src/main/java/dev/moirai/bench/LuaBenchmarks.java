package dev.moirai.bench;

import dev.moirai.bench.harness.Benchmark;
import dev.moirai.bench.harness.Figure;
import dev.moirai.bench.harness.Goal;
import dev.moirai.bench.harness.Summary;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * The Lua programs under {@code src/main/lua}, each returning a check on which all engines must agree. Warm: the program is loaded once and run again and again, after the warm-up.
 * Cold: it is loaded into a fresh environment for each run, in a JVM that has loaded it before and so has a warm engine, but must take the program for a new one.
 */
final class LuaBenchmarks {

    private static final String WARM = "lua";
    private static final String COLD = "lua-cold";
    private static final String ENGINE = "lua-engine";
    private static final String OURS = "moirai-lua";
    private static final String PEER = "lua5.4";

    private static final List<String> ENGINES = List.of(OURS, PEER, "luajit", "luaj");
    private static final List<String> NEWER_THAN_5_2 = List.of(OURS, PEER);

    private static final double SLOWEST_WARM = 1.2;
    private static final double SLOWEST_SWITCH = 1;
    private static final double SLOWEST_COLD = 3;
    private static final double MEAN = 0.4;

    /**
     * @param name of the program's file
     * @param about what it stresses
     * @param quick the size for quick runs
     * @param full the size for full runs, which takes PUC Lua about a tenth of a second
     * @param cold the size for which PUC Lua takes a few tens of milliseconds
     */
    private record Program(String name, String about, long quick, long full, long cold) {
        List<String> engines() {
            return name.equals("integers") ? NEWER_THAN_5_2 : ENGINES;
        }
    }

    private static final List<Program> PROGRAMS = List.of(
            new Program("fib", "recursive calls", 27, 32, 28),
            new Program("loop", "nested numeric loops", 20_000, 100_000, 20_000),
            new Program("nbody", "float fields of tables", 8_000, 50_000, 15_000),
            new Program("spectral", "small float functions over arrays", 100, 200, 120),
            new Program("binary_trees", "small tables made and dropped", 11, 14, 12),
            new Program("string_building", "strings put together", 40_000, 150_000, 60_000),
            new Program("string_library", "find, gsub, format and their like", 8_000, 40_000, 15_000),
            new Program("tables", "arrays, string keys, sparse keys, sort", 20_000, 100_000, 40_000),
            new Program("methods", "classes by metatables, operators", 100_000, 500_000, 100_000),
            new Program("sieve", "booleans in one large array", 200_000, 1_000_000, 300_000),
            new Program("coroutine_switch", "yield and resume", 80_000, 400_000, 100_000),
            new Program("coroutine_create", "short coroutines", 20_000, 100_000, 30_000),
            new Program("json", "an encoder and decoder of JSON", 6, 25, 8),
            new Program("queens", "the n queens by backtracking", 8, 9, 8),
            new Program("vm", "a register machine written in Lua", 500, 2_000, 600),
            new Program("words", "word frequencies of a text", 20_000, 100_000, 30_000),
            new Program("lz", "an LZ77 compressor and its expander", 20_000, 100_000, 30_000),
            new Program("ray", "a ray tracer with vector operators", 25, 80, 30),
            new Program("integers", "64-bit integers and bits, which Lua 5.1 and 5.2 lack", 100_000, 800_000, 150_000));

    private LuaBenchmarks() {}

    static List<Benchmark> warm() {
        return PROGRAMS.stream().map(LuaBenchmarks::warm).toList();
    }

    /** What many small programs cost their host. */
    static List<Benchmark> engine() {
        return List.of(
                engine(
                        "lua-environment",
                        "n environments with all libraries are made one after the other and kept: the time of each, and the heap"
                                + " after collection, less the heap before, per environment.",
                        "environments",
                        20_000,
                        100_000,
                        List.of(
                                Figure.lower("each", "ns", Goal.limit(5_000)),
                                Figure.lower("bytes", "B", Goal.limit(2_048))),
                        String::valueOf),
                engine(
                        "lua-suspend",
                        "A program calls a Java function that suspends it and is resumed with a number, n times: the time of each.",
                        "suspensions",
                        200_000,
                        1_000_000,
                        List.of(Figure.lower("each", "ns", Goal.limit(200))),
                        n -> String.valueOf(n * (n + 1) / 2)));
    }

    private static Benchmark engine(
            String name,
            String about,
            String work,
            long quick,
            long full,
            List<Figure> figures,
            LongFunction<String> expected) {
        return new Benchmark(name, ENGINE, about, work, quick, full, List.of(OURS), figures, Optional.of(expected));
    }

    static List<Benchmark> cold() {
        return PROGRAMS.stream().map(LuaBenchmarks::cold).toList();
    }

    private static Benchmark warm(Program program) {
        double limit = program.name().equals("coroutine_switch") ? SLOWEST_SWITCH : SLOWEST_WARM;
        return new Benchmark(
                program.name(),
                WARM,
                program.about(),
                "warm:" + program.name(),
                program.quick(),
                program.full(),
                program.engines(),
                List.of(Figure.time(Goal.ratio(limit, PEER))),
                Optional.empty());
    }

    private static Benchmark cold(Program program) {
        return new Benchmark(
                cold(program.name()),
                COLD,
                program.about() + "; loaded anew for each run",
                "cold:" + program.name(),
                program.cold(),
                program.cold(),
                program.engines(),
                List.of(Figure.time(Goal.ratio(SLOWEST_COLD, PEER))),
                Optional.empty());
    }

    private static String cold(String name) {
        return name + "-cold";
    }

    static List<Summary> summaries() {
        List<String> names = PROGRAMS.stream().map(Program::name).toList();
        return List.of(
                new Summary("Geometric mean of the time against PUC Lua, warm (programs)", WARM, names, PEER, MEAN),
                new Summary(
                        "Geometric mean of the time against PUC Lua, cold (programs)",
                        COLD,
                        names.stream().map(LuaBenchmarks::cold).toList(),
                        PEER,
                        SLOWEST_COLD));
    }
}
