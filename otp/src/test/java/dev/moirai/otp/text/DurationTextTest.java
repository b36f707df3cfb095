package dev.moirai.otp.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationTextTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "1, 1ns",
        "1500, 1.5us",
        "100000000, 100ms",
        "999999999, 999.999999ms",
        "1500000000, 1.5s",
        "90000000000, 1m30s",
        "3601000000001, 1h1.000000001s",
        "3600000000000, 1h",
        "-1000000, -1ms",
    })
    void writesTheShortestForm(long nanos, String text) {
        assertThat(DurationText.of(Duration.ofNanos(nanos))).isEqualTo(text);
    }
}
