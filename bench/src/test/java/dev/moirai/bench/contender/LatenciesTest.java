package dev.moirai.bench.contender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatenciesTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 31, 32, 63, 64, 65, 1_000, 123_456, 1_000_000_000, 60_000_000_000L})
    void everyValueIsRightToThreePercent(long nanos) {
        Latencies latencies = new Latencies();
        latencies.add(nanos);
        latencies.add(nanos + nanos / 10);

        assertThat(latencies.figures())
                .hasEntrySatisfying("p50", micros -> assertThat(micros * 1000).isCloseTo(nanos, within(nanos * 0.03)));
    }

    @Test
    void percentilesOfRoundTripsCountThemAll() {
        Latencies latencies = new Latencies();
        for (int i = 1; i <= 1_000; i++) {
            latencies.add(i * 1_000L);
        }

        assertThat(latencies.figures().get("p99")).isCloseTo(990, within(30.0));
        assertThat(latencies.figures().get("max")).isEqualTo(1_000);
        assertThat(latencies.count()).isEqualTo(1_000);
    }

    @Test
    void oneLongRoundTripAmongManyShortIsAStall() {
        Latencies latencies = new Latencies();
        for (int i = 0; i < 10_000; i++) {
            latencies.add(1_000);
        }
        latencies.add(10_000_000);

        assertThat(latencies.figures().get("p99")).isCloseTo(1, within(0.03));
        assertThat(latencies.figures().get("stall")).isEqualTo(10_000);
    }
}
