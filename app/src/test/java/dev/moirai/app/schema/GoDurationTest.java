package dev.moirai.app.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.otp.text.DurationText;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1ns, 1",
        "1us, 1000",
        "1µs, 1000",
        "1μs, 1000",
        "100ms, 100000000",
        "1.5s, 1500000000",
        ".5s, 500000000",
        "1.s, 1000000000",
        "1h30m, 5400000000000",
        "-2m, -120000000000",
        "+3s, 3000000000",
        "1h1h, 7200000000000",
        "9223372036854775807ns, 9223372036854775807",
    })
    void readsWhatGoReads(String text, long nanos) {
        assertThat(GoDuration.parse(text)).contains(Duration.ofNanos(nanos));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "10",
                "s",
                "1 s",
                "1d",
                "1sec",
                "1s ",
                " 1s",
                ".s",
                "1..5s",
                "1e3s",
                "1h30",
                "٣s",
                "9223372036854775808ns",
                "3000000h",
                "1S"
            })
    void refusesWhatGoRefuses(String text) {
        assertThat(GoDuration.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "1, 1ns",
        "1500, 1.5µs",
        "100000000, 100ms",
        "1500000000, 1.5s",
        "60000000000, 1m0s",
        "90500000000, 1m30.5s",
        "3600000000000, 1h0m0s",
        "3601000000000, 1h0m1s",
        "-3660000000000, -1h1m0s",
    })
    void writesWhatGoWrites(long nanos, String text) {
        assertThat(GoDuration.string(Duration.ofNanos(nanos))).isEqualTo(text);
    }

    @Test
    void readsWhatWeWrite() {
        long seed = Long.getLong("seed", 1);
        var random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            var duration = Duration.ofNanos(random.nextLong() >> random.nextInt(64));
            assertThat(GoDuration.parse(DurationText.of(duration)))
                    .as("%s, seed %d", duration, seed)
                    .contains(duration);
        }
    }
}
