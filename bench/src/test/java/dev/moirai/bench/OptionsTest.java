package dev.moirai.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.moirai.bench.harness.Mode;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {

    @Test
    void quickAndEverythingUnlessToldOtherwise() {
        Options options = Options.parse(List.of());

        assertThat(options.mode()).isEqualTo(Mode.QUICK);
        assertThat(options.wants("ping-pong-1", "processes")).isTrue();
    }

    @Test
    void onlyMatchesNamesAndGroupsWithStars() {
        Options options = Options.parse(List.of("--full", "--only", "ping*", "--only", "lua"));

        assertThat(options.mode()).isEqualTo(Mode.FULL);
        assertThat(options.wants("ping-pong-1", "processes")).isTrue();
        assertThat(options.wants("fib", "lua")).isTrue();
        assertThat(options.wants("fib-cold", "lua-cold")).isFalse();
        assertThat(options.wants("aping", "processes")).isFalse();
    }

    @Test
    void saysWhatItDoesNotKnow() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse(List.of("--fast")))
                .withMessage("unknown option --fast");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse(List.of("--only")))
                .withMessageContaining("needs a pattern");
    }
}
