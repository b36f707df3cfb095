package dev.moirai.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.kernel.StopReport;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShutdownReportTest {
    @Test
    void namesAFewOfAHundredThousandAndCountsTheRest() {
        var forced = IntStream.range(0, 100_000).mapToObj(i -> "process " + i).toList();

        var lines = new ShutdownReport(List.of(), forced, new StopReport(0, List.of(), List.of()), Duration.ZERO)
                .abandoned();

        assertThat(lines).hasSize(21).startsWith("process 0 was ended by force at its deadline");
        assertThat(lines.getLast()).isEqualTo("and 99980 more");
    }
}
