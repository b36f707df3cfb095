package dev.moirai.otp.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.otp.supervisor.RestartPlan.Member;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RestartPlanTest {
    private static final List<Member<String>> ALL_UP = List.of(up("a"), up("b"), up("c"), up("d"));

    private static Member<String> up(String child) {
        return new Member<>(child, true, false, false);
    }

    @Test
    void oneForOneConcernsOnlyTheFailed() {
        assertThat(RestartPlan.of(Strategy.ONE_FOR_ONE, ALL_UP, "b"))
                .isEqualTo(new RestartPlan<>(List.of(), List.of(), List.of("b")));
    }

    @Test
    void oneForAllStopsTheOthersInReverseAndStartsAllInOrder() {
        assertThat(RestartPlan.of(Strategy.ONE_FOR_ALL, ALL_UP, "b"))
                .isEqualTo(new RestartPlan<>(List.of("d", "c", "a"), List.of(), List.of("a", "b", "c", "d")));
    }

    @Test
    void restForOneConcernsTheFailedAndThoseAfterIt() {
        assertThat(RestartPlan.of(Strategy.REST_FOR_ONE, ALL_UP, "b"))
                .isEqualTo(new RestartPlan<>(List.of("d", "c"), List.of(), List.of("b", "c", "d")));
    }

    @Test
    void siblingsThatWereDownAreRevivedTemporaryOnesDroppedThoseInQuarantineLeftAlone() {
        List<Member<String>> members = List.of(
                up("failed"),
                new Member<>("down", false, false, false),
                new Member<>("temporary", true, true, false),
                new Member<>("quarantined", false, false, true));

        assertThat(RestartPlan.of(Strategy.ONE_FOR_ALL, members, "failed"))
                .isEqualTo(new RestartPlan<>(List.of("temporary"), List.of("temporary"), List.of("failed", "down")));
    }

    @Test
    void agreesWithTheNaiveModelOnRandomFamilies() {
        long seed = 7;
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 100_000; round++) {
            List<Member<Integer>> members = IntStream.range(0, 1 + random.nextInt(8))
                    .mapToObj(
                            i -> new Member<>(i, random.nextBoolean(), random.nextInt(4) == 0, random.nextInt(5) == 0))
                    .toList();
            int failed = random.nextInt(members.size());
            Strategy strategy = Strategy.values()[random.nextInt(3)];

            assertThat(RestartPlan.of(strategy, members, failed))
                    .as("seed %d, round %d: %s, %d of %s", seed, round, strategy, failed, members)
                    .isEqualTo(naive(strategy, members, failed));
        }
    }

    private static RestartPlan<Integer> naive(Strategy strategy, List<Member<Integer>> members, int failed) {
        List<Integer> concerned = switch (strategy) {
            case ONE_FOR_ONE -> List.of(failed);
            case ONE_FOR_ALL -> IntStream.range(0, members.size()).boxed().toList();
            case REST_FOR_ONE -> IntStream.range(failed, members.size()).boxed().toList();
        };
        List<Integer> others = concerned.stream().filter(i -> i != failed).toList();
        List<Integer> stop = new ArrayList<>(
                others.stream().filter(i -> members.get(i).running()).toList());
        Collections.reverse(stop);
        List<Integer> drop =
                others.stream().filter(i -> members.get(i).temporary()).toList();
        List<Integer> start = concerned.stream()
                .filter(i -> i == failed
                        || !members.get(i).temporary() && !members.get(i).held())
                .toList();
        return new RestartPlan<>(stop, drop, start);
    }
}
