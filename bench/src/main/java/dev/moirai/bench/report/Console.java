package dev.moirai.bench.report;

import dev.moirai.bench.harness.Standing;
import dev.moirai.bench.harness.Standing.Verdict;
import dev.moirai.bench.harness.Summary;
import dev.moirai.bench.harness.Tally;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints each benchmark's outcome as soon as it is there. */
public final class Console {

    private final PrintStream out;

    public Console(PrintStream out) {
        this.out = out;
    }

    public void print(Standing standing, Map<String, String> titles) {
        for (Standing.Row row : standing.rows()) {
            String medians = row.medians().entrySet().stream()
                    .map(entry -> titles.get(entry.getKey()) + " " + Numbers.figure(entry.getValue(), row.figure()))
                    .collect(Collectors.joining(", "));
            out.printf(
                    "%-22s %-6s %s%n",
                    standing.benchmark().name(), row.figure().name(), medians.isEmpty() ? "nothing ran" : medians);
            String goal = Numbers.goal(row.figure());
            if (!goal.isEmpty() || row.ratio().isPresent()) {
                out.printf("%-29s ratio %s  goal %s  %s%n", "", Numbers.ratio(row), goal, word(row.verdict()));
            }
        }
        out.flush();
    }

    /** The goals over several benchmarks that were compared, and how many of all goals are reached. */
    public void printTotal(List<Standing> standings, List<Summary> summaries, Map<String, String> titles) {
        out.println();
        for (Summary summary : summaries) {
            Verdict verdict = summary.verdict(standings);
            if (verdict != Verdict.UNKNOWN) {
                out.println(Numbers.mean(summary, standings, titles) + "  " + word(verdict));
            }
        }
        out.println("goals reached: " + Tally.of(standings, summaries));
    }

    private static String word(Verdict verdict) {
        return switch (verdict) {
            case PASS -> "pass";
            case FAIL -> "FAIL";
            case UNKNOWN -> "";
        };
    }
}
