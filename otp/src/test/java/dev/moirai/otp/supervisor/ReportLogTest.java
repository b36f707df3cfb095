package dev.moirai.otp.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Simulation;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReportLogTest {
    private final Node node = new Simulation(1).node();
    private final Pid pid = node.spawn((_, _) -> dev.moirai.kernel.Step.WAITING);

    private Report crash(String message) {
        return new Report.ChildTerminated(
                "sup", "child", pid, new ExitReason.Crash(new IllegalStateException(message)), Duration.ZERO);
    }

    @Test
    void reportsBeyondTheLimitOfASecondAreCountedForASummary() {
        ReportLog log = new ReportLog();
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
}
