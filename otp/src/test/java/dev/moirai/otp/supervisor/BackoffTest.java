package dev.moirai.otp.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Backoff PLAIN =
            Backoff.exponential(Duration.ofMillis(100), Duration.ofSeconds(1)).withJitter(0);
    private final SplittableRandom random = new SplittableRandom(1);

    @Test
    void doublesUpToItsCap() {
        assertThat(PLAIN.delay(1, random)).isEqualTo(Duration.ofMillis(100));
        assertThat(PLAIN.delay(2, random)).isEqualTo(Duration.ofMillis(200));
        assertThat(PLAIN.delay(4, random)).isEqualTo(Duration.ofMillis(800));
        assertThat(PLAIN.delay(5, random)).isEqualTo(Duration.ofSeconds(1));
        assertThat(PLAIN.delay(Integer.MAX_VALUE, random)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void everyDelayStaysWithinJitterAndCapForRandomSettings() {
        long seed = 42;
        SplittableRandom chance = new SplittableRandom(seed);
        for (int i = 0; i < 100_000; i++) {
            Duration first = Duration.ofNanos(chance.nextInt(1_000_000));
            Duration cap = first.plusNanos(chance.nextInt(100_000_000));
            double factor = 1 + chance.nextDouble() * 9;
            double jitter = chance.nextDouble();
            int failures = 1 + chance.nextInt(40);
            Backoff backoff = new Backoff(first, factor, cap, jitter, Duration.ofSeconds(1));

            long delay = backoff.delay(failures, chance).toNanos();

            double wanted = Math.min(cap.toNanos(), first.toNanos() * Math.pow(factor, failures - 1));
            assertThat((double) delay)
                    .as("seed %d, round %d, %s", seed, i, backoff)
                    .isBetween(wanted * (1 - jitter) - 1, Math.min(cap.toNanos(), wanted * (1 + jitter)) + 1);
        }
    }

    @Test
    void jitterReallySpreads() {
        Backoff backoff = PLAIN.withJitter(0.5);

        assertThat(random.ints(100)
                        .mapToObj(_ -> backoff.delay(1, random))
                        .distinct()
                        .count())
                .isGreaterThan(90);
    }

    @Test
    void isResetByHealthyUptimeNotByAStart() {
        Backoff backoff = PLAIN.withHealthyAfter(Duration.ofSeconds(10));

        assertThat(backoff.resetsAfter(Duration.ofSeconds(10))).isTrue();
        assertThat(backoff.resetsAfter(Duration.ofSeconds(10).minusNanos(1))).isFalse();
    }

    @Test
    void noneNeverWaits() {
        assertThat(Backoff.NONE.delay(100, random)).isZero();
    }

    @Test
    void impossibleSettingsAreRefusedWhenBuilt() {
        assertThatThrownBy(() -> PLAIN.withFactor(0.5)).hasMessageContaining("factor");
        assertThatThrownBy(() -> PLAIN.withFactor(Double.NaN)).hasMessageContaining("factor");
        assertThatThrownBy(() -> PLAIN.withJitter(1.1)).hasMessageContaining("jitter");
        assertThatThrownBy(() -> PLAIN.withHealthyAfter(Duration.ZERO)).hasMessageContaining("healthyAfter");
        assertThatThrownBy(() -> Backoff.exponential(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .hasMessageContaining("cap");
        assertThatThrownBy(() -> Backoff.constant(Duration.ofSeconds(-1))).hasMessageContaining("first");
    }
}
