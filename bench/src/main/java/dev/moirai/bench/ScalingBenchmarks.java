package dev.moirai.bench;

import dev.moirai.bench.harness.Benchmark;
import dev.moirai.bench.harness.Figure;
import dev.moirai.bench.harness.Goal;
import dev.moirai.bench.harness.Sweep;
import dev.moirai.bench.harness.Sweep.Line;
import dev.moirai.bench.harness.Sweep.Point;
import dev.moirai.bench.harness.Sweep.Scale;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

/** How costs grow with the number of processes and of workers, and latency beside trouble: the benchmarks of the pictures. */
final class ScalingBenchmarks {

    static final int[] WORKERS = {1, 2, 4, 16};

    private static final String GROUP = "scaling";

    private static final Map<String, String> LINES =
            Map.of("moirai", "Moirai", "beam", "Erlang/OTP", "pekko", "Pekko", "threads", "virtual threads");
    private static final List<String> ALL = List.of("moirai", "beam", "pekko", "threads");

    private static final long[] SIZES = {1_000, 10_000, 100_000, 1_000_000, 10_000_000};

    /** Beyond this only ours takes part: the others need more memory or patience than there is. */
    private static final long MOST_OF_OTHERS = 1_000_000;

    /** A benchmark of latency (those with a goal are among the processes') and how the pictures call what it is beside. */
    private record Trouble(String benchmark, String label) {}

    private static final List<Trouble> TROUBLES = List.of(
            new Trouble("latency-quiet", "nothing"),
            new Trouble("latency-hogs", "8 hogs"),
            new Trouble("latency-lua-hogs", "8 Lua hogs"),
            new Trouble("latency-gc", "1 M idle, garbage"),
            new Trouble("latency-crashes", "crashes"));

    private ScalingBenchmarks() {}

    static List<Benchmark> all() {
        List<Benchmark> all = new ArrayList<>();
        for (long size : SIZES) {
            all.add(sized("spawn-exit", size, "One process spawns n others that exit at once."));
            all.add(sized(
                    "spread", size, "n processes are alive; each in turn gets a numbered message and answers it."));
        }
        for (String work : List.of("ping-pong-64", "fan-in-100", "call-64")) {
            all.add(workers(work));
        }
        all.add(ProcessBenchmarks.latency("latency-quiet", "beside nothing.", ALL, Goal.none()));
        all.add(ProcessBenchmarks.latency(
                "latency-gc",
                "beside 1 M idle processes and one that makes garbage as fast as it can.",
                ALL,
                Goal.none()));
        all.add(ProcessBenchmarks.latency(
                "latency-crashes",
                "beside a supervised process that crashes as soon as it is restarted.",
                List.of("moirai", "beam", "pekko"),
                Goal.none()));
        return all;
    }

    private static Benchmark sized(String work, long size, String about) {
        LongFunction<String> expected =
                work.equals("spread") ? n -> String.valueOf(n * (n + 1) / 2 + n) : String::valueOf;
        return new Benchmark(
                at(work, size),
                GROUP,
                about,
                work,
                size,
                size,
                size > MOST_OF_OTHERS ? List.of("moirai") : ALL,
                List.of(Figure.rate(Goal.none())),
                Optional.of(expected));
    }

    private static Benchmark workers(String work) {
        Benchmark like = ProcessBenchmarks.all().stream()
                .filter(benchmark -> benchmark.name().equals(work))
                .findFirst()
                .orElseThrow();
        return new Benchmark(
                work + "@workers",
                GROUP,
                "As " + work + ", with different numbers of workers.",
                work,
                like.quickSize(),
                like.fullSize(),
                Arrays.stream(WORKERS)
                        .mapToObj(workers -> "moirai-" + workers + "-workers")
                        .toList(),
                List.of(Figure.rate(Goal.none())),
                like.expected());
    }

    private static String at(String work, long size) {
        return work + "@" + size;
    }

    static List<Sweep> sweeps() {
        return List.of(
                bySize("spawn-exit", "Spawn and exit, by the number of processes"),
                bySize("spread", "A message to each process and its answer, by the number alive"),
                byWorkers(),
                latencies("p50", "Round trip of a ping-pong pair: median"),
                latencies("p99", "Round trip of a ping-pong pair: 99th percentile"),
                latencies("stall", "Round trip of a ping-pong pair: 99th percentile over time"));
    }

    private static Sweep bySize(String work, String title) {
        return new Sweep(
                work + "-by-size",
                title,
                "processes",
                "ns each",
                Scale.NANOS_PER_OPERATION,
                List.of(),
                ALL.stream()
                        .map(name -> new Line(
                                LINES.getOrDefault(name, name),
                                Arrays.stream(SIZES)
                                        .mapToObj(size -> new Point(size, at(work, size), name, Figure.RATE))
                                        .toList()))
                        .toList());
    }

    private static Sweep byWorkers() {
        return new Sweep(
                "by-workers",
                "Operations per second, by the number of workers",
                "workers",
                "per second",
                Scale.AS_IS,
                List.of(),
                List.of("ping-pong-64", "fan-in-100", "call-64").stream()
                        .map(work -> new Line(
                                work,
                                Arrays.stream(WORKERS)
                                        .mapToObj(workers -> new Point(
                                                workers,
                                                work + "@workers",
                                                "moirai-" + workers + "-workers",
                                                Figure.RATE))
                                        .toList()))
                        .toList());
    }

    private static Sweep latencies(String figure, String title) {
        return new Sweep(
                "latency-" + figure,
                title,
                "beside",
                "µs",
                Scale.AS_IS,
                TROUBLES.stream().map(Trouble::label).toList(),
                ALL.stream()
                        .map(name -> new Line(
                                LINES.getOrDefault(name, name),
                                IntStream.range(0, TROUBLES.size())
                                        .mapToObj(i ->
                                                new Point(i, TROUBLES.get(i).benchmark(), name, figure))
                                        .toList()))
                        .toList());
    }
}
