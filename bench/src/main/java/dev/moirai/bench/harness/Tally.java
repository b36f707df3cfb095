package dev.moirai.bench.harness;

import dev.moirai.bench.harness.Standing.Verdict;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * How many goals were reached in a run.
 *
 * @param reached those that hold
 * @param compared those for which there is a figure of ours and, where the goal is a ratio, of a peer
 */
public record Tally(int reached, int compared) {

    public static Tally of(Collection<Standing> standings, Collection<Summary> summaries) {
        List<Verdict> verdicts = Stream.concat(
                        standings.stream()
                                .flatMap(standing -> standing.rows().stream())
                                .map(Standing.Row::verdict),
                        summaries.stream().map(summary -> summary.verdict(standings)))
                .filter(verdict -> verdict != Verdict.UNKNOWN)
                .toList();
        int reached = (int)
                verdicts.stream().filter(verdict -> verdict == Verdict.PASS).count();
        return new Tally(reached, verdicts.size());
    }

    @Override
    public String toString() {
        return reached + " of " + compared;
    }
}
