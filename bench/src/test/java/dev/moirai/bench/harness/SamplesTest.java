package dev.moirai.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SamplesTest {

    @Test
    void medianOfAnOddNumberIsTheMiddleValue() {
        assertThat(new Samples(9, 1, 5).median()).isEqualTo(5);
    }

    @Test
    void medianOfAnEvenNumberIsBetweenTheTwoMiddleValues() {
        assertThat(new Samples(1, 2, 4, 100).median()).isEqualTo(3);
    }

    @Test
    void geometricMeanOfARatioAndItsInverseIsOne() {
        assertThat(new Samples(4, 0.25).geometricMean()).isCloseTo(1, within(1e-12));
    }

    @Test
    void leastAndGreatestAreFoundWhateverTheOrder() {
        Samples samples = new Samples(3, 1, 2);

        assertThat(samples.min()).isEqualTo(1);
        assertThat(samples.max()).isEqualTo(3);
    }

    @Test
    void thereAreNoStatisticsOfNothing() {
        assertThatIllegalArgumentException().isThrownBy(Samples::new);
    }
}
