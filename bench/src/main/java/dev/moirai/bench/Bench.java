package dev.moirai.bench;

import dev.moirai.bench.harness.Benchmark;
import dev.moirai.bench.harness.Contender;
import dev.moirai.bench.harness.Mode;
import dev.moirai.bench.harness.Race;
import dev.moirai.bench.harness.Standing;
import dev.moirai.bench.report.Console;
import dev.moirai.bench.report.PerformancePage;
import dev.moirai.bench.report.RawResults;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The program behind {@code ./moirai-bench}; see {@link Options} for its command line. */
public final class Bench {

    private static final int WRONG_USAGE = 2;

    /** They take long to warm up and no goal is about them: left out of quick runs. */
    private static final Set<String> FOR_COMPARISON = Set.of("threads", "luaj");

    private final Options options;
    private final Path home;
    private final Contenders contenders;

    private Bench(Options options, Path home) {
        this.options = options;
        this.home = home;
        this.contenders = new Contenders(home);
    }

    public static void main(String[] arguments) throws IOException {
        Options options;
        try {
            options = Options.parse(List.of(arguments));
        } catch (IllegalArgumentException e) {
            System.err.println("moirai-bench: " + e.getMessage() + "\n\n" + Options.USAGE);
            System.exit(WRONG_USAGE);
            return;
        }
        Bench bench = new Bench(options, Path.of(System.getProperty("bench.home", "bench")));
        if (options.help()) {
            System.out.print(Options.USAGE);
        } else if (bench.selected().isEmpty()) {
            System.err.println(
                    "moirai-bench: no benchmark's name or group matches; ./moirai-bench --list names them all");
            System.exit(WRONG_USAGE);
        } else if (options.list()) {
            bench.list();
        } else {
            bench.run();
        }
    }

    private List<Benchmark> selected() {
        List<Benchmark> all = new ArrayList<>(ProcessBenchmarks.all());
        all.addAll(LuaBenchmarks.engine());
        all.addAll(LuaBenchmarks.warm());
        if (options.mode() == Mode.FULL || !options.only().isEmpty() || options.list()) {
            all.addAll(LuaBenchmarks.cold());
            all.addAll(ScalingBenchmarks.all());
        }
        return all.stream()
                .filter(benchmark -> options.wants(benchmark.name(), benchmark.group()))
                .map(benchmark -> options.mode() == Mode.QUICK ? benchmark.without(FOR_COMPARISON) : benchmark)
                .toList();
    }

    private void list() {
        for (Benchmark benchmark : selected()) {
            System.out.printf("%-12s %-24s %s%n", benchmark.group(), benchmark.name(), benchmark.about());
        }
        System.out.println();
        for (Contender contender : contenders.inOrder()) {
            System.out.printf(
                    "%-24s %s%n", contender.name(), contender.missing().orElse("here"));
        }
    }

    private void run() throws IOException {
        Console console = new Console(System.out);
        Map<String, String> titles =
                contenders.inOrder().stream().collect(Collectors.toMap(Contender::name, Contender::title));
        Race race = new Race(contenders.byName(), options.mode(), text -> System.out.println("  " + text));
        List<Standing> standings = new ArrayList<>();
        contenders.inOrder().stream()
                .filter(contender -> contender.missing().isPresent())
                .forEach(contender -> System.out.println("without " + contender.title() + ": "
                        + contender.missing().orElse("")));
        try (RawResults raw = new RawResults(home.resolve("target/results.jsonl"))) {
            for (Benchmark benchmark : selected()) {
                Standing standing = race.run(benchmark);
                standings.add(standing);
                raw.add(standing);
                console.print(standing, titles);
            }
        }
        console.printTotal(standings, LuaBenchmarks.summaries(), titles);
        Path folder = published() ? home.resolveSibling("docs") : home.resolve("target/report");
        page(titles, standings).write(folder);
        System.out.println("written: " + folder.resolve("performance.md"));
    }

    private static String latencyWarmUp(Mode mode) {
        return mode == Mode.FULL ? ", for latencies " + ProcessBenchmarks.LATENCY_WARM_UP.toMillis() + " ms" : "";
    }

    /** Only a whole full run may replace the published page. */
    private boolean published() {
        return options.mode() == Mode.FULL && options.only().isEmpty();
    }

    private PerformancePage page(Map<String, String> titles, List<Standing> standings) {
        Mode mode = options.mode();
        String method =
                "For each benchmark all contenders are started afresh, each as a process of its own; JVMs are warmed up for "
                        + mode.warmUp().toMillis() + " ms" + latencyWarmUp(mode) + ". Then they take turns: "
                        + mode.rounds() + " rounds of "
                        + mode.turn().toMillis()
                        + " ms each (or the work once, if it takes longer). The table has the median of the rounds; the ratio is ours to the"
                        + " best of the peers the goal names, its spread the least and the greatest of the single rounds. Each result is checked. All JVMs run with `"
                        + String.join(" ", Contenders.JVM_OPTIONS)
                        + "`, those that run Lua programs with `-XX:+UseSerialGC` in place of G1, as the launcher does,"
                        + " everything else with its defaults.";
        String command = "./moirai-bench --" + (mode == Mode.FULL ? "full" : "quick")
                + options.only().stream()
                        .map(pattern -> " --only '"
                                + pattern.pattern().replaceAll("\\\\[QE]", "").replace(".*", "*") + "'")
                        .collect(Collectors.joining());
        return new PerformancePage(
                command,
                LocalDate.now().toString(),
                method,
                titles,
                standings,
                LuaBenchmarks.summaries(),
                ScalingBenchmarks.sweeps());
    }
}
