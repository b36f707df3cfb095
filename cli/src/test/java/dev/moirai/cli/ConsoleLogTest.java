package dev.moirai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import dev.moirai.cli.ConsoleLog.LineLayout;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConsoleLogTest {

    private final LoggerContext context = new LoggerContext();

    @Test
    void lineHasTimeLevelComponentAndMessage() {
        String line = line(false, "dev.moirai.kernel.Node", Level.INFO, null);

        assertThat(line).matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO  kernel  started 3 hosts\n");
    }

    @Test
    void loggerOfAProjectKeepsItsName() {
        assertThat(line(false, "app.workers:task_worker", Level.WARN, null))
                .contains(" WARN  app.workers:task_worker started");
    }

    @Test
    void failureIsToldInTheSameLine() {
        context.getLogger("dev.moirai.script.Host").setLevel(Level.INFO);

        String line = line(false, "dev.moirai.script.Host", Level.ERROR, new IllegalStateException("torn"));

        assertThat(line)
                .endsWith("started 3 hosts: java.lang.IllegalStateException: torn\n")
                .hasLineCount(1);
    }

    @Test
    void stackTraceFollowsWhereDebugIsShown() {
        context.getLogger("dev.moirai.script.Host").setLevel(Level.DEBUG);

        String line = line(false, "dev.moirai.script.Host", Level.ERROR, new IllegalStateException("torn"));

        assertThat(line).contains("\n\tat ");
    }

    @Test
    void coloursOnlyWhereWanted() {
        assertThat(line(false, "dev.moirai.otp.X", Level.ERROR, null)).doesNotContain("\u001b");
        assertThat(line(true, "dev.moirai.otp.X", Level.ERROR, null)).contains("\u001b[31mERROR\u001b[0m");
    }

    private String line(boolean coloured, String logger, Level level, @Nullable Throwable failure) {
        var event = new LoggingEvent(
                "unused", context.getLogger(logger), level, "started {} hosts", failure, new Object[] {3});
        return new LineLayout(context, new Ink(coloured)).doLayout(event);
    }
}
