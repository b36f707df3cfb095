package dev.moirai.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.bench.harness.Figure;
import dev.moirai.bench.harness.Goal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {

    @ParameterizedTest
    @CsvSource({
        "0.1234,0.123",
        "1.2345,1.23",
        "12.345,12.3",
        "999.4,999",
        "13600000,13.6 M",
        "1080,1.08 k",
        "2e9,2.00 G"
    })
    void threeDigitsAndAPrefix(double value, String written) {
        assertThat(Numbers.prefixed(value)).isEqualTo(written);
    }

    @Test
    void ratesHavePrefixesAndOtherFiguresTheirDigits() {
        assertThat(Numbers.figure(13.6e6, Figure.rate(Goal.none()))).isEqualTo("13.6 M/s");
        assertThat(Numbers.figure(12345, Figure.time(Goal.none()))).isEqualTo("12,345 ms");
    }

    @Test
    void goalsSayWhichDirection() {
        assertThat(Numbers.goal(Figure.rate(Goal.ratio(4, "beam")))).isEqualTo("≥ 4.00 ×");
        assertThat(Numbers.goal(Figure.lower("bytes", "B", Goal.limit(200)))).isEqualTo("≤ 200 B");
        assertThat(Numbers.goal(Figure.time(Goal.none()))).isEmpty();
    }
}
