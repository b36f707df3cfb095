package dev.moirai.otp.supervisor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.AbstractLogger;
import org.slf4j.helpers.MessageFormatter;

class ReportLogTest {
    private final Node node = new Simulation(1).node();
    private final Pid pid = node.spawn((_, _) -> dev.moirai.kernel.Step.WAITING);

    private Report crash(String message) {
        return new Report.ChildTerminated(
                "sup", "child", pid, new ExitReason.Crash(new IllegalStateException(message)), Duration.ZERO);
    }

    /** A logger that keeps what it is given, from a level on. */
    private static final class Lines extends AbstractLogger {
        private static final long serialVersionUID = 1L;

        private final transient List<String> lines = new ArrayList<>();
        private final Level from;

        Lines(Level from) {
            this.from = from;
        }

        private boolean is(Level level) {
            return level.toInt() >= from.toInt();
        }

        @Override
        protected void handleNormalizedLoggingCall(
                Level level,
                @Nullable Marker marker,
                String message,
                Object @Nullable [] arguments,
                @Nullable Throwable throwable) {
            lines.add(MessageFormatter.arrayFormat(message, arguments).getMessage());
        }

        @Override
        protected @Nullable String getFullyQualifiedCallerName() {
            return null;
        }

        @Override
        public boolean isTraceEnabled() {
            return is(Level.TRACE);
        }

        @Override
        public boolean isTraceEnabled(Marker marker) {
            return is(Level.TRACE);
        }

        @Override
        public boolean isDebugEnabled() {
            return is(Level.DEBUG);
        }

        @Override
        public boolean isDebugEnabled(Marker marker) {
            return is(Level.DEBUG);
        }

        @Override
        public boolean isInfoEnabled() {
            return is(Level.INFO);
        }

        @Override
        public boolean isInfoEnabled(Marker marker) {
            return is(Level.INFO);
        }

        @Override
        public boolean isWarnEnabled() {
            return is(Level.WARN);
        }

        @Override
        public boolean isWarnEnabled(Marker marker) {
            return is(Level.WARN);
        }

        @Override
        public boolean isErrorEnabled() {
            return is(Level.ERROR);
        }

        @Override
        public boolean isErrorEnabled(Marker marker) {
            return is(Level.ERROR);
        }
    }

    @Test
    void aHundredThousandCrashesInASecondAreFewLinesWithAnExactCount() {
        Lines lines = new Lines(Level.WARN);
        ReportLog log = new ReportLog(lines);
        for (int i = 0; i < 100_000; i++) {
            log.report(crash("boom"), i);
        }
        log.flush(Duration.ofSeconds(1).toNanos());

        assertThat(lines.lines).hasSize(ReportLog.PER_SECOND + 1);
        assertThat(lines.lines.getLast()).contains(100_000 - ReportLog.PER_SECOND + " child_terminated");
    }

    @Test
    void whatNobodyReadsIsNeitherWrittenNorCounted() {
        Lines lines = new Lines(Level.ERROR);
        ReportLog log = new ReportLog(lines);
        for (int i = 0; i < 1_000; i++) {
            log.report(crash("boom"), i);
        }

        assertThat(lines.lines).isEmpty();
        assertThat(log.leftOut()).isZero();
    }

    @Test
    void reportsBeyondTheLimitOfASecondAreCountedForASummary() {
        ReportLog log = new ReportLog(new Lines(Level.WARN));
        int left = 0;
        for (int i = 0; i < 100_000; i++) {
            left += log.report(crash("boom"), i) ? 1 : 0;
        }

        assertThat(left).isEqualTo(100_000 - ReportLog.PER_SECOND);
        assertThat(log.leftOut()).isEqualTo(left);
        log.flush(Duration.ofSeconds(1).toNanos());
        assertThat(log.leftOut()).as("summed up").isZero();
        assertThat(log.report(crash("next second"), Duration.ofSeconds(2).toNanos()))
                .isFalse();
    }

    @Test
    void aReportIsNeverLongerThanItsBound() {
        assertThat(ReportLog.text(crash("x".repeat(1_000_000)))).hasSizeLessThanOrEqualTo(ReportLog.LONGEST);
    }

    @Test
    void aReportSaysWhatHappenedWhereAndWhatNext() {
        assertThat(ReportLog.text(crash("boom")))
                .startsWith("supervisor sup, child child " + pid
                        + " ended (restarting now): crash: java.lang.IllegalStateException: boom")
                .contains("    at ");
    }

    @Test
    void causesAreNamed() {
        ExitReason reason = new ExitReason.Crash(new RuntimeException("top", new RuntimeException("bottom")));

        assertThat(ReportLog.text(new Report.StartError("sup", "child", reason)))
                .contains("caused by java.lang.RuntimeException: bottom");
    }

    @Test
    void aReportTakesNoMoreBytesThanItsBoundInAnyScript() {
        for (String letter : List.of("x", "ä", "字", "😀")) {
            String text = ReportLog.text(crash(letter.repeat(100_000)));

            assertThat(text.getBytes(UTF_8)).hasSizeBetween(ReportLog.LONGEST - 3, ReportLog.LONGEST);
            assertThat(UTF_8.newEncoder().canEncode(text)).as("no half letters").isTrue();
        }
    }

    @Test
    void whatWasLeftOutLatelyIsSummedUpWhenTheTreeEnds() {
        Lines lines = new Lines(Level.WARN);
        try (Family family = new Family(1)) {
            family.start(Supervisor.of(Strategy.ONE_FOR_ONE)
                    .reports(new ReportLog(lines))
                    .restarts(1_000, Duration.ofSeconds(1))
                    .child(family.child("a")));
            for (int i = 0; i < ReportLog.PER_SECOND + 50; i++) {
                family.crashAndSettle("a");
            }
            family.supervisor().shutdown(Duration.ofSeconds(1));
        }

        assertThat(lines.lines).hasSize(ReportLog.PER_SECOND + 1);
        assertThat(lines.lines.getLast()).contains(": 50 child_terminated");
    }

    @Test
    void theFirstFailureIsToldHoweverLongThoseAboveAre() {
        ExitReason first = new ExitReason.Failed("the first failure");
        ExitReason reason = first;
        for (int level = 0; level < 10; level++) {
            ExitReason noisy = new ExitReason.Failed("x".repeat(10_000));
            reason = new ExitReason.Shutdown(new GaveUp(
                    "sup" + level,
                    "child",
                    reason,
                    Intensity.DEFAULT,
                    List.of(
                            new GaveUp.Failure("noisy", noisy, Duration.ZERO),
                            new GaveUp.Failure("child", reason, Duration.ZERO))));
        }
        GaveUp top = (GaveUp) ((ExitReason.Shutdown) reason).detail();

        assertThat(ReportLog.text(new Report.ShuttingDown("sup9", "child", Objects.requireNonNull(top))))
                .contains("0.000 s before: child child ended: " + first);
    }
}
