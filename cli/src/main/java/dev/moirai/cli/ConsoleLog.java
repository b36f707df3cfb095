package dev.moirai.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.LayoutBase;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log as a person reads it, on standard error: {@code 12:03:04.123 INFO  kernel  message}, one line for each event.
 *
 * <p>Logback finds this class as its configuration, through its service loader; no file is read at the start.
 */
public final class ConsoleLog extends ContextAwareBase implements Configurator {

    /** Made by Logback. */
    public ConsoleLog() {}

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        var layout = new LineLayout(context, Ink.forPeople());
        layout.start();
        var encoder = new LayoutWrappingEncoder<ILoggingEvent>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.start();
        var console = new ConsoleAppender<ILoggingEvent>();
        console.setContext(context);
        console.setTarget("System.err");
        console.setEncoder(encoder);
        console.start();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(console);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Shows events from {@code least} on; with DEBUG also the stack traces of failures. */
    static void show(Level least) {
        ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(least);
    }

    /** Shows events of one logger, and those below it, from {@code least} on; null for what holds for all. */
    static void show(String logger, @Nullable Level least) {
        ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger(logger)).setLevel(least);
    }

    /** One event as one line; the stack trace of a failure follows it only where DEBUG is shown. */
    static final class LineLayout extends LayoutBase<ILoggingEvent> {

        private static final DateTimeFormatter TIME =
                DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

        private final LoggerContext loggers;
        private final Ink ink;

        LineLayout(LoggerContext loggers, Ink ink) {
            setContext(loggers);
            this.loggers = loggers;
            this.ink = ink;
        }

        @Override
        public String doLayout(ILoggingEvent event) {
            var line = new StringBuilder(120);
            if (ink.coloured()) {
                line.append(Ink.FRESH_LINE);
            }
            line.append(ink.faint(TIME.format(Instant.ofEpochMilli(event.getTimeStamp()))));
            line.append(' ').append(level(event.getLevel()));
            line.append(' ').append(ink.faint("%-7s".formatted(component(event.getLoggerName()))));
            line.append(' ').append(event.getFormattedMessage());
            IThrowableProxy failure = event.getThrowableProxy();
            if (failure != null) {
                line.append(": ").append(failure.getClassName()).append(": ").append(failure.getMessage());
                if (loggers.getLogger(event.getLoggerName()).isDebugEnabled()) {
                    line.append('\n')
                            .append(ThrowableProxyUtil.asString(failure).stripTrailing());
                }
            }
            return line.append('\n').toString();
        }

        private String level(Level level) {
            String word = "%-5s".formatted(level);
            return switch (level.toInt()) {
                case Level.ERROR_INT -> ink.red(word);
                case Level.WARN_INT -> ink.yellow(word);
                case Level.INFO_INT -> word;
                default -> ink.faint(word);
            };
        }

        /** The module of ours that logs, such as {@code kernel}; any other logger by its whole name. */
        private static String component(String logger) {
            String prefix = "dev.moirai.";
            if (!logger.startsWith(prefix)) {
                return logger;
            }
            int end = logger.indexOf('.', prefix.length());
            return logger.substring(prefix.length(), end < 0 ? logger.length() : end);
        }
    }
}
