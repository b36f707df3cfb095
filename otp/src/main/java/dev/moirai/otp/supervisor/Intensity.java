package dev.moirai.otp.supervisor;

import dev.moirai.otp.text.DurationText;
import java.time.Duration;
import java.util.Objects;

/**
 * How many restarts are too many: more than {@code restarts} within {@code period}.
 *
 * <p>A restart counts from the moment the child ended. The window is exact to the nanosecond and includes both its ends: a
 * restart exactly {@code period} ago still counts. (OTP truncates to whole seconds, so that its window is up to a second
 * longer, depending on the phase of the clock.)
 *
 * @param restarts the largest number allowed, 0 or more; 0 means the first one is too many
 * @param period the length of the window, positive
 */
public record Intensity(int restarts, Duration period) {

    /** 3 restarts in 5 seconds, as in Elixir. */
    public static final Intensity DEFAULT = new Intensity(3, Duration.ofSeconds(5));

    /** 1 restart in 5 seconds, as in OTP. */
    public static final Intensity OTP = new Intensity(1, Duration.ofSeconds(5));

    public Intensity {
        Objects.requireNonNull(period, "period");
        if (restarts < 0) {
            throw new IllegalArgumentException(
                    "invalid_intensity: must be 0 or more, got " + restarts + "; 0 allows no restart at all");
        }
        if (!period.isPositive()) {
            throw new IllegalArgumentException("invalid_period: must be positive, got " + DurationText.of(period)
                    + "; use something like Duration.ofSeconds(5)");
        }
    }

    @Override
    public String toString() {
        return restarts + " restarts in " + DurationText.of(period);
    }
}
