package dev.moirai.bench;

import static dev.moirai.bench.harness.Goal.limit;
import static dev.moirai.bench.harness.Goal.none;
import static dev.moirai.bench.harness.Goal.ratio;

import dev.moirai.bench.harness.Benchmark;
import dev.moirai.bench.harness.Figure;
import dev.moirai.bench.harness.Goal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/** The benchmarks of processes: what each contender must do, at which size, what proves that it was done, and our goal. */
final class ProcessBenchmarks {

    static final String GROUP = "processes";

    private static final List<String> ALL = List.of("moirai", "beam", "pekko", "threads");
    private static final List<String> WITH_FATE = List.of("moirai", "beam", "pekko");
    private static final List<String> WITH_LUA = List.of("moirai-lua-processes", "beam");
    private static final List<String> WITH_LINKS = List.of("moirai", "beam");

    /** While code is still being compiled, compilers take the processors away from what is measured. */
    static final Duration LATENCY_WARM_UP = Duration.ofSeconds(8);

    private static final int RING = 503;
    private static final LongFunction<String> COUNT = String::valueOf;

    private ProcessBenchmarks() {}

    /** A ratio to the better of the two runtimes; virtual threads are shown, but lack what the others have. */
    private static Goal best(double ratio) {
        return ratio(ratio, "beam", "pekko");
    }

    static List<Benchmark> all() {
        List<Benchmark> all = new ArrayList<>(life());
        all.addAll(messages());
        all.addAll(fate());
        all.addAll(time());
        all.addAll(inLua());
        return all;
    }

    /** The same work by processes written in Lua, beside Erlang's; the limit of time is what another Lua runtime claims of itself. */
    private static List<Benchmark> inLua() {
        return List.of(
                new Benchmark(
                        "lua-mass-spawn",
                        GROUP,
                        "A Lua process spawns n others, which wait for a message; until the last is spawned. Then each is told"
                                + " to stop.",
                        "mass-spawn",
                        10_000,
                        10_000,
                        WITH_LUA,
                        List.of(Figure.time(limit(27))),
                        Optional.of(COUNT)),
                new Benchmark(
                        "lua-idle-memory",
                        GROUP,
                        "n processes wait for a message, globals and all; the heap after collection (BEAM: all its memory), less"
                                + " the heap before, per process.",
                        "idle-memory",
                        10_000,
                        100_000,
                        WITH_LUA,
                        List.of(Figure.lower("bytes", "B", limit(2 * 1024))),
                        Optional.of(COUNT)),
                inLua(
                        "lua-spawn-exit",
                        "A process spawns n others that end at once; until all have ended.",
                        "spawn-exit",
                        20_000,
                        200_000,
                        COUNT),
                inLua(
                        "lua-ping-pong",
                        "One pair, n round trips; as ping-pong-1, the ping in Lua and the pong in Lua.",
                        "ping-pong-1",
                        50_000,
                        500_000,
                        COUNT),
                inLua(
                        "lua-call",
                        "A client sends a numbered request and waits for the reply with that number, n times; BEAM's as in call-1.",
                        "call-1",
                        20_000,
                        200_000,
                        ProcessBenchmarks::sumOfReplies));
    }

    private static Benchmark inLua(
            String name, String about, String work, long quick, long full, LongFunction<String> expected) {
        return new Benchmark(
                name, GROUP, about, work, quick, full, WITH_LUA, List.of(Figure.rate(none())), Optional.of(expected));
    }

    private static List<Benchmark> life() {
        return List.of(
                rate(
                        "spawn-exit",
                        "One process spawns n others, each of which counts itself in a shared counter and exits; over when all are counted.",
                        100_000,
                        500_000,
                        ALL,
                        best(4),
                        COUNT),
                rate(
                        "spawn-ask-join",
                        "One process, n times over: spawns another with a monitor (or watch, or join), asks it a question, takes the answer and the news of its end.",
                        20_000,
                        200_000,
                        ALL,
                        best(4),
                        ProcessBenchmarks::sumOfReplies),
                new Benchmark(
                        "idle-memory",
                        GROUP,
                        "n processes wait for a message; the heap after collection (BEAM: all its memory), less the heap before, per process. Then each is told to stop.",
                        "idle-memory",
                        100_000,
                        1_000_000,
                        List.of("moirai", "moirai-plain-headers", "beam", "pekko", "threads"),
                        List.of(Figure.lower("bytes", "B", limit(200))),
                        Optional.of(COUNT)),
                new Benchmark(
                        "skynet",
                        GROUP,
                        "A process spawns ten, each of these ten, until there are n leaves, which send their number to their parent; parents send the sum to theirs.",
                        "skynet",
                        100_000,
                        1_000_000,
                        ALL,
                        List.of(Figure.time(best(0.2))),
                        Optional.of(n -> String.valueOf(n * (n - 1) / 2))));
    }

    private static List<Benchmark> messages() {
        String pairs =
                " Each sends a numbered ping with its address to a partner, waits for the numbered pong, and goes on; n round trips in all.";
        String fanIn = " n numbered messages in all to one receiver, which adds up the numbers.";
        String calls =
                " calls its servers in turn (a gen_server and its like, with the reply matched to the request), n calls in all.";
        return List.of(
                rate("ping-pong-1", "One pair." + pairs, 100_000, 1_000_000, ALL, best(2), COUNT),
                rate("ping-pong-64", "64 pairs." + pairs, 128_000, 1_280_000, ALL, best(1.5), COUNT),
                rate("fan-in-1", "One sender." + fanIn, 200_000, 2_000_000, ALL, best(2.5), n -> fanInSum(1, n)),
                rate("fan-in-100", "100 senders." + fanIn, 200_000, 2_000_000, ALL, best(1.5), n -> fanInSum(100, n)),
                rate(
                        "ring",
                        "A token with a counter goes n hops around a ring of 503 processes; whoever has it at zero tells its place.",
                        100_000,
                        1_000_000,
                        ALL,
                        best(2.5),
                        n -> String.valueOf(n % RING + 1)),
                rate("call-1", "One client" + calls, 20_000, 300_000, ALL, best(4), ProcessBenchmarks::sumOfReplies),
                rate(
                        "call-64",
                        "Each of 64 clients" + calls,
                        64_000,
                        640_000,
                        ALL,
                        best(3),
                        n -> String.valueOf(64 * Long.parseLong(sumOfReplies(n / 64)))));
    }

    private static List<Benchmark> fate() {
        return List.of(
                time(
                        "link-cascade",
                        "One of n linked processes dies abnormally; until the last is gone. (Pekko: a parent fails, its children stop.)",
                        20_000,
                        100_000,
                        WITH_FATE,
                        best(1.0 / 3)),
                new Benchmark(
                        "link-chain",
                        GROUP,
                        "Each process spawns the next with a link; the n-th dies abnormally; until the first has died of it, building included.",
                        "link-chain",
                        20_000,
                        100_000,
                        WITH_LINKS,
                        List.of(Figure.time(best(0.5))),
                        Optional.of(COUNT)),
                time(
                        "monitor-fan-in",
                        "One process monitors n others and tells each to die; until it has got the last DOWN.",
                        20_000,
                        100_000,
                        WITH_FATE,
                        best(1.0 / 3)),
                rate(
                        "start-child",
                        "A supervisor is asked n times to start another child, each time waiting for the answer.",
                        10_000,
                        100_000,
                        WITH_FATE,
                        best(2),
                        COUNT),
                time(
                        "stop-children",
                        "A supervisor with n children is stopped in order; until it and they are gone.",
                        20_000,
                        100_000,
                        WITH_FATE,
                        best(1 / 1.5)),
                rate(
                        "restart",
                        "A supervised child is told to crash and, restarted, tells that it is up; n times, 100 for each child and its supervisor, which counts them against a limit. Reports are not printed.",
                        10_000,
                        50_000,
                        WITH_FATE,
                        best(2),
                        COUNT),
                rate(
                        "restart-bare",
                        "The same with a plain process in the place of each supervisor, which starts a linked child when it is told of the end of the last: "
                                + "what is left if supervision costs nothing.",
                        10_000,
                        50_000,
                        List.of("moirai"),
                        none(),
                        COUNT));
    }

    private static List<Benchmark> time() {
        return List.of(
                rate(
                        "timer-start",
                        "A process starts n timers of an hour; cancelling them all afterwards is checked but not timed.",
                        20_000,
                        200_000,
                        ALL,
                        best(1),
                        COUNT),
                time(
                        "timer-due",
                        "n timers of one process are due at the same moment; from then until it has got the last message.",
                        20_000,
                        1_000_000,
                        ALL,
                        best(1)),
                new Benchmark(
                        "timer-late",
                        GROUP,
                        "n timers due within the next 100 ms; how late the latest message was.",
                        "timer-late",
                        200,
                        1_000,
                        ALL,
                        List.of(Figure.lower("late", "ms", limit(2))),
                        Optional.of(COUNT)),
                latency(
                        "latency-hogs",
                        "beside 8 processes that spin (ours: Java that never waits).",
                        ALL,
                        limit(20_000)),
                latency(
                        "latency-lua-hogs",
                        "beside 8 Lua processes in endless loops, in the same host.",
                        List.of("moirai"),
                        limit(200)));
    }

    /**
     * A benchmark of the latency of a ping-pong pair beside something. The goal is for the 99th percentile over time, not over round trips: see {@code Latencies}.
     */
    static Benchmark latency(String name, String beside, List<String> contenders, Goal stall) {
        return new Benchmark(
                name,
                "latency",
                "Round trips of a ping-pong pair for n milliseconds, one after the other, " + beside
                        + " At 99 of 100 moments the round trip under way takes no longer than the stall.",
                name,
                300,
                1_000,
                contenders,
                List.of(
                        Figure.lower("p50", "µs", none()),
                        Figure.lower("p99", "µs", none()),
                        Figure.lower("stall", "µs", stall),
                        Figure.lower("max", "µs", none())),
                Optional.of(_ -> "answered"),
                LATENCY_WARM_UP);
    }

    private static Benchmark rate(
            String name,
            String about,
            long quick,
            long full,
            List<String> contenders,
            Goal goal,
            LongFunction<String> expected) {
        return new Benchmark(
                name, GROUP, about, name, quick, full, contenders, List.of(Figure.rate(goal)), Optional.of(expected));
    }

    private static Benchmark time(
            String name, String about, long quick, long full, List<String> contenders, Goal goal) {
        return new Benchmark(
                name, GROUP, about, name, quick, full, contenders, List.of(Figure.time(goal)), Optional.of(COUNT));
    }

    /** Each reply is the request's number, n down to 1, plus one. */
    private static String sumOfReplies(long n) {
        return String.valueOf(n * (n + 1) / 2 + n);
    }

    private static String fanInSum(long senders, long n) {
        long each = n / senders;
        return String.valueOf(senders * (each * (each + 1) / 2));
    }
}
