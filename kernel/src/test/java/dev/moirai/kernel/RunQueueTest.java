package dev.moirai.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunQueueTest {
    private final Node node = new Stage().node;
    private final RunQueue queue = new RunQueue();

    private List<Process> offer(int count) {
        List<Process> offered = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Process process = Objects.requireNonNull(node.spawn((_, _) -> Step.WAITING).process);
            assertThat(queue.offer(process)).isTrue();
            offered.add(process);
        }
        return offered;
    }

    private static List<Process> drain(RunQueue from) {
        List<Process> drained = new ArrayList<>();
        Process process;
        while ((process = from.poll()) != null) {
            drained.add(process);
        }
        return drained;
    }

    @Test
    void isFirstInFirstOutAndRefusesWhatItHasNoRoomFor() {
        List<Process> offered = offer(256);

        assertThat(queue.offer(offered.getFirst())).isFalse();
        assertThat(drain(queue)).isEqualTo(offered);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void aRenewedOneHasAllThatWasInTheOldOneInTheSameOrder() {
        List<Process> offered = offer(256);
        Process next = offered.removeLast();
        queue.poll();
        queue.setNext(next);

        RunQueue renewed = queue.renewed();

        assertThat(renewed.takeNext()).isSameAs(next);
        assertThat(renewed.takeNext()).isNull();
        assertThat(drain(renewed).subList(0, 254)).isEqualTo(offered.subList(1, 255));
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.hasNext()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 7, 100, 256})
    void aThiefTakesTheOlderHalfAndNothingIsLost(int count) {
        List<Process> offered = offer(count);
        RunQueue thief = new RunQueue();

        List<Process> stolen = new ArrayList<>();
        stolen.add(queue.stealInto(thief));
        stolen.addAll(drain(thief));

        assertThat(stolen).hasSize(Math.min(count - count / 2, 128));
        stolen.addAll(drain(queue));
        assertThat(stolen).isEqualTo(offered);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 250, 256})
    void aThiefThatHasItsOwnTakesNoMoreThanItHasRoomFor(int own) {
        RunQueue thief = new RunQueue();
        List<Process> before = offer(own);
        before.forEach(_ -> thief.offer(Objects.requireNonNull(queue.poll())));
        List<Process> offered = offer(200);

        List<Process> all = new ArrayList<>();
        all.add(queue.stealInto(thief));
        List<Process> had = drain(thief);
        assertThat(had.subList(0, own)).isEqualTo(before);
        all.addAll(had.subList(own, had.size()));
        assertThat(all).hasSize(Math.min(100, 257 - own));
        all.addAll(drain(queue));

        assertThat(all).isEqualTo(offered);
    }
}
