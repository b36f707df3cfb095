package dev.moirai.otp.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RestartWindowTest {
    private static final int TIMELINES = 100_000;

    /** The rule as OTP's documentation words it, with a list. */
    private static final class Model {
        private final Intensity limit;
        private List<Long> restarts = new ArrayList<>();

        Model(Intensity limit) {
            this.limit = limit;
        }

        boolean allows(long now) {
            List<Long> recent = new ArrayList<>(restarts.stream()
                    .filter(at -> now - at <= limit.period().toNanos())
                    .toList());
            if (recent.size() + 1 > limit.restarts()) {
                return false;
            }
            recent.add(now);
            restarts = recent;
            return true;
        }
    }

    @Test
    void tripsExactlyWhereTheNaiveModelDoesOnRandomTimelines() {
        long seed = 20_261_120;
        SplittableRandom random = new SplittableRandom(seed);
        for (int timeline = 0; timeline < TIMELINES; timeline++) {
            Intensity limit = new Intensity(random.nextInt(20), Duration.ofNanos(1 + random.nextInt(50)));
            RestartWindow window = new RestartWindow(limit);
            Model model = new Model(limit);
            long now = random.nextBoolean() ? 0 : Long.MAX_VALUE - 100;
            for (int crash = 0; crash < 30; crash++) {
                now += random.nextInt(10);
                assertThat(window.allows(now))
                        .as("seed %d, timeline %d, crash %d at %d, %s", seed, timeline, crash, now, limit)
                        .isEqualTo(model.allows(now));
            }
        }
    }

    @Test
    void anIntensityOfZeroAllowsNoRestart() {
        assertThat(new RestartWindow(new Intensity(0, Duration.ofDays(1))).allows(0))
                .isFalse();
    }

    @Test
    void aRestartExactlyOnePeriodAgoStillCountsAndANanosecondLaterNoMore() {
        Intensity once = new Intensity(1, Duration.ofSeconds(1));
        RestartWindow window = new RestartWindow(once);
        RestartWindow later = new RestartWindow(once);

        assertThat(window.allows(0)).isTrue();
        assertThat(window.allows(1_000_000_000)).isFalse();
        assertThat(later.allows(0)).isTrue();
        assertThat(later.allows(1_000_000_001)).isTrue();
    }

    @Test
    void saysHowManyRestartsAreLeft() {
        RestartWindow window = new RestartWindow(new Intensity(2, Duration.ofNanos(10)));
        window.allows(0);

        assertThat(window.remaining(5)).isEqualTo(1);
        assertThat(window.remaining(11)).isEqualTo(2);
    }

    @Test
    void badIntensitiesAreRefusedWhenBuilt() {
        assertThatThrownBy(() -> new Intensity(-1, Duration.ofSeconds(1))).hasMessageContaining("invalid_intensity");
        assertThatThrownBy(() -> new Intensity(1, Duration.ZERO)).hasMessageContaining("invalid_period");
    }
}
