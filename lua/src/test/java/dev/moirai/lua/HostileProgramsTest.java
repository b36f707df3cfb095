package dev.moirai.lua;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.lua.lib.StandardLibraries;
import dev.moirai.lua.syntax.SyntaxException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * Programs that try to harm their host end by their limits, whatever they do: see {@code docs/lua-safety.md}.
 *
 * <p>Each runs with a cap on memory and on all instructions, in turns of a bounded size. It must end; nothing but an
 * {@link Outcome} may come out; the account must never exceed the cap by more than a tenth; and what a limit has ended
 * must not go on.
 */
class HostileProgramsTest {
    private static final long MEMORY = 16L << 20;
    private static final long INSTRUCTIONS = 300_000;
    private static final long TURN = 10_000;
    private static final int SAMPLED = 60;

    /** Time of the processor, so that what else the machine does is not measured. */
    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

    /** How a program ended, and what it took. */
    private record Report(HostileProgram program, String end, long peak, long longestTurn, long time) {}

    private static Report run(HostileProgram program, long instructions) {
        List<String> printed = new ArrayList<>();
        Limits limits = Limits.NONE.withMemory(MEMORY).withInstructions(instructions);
        Environment environment = new Environment(StandardLibraries.all(), limits, line -> {
            if (line.length() < 100) {
                printed.add(line.toString());
            }
        });
        String end;
        long peak = 0;
        long longest = 0;
        long time = 0;
        try {
            Execution execution =
                    environment.start(environment.load(Chunk.compile("=" + program.name(), program.source())));
            Outcome outcome;
            do {
                long start = CLOCK.getCurrentThreadCpuTime();
                outcome = execution.resume(TURN);
                long turn = CLOCK.getCurrentThreadCpuTime() - start;
                longest = Math.max(longest, turn);
                time += turn;
                // What a limit refused is not in use: only a program that goes on counts.
                peak = outcome instanceof Outcome.Preempted
                        ? Math.max(peak, environment.memory().used())
                        : peak;
            } while (outcome instanceof Outcome.Preempted);
            end = switch (outcome) {
                case Outcome.Failed failed
                when failed.error().isLimit() ->
                    String.valueOf(failed.error().getMessage()).startsWith("not enough memory")
                            ? "memory"
                            : "instructions";
                case Outcome.Failed _ -> "error";
                case Outcome.Finished _ -> "returned";
                default -> throw new AssertionError(program + " stopped with " + outcome);
            };
        } catch (SyntaxException problem) {
            throw new AssertionError(program + ": " + problem.getMessage() + "\n" + program.source(), problem);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError escaped) {
            throw new AssertionError(program + " let " + escaped + " escape\n" + program.source(), escaped);
        }
        assertThat(printed).as(program.source()).doesNotContain("SWALLOWED", "ESCAPED");
        if (program.endless()) {
            assertThat(end).as(program + "\n" + program.source()).isIn("memory", "instructions");
        }
        assertThat(peak).as(program + "\n" + program.source()).isLessThanOrEqualTo(MEMORY + MEMORY / 10);
        return new Report(program, end, peak, longest, time);
    }

    @Test
    void theCorpusHasAllTwelveKinds() throws IOException {
        List<HostileProgram> programs = HostileProgram.all();
        assertThat(programs).hasSizeGreaterThanOrEqualTo(400);
        assertThat(programs.stream().map(HostileProgram::kind).distinct()).hasSize(12);
    }

    @TestFactory
    @Timeout(300)
    Stream<DynamicTest> aSampleEndsByItsLimits() throws IOException {
        long seed = Seed.ofEveryBuild(HostileProgramsTest.class);
        List<HostileProgram> programs = HostileProgram.all();
        Collections.shuffle(programs, new Random(seed));
        return programs.stream()
                .limit(SAMPLED)
                .map(program -> DynamicTest.dynamicTest(program.toString(), () -> run(program, INSTRUCTIONS)));
    }

    @Test
    @Tag("long")
    @Timeout(3_600)
    void allOfThemEndByTheirLimits() throws IOException {
        Map<String, List<Report>> reports = new LinkedHashMap<>();
        List<AssertionError> failures = new ArrayList<>();
        for (HostileProgram program : HostileProgram.all()) {
            try {
                reports.computeIfAbsent(program.kind(), kind -> new ArrayList<>())
                        .add(run(program, 10 * INSTRUCTIONS));
            } catch (AssertionError failure) {
                failures.add(failure);
            }
        }
        System.out.println("| class | programs | returned | error | ended by instructions | ended by memory"
                + " | most memory counted | longest turn | longest program |");
        System.out.println("|---|---|---|---|---|---|---|---|---|");
        reports.forEach((kind, all) -> System.out.printf(
                "| %s | %d | %d | %d | %d | %d | %.1f MB | %.0f ms | %.1f s |%n",
                kind,
                all.size(),
                count(all, "returned"),
                count(all, "error"),
                count(all, "instructions"),
                count(all, "memory"),
                most(all, Report::peak) / (double) (1 << 20),
                most(all, Report::longestTurn) / 1e6,
                most(all, Report::time) / 1e9));
        List<Report> together = reports.values().stream().flatMap(List::stream).toList();
        showMost("longest turn", together, Report::longestTurn);
        showMost("longest program", together, Report::time);
        assertThat(failures).isEmpty();
    }

    private static long most(List<Report> reports, ToLongFunction<Report> what) {
        return reports.stream().mapToLong(what).max().orElse(0);
    }

    private static void showMost(String title, List<Report> reports, ToLongFunction<Report> nanoseconds) {
        reports.stream()
                .sorted(Comparator.comparingLong(nanoseconds).reversed())
                .limit(15)
                .forEach(report -> System.out.printf(
                        "%s: %s %.0f ms (%s)%n",
                        title, report.program, nanoseconds.applyAsLong(report) / 1e6, report.end));
    }

    private static long count(List<Report> reports, String end) {
        return reports.stream().filter(report -> report.end.equals(end)).count();
    }
}
