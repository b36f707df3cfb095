package dev.moirai.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class RepetitionTest {

    @Test
    void readsCheckOperationsTimeAndFigures() {
        Repetition repetition = Repetition.parse("499500 1000 2000000 p50=1.5 p99=20", 7);

        assertThat(repetition.check()).isEqualTo("499500");
        assertThat(repetition.operations()).isEqualTo(1000);
        assertThat(repetition.nanos()).isEqualTo(2_000_000);
        assertThat(repetition.figures()).containsEntry("p50", 1.5).containsEntry("p99", 20.0);
    }

    @Test
    void takesTheHarnessesClockWhereTheContenderHasNone() {
        assertThat(Repetition.parse("done 1 -", 1234).nanos()).isEqualTo(1234);
    }

    @Test
    void refusesALineWithTooFewWords() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Repetition.parse("done 1", 0))
                .withMessageContaining("expected: check operations nanos");
    }

    @Test
    void refusesAFigureWithoutAValue() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Repetition.parse("done 1 2 p99", 0))
                .withMessageContaining("p99");
    }
}
