package dev.moirai.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class LogAxisTest {

    @Test
    void beginsAndEndsAtRoundValuesAroundAllOthers() {
        LogAxis axis = LogAxis.over(DoubleStream.of(30, 700), 0, 100);

        assertThat(axis.low()).isCloseTo(20, within(1e-9));
        assertThat(axis.high()).isCloseTo(1000, within(1e-9));
        assertThat(axis.at(20)).isCloseTo(0, within(1e-9));
        assertThat(axis.at(1000)).isCloseTo(100, within(1e-9));
    }

    @Test
    void equalRatiosAreEqualDistances() {
        LogAxis axis = LogAxis.over(DoubleStream.of(1, 10_000), 100, 0);

        assertThat(axis.at(10) - axis.at(100)).isCloseTo(axis.at(100) - axis.at(1000), within(1e-9));
    }

    @Test
    void hasTicksAtOneTwoAndFiveUnlessTheyAreTooMany() {
        assertThat(LogAxis.over(DoubleStream.of(1, 100), 0, 1).ticks())
                .containsExactly(1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0);
        assertThat(LogAxis.over(DoubleStream.of(1, 10_000), 0, 1).ticks()).hasSize(5);
    }

    @Test
    void aSingleValueStillHasAnAxis() {
        LogAxis axis = LogAxis.over(DoubleStream.of(10), 0, 100);

        assertThat(axis.high()).isGreaterThan(axis.low());
        assertThat(axis.at(10)).isBetween(0.0, 100.0);
    }
}
