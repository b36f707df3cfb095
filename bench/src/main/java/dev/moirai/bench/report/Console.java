package dev.moirai.bench.report;

import dev.moirai.bench.harness.Standing;
import dev.moirai.bench.harness.Standing.Verdict;
import java.io.PrintStream;
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
            String verdict = switch (row.verdict()) {
                case PASS -> "pass";
                case FAIL -> "FAIL";
                case UNKNOWN -> "";
            };
            if (!goal.isEmpty() || row.ratio().isPresent()) {
                out.printf("%-29s ratio %s  goal %s  %s%n", "", Numbers.ratio(row), goal, verdict);
            }
        }
        out.flush();
    }

    /** How many goals are reached, of how many that could be compared. */
    public void printTotal(Iterable<Standing> standings) {
        int pass = 0;
        int fail = 0;
        for (Standing standing : standings) {
            for (Standing.Row row : standing.rows()) {
                pass += row.verdict() == Verdict.PASS ? 1 : 0;
                fail += row.verdict() == Verdict.FAIL ? 1 : 0;
            }
        }
        out.printf("%ngoals reached: %d of %d%n", pass, pass + fail);
    }
}
