package dev.moirai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final StringWriter shown = new StringWriter();
    private final PrintWriter out = new PrintWriter(shown, true);

    private Progress progress() {
        return Progress.of(out, () -> "reading", Duration.ofDays(1)); // drawn by hand here
    }

    @Test
    void whatIsQuickShowsNothing() {
        progress().close();

        assertThat(shown.toString()).isEmpty();
    }

    @Test
    void theLineIsDrawnOverItselfAndClearedAtTheEnd() {
        try (Progress progress = progress()) {
            progress.draw();
            progress.draw();
        }

        assertThat(shown.toString())
                .isEqualTo(Ink.FRESH_LINE + "reading (0 s)" + Ink.FRESH_LINE + "reading (0 s)" + Ink.FRESH_LINE);
    }

    @Test
    void whatIsPrintedMeanwhileStandsWhereTheLineWas() {
        try (Progress progress = progress()) {
            progress.draw();
            progress.around(() -> out.print("result;"));
        }

        assertThat(shown.toString()).isEqualTo(Ink.FRESH_LINE + "reading (0 s)" + Ink.FRESH_LINE + "result;");
    }

    @Test
    void nothingIsDrawnAfterTheEnd() {
        Progress progress = progress();
        progress.close();
        progress.draw();

        assertThat(shown.toString()).isEmpty();
    }
}
