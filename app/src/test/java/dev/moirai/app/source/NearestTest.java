package dev.moirai.app.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    private static final List<String> WORDS =
            List.of("workers", "queue_size", "auto_start", "process.host", "process.lua");

    @ParameterizedTest
    @CsvSource({
        "worker, workers",
        "wokrers, workers",
        "Workers, workers",
        "queue-size, queue_size",
        "autostart, auto_start",
        "proces.lua, process.lua",
        "process.hots, process.host",
    })
    void findsTheWordThatWasMeant(String written, String meant) {
        assertThat(Nearest.to(written, WORDS)).contains(meant);
    }

    @Test
    void staysSilentWhenNothingIsNear() {
        assertThat(Nearest.to("banana", WORDS)).isEmpty();
        assertThat(Nearest.to("", WORDS)).isEmpty();
        assertThat(Nearest.to("workers".repeat(1000), WORDS)).isEmpty();
    }
}
