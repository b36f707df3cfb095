package dev.moirai.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moirai.kernel.ExitReason;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessResultTest {
    @ParameterizedTest
    @CsvSource({"0,0", "7,7", "255,255", "-1,255", "256,1", "-256,1", "4294967296,1", "257,1", "259,3"})
    void aReturnedNumberIsTheExitCodeAsAShellSeesItAndNeverZeroByChance(long returned, int exitCode) {
        assertThat(ProcessResult.of(new ExitReason.Normal(returned)).exitCode()).isEqualTo(exitCode);
    }
}
