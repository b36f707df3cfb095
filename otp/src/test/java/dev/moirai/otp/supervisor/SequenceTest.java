package dev.moirai.otp.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SequenceTest {

    private static <C> List<C> handedOut(Sequence<C> sequence) {
        List<C> all = new ArrayList<>();
        C item;
        while ((item = sequence.next()) != null) {
            all.add(item);
        }
        return all;
    }

    @Test
    void oneByOneHandsOutTheNextWhenTheOneBeforeIsDone() {
        Sequence<String> sequence = Sequence.oneByOne(List.of("a", "b"));

        assertThat(handedOut(sequence)).containsExactly("a");
        sequence.done("a");
        assertThat(handedOut(sequence)).containsExactly("b");
        assertThat(sequence.isFinished()).isFalse();
        sequence.done("b");
        assertThat(handedOut(sequence)).isEmpty();
        assertThat(sequence.isFinished()).isTrue();
    }

    @Test
    void allAtOnceHandsOutAllAndIsFinishedWithTheLast() {
        Sequence<String> sequence = Sequence.allAtOnce(List.of("a", "b", "c"));

        assertThat(handedOut(sequence)).containsExactly("a", "b", "c");
        sequence.done("c");
        sequence.done("a");
        assertThat(sequence.isFinished()).isFalse();
        sequence.done("b");
        assertThat(sequence.isFinished()).isTrue();
    }

    @Test
    void withNothingToDoItIsFinished() {
        assertThat(Sequence.none().isFinished()).isTrue();
        assertThat(Sequence.none().next()).isNull();
        assertThat(Sequence.asSoonAsPossible(List.of(), _ -> List.of()).isFinished())
                .isTrue();
    }

    @Test
    void byNeedAnItemComesWhenAllItNeedsAreDone() {
        Sequence<String> sequence = Sequence.asSoonAsPossible(
                List.of("db", "cache", "web"), item -> item.equals("web") ? List.of("db", "cache") : List.of());

        assertThat(handedOut(sequence)).containsExactly("db", "cache");
        sequence.done("cache");
        assertThat(handedOut(sequence)).isEmpty();
        sequence.done("db");
        assertThat(handedOut(sequence)).containsExactly("web");
    }

    @Test
    void whatIsNotAmongTheItemsIsTakenAsDone() {
        Sequence<String> sequence = Sequence.asSoonAsPossible(List.of("web"), _ -> List.of("elsewhere"));

        assertThat(handedOut(sequence)).containsExactly("web");
    }

    @Test
    void inRandomGraphsEveryItemComesOnceAndAfterAllItNeeds() {
        for (int seed = 0; seed < 1_000; seed++) {
            Random random = new Random(seed);
            List<Integer> items = new ArrayList<>();
            Map<Integer, List<Integer>> needs = new HashMap<>();
            for (int item = 0; item < random.nextInt(12); item++) {
                List<Integer> earlier =
                        items.stream().filter(_ -> random.nextInt(3) == 0).toList();
                needs.put(item, earlier);
                items.add(item);
            }
            Sequence<Integer> sequence = Sequence.asSoonAsPossible(items, item -> needs.getOrDefault(item, List.of()));
            List<Integer> done = new ArrayList<>();
            List<Integer> begun = new ArrayList<>();
            while (!sequence.isFinished()) {
                begun.addAll(handedOut(sequence));
                Integer next = begun.remove(random.nextInt(begun.size()));
                assertThat(done)
                        .as("seed %d: needs of %d", seed, next)
                        .containsAll(needs.getOrDefault(next, List.of()));
                done.add(next);
                sequence.done(next);
            }

            assertThat(done).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(items);
        }
    }
}
