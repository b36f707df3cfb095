package dev.moirai.otp.supervisor;

import java.time.Duration;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * How long to wait before a child is started again: longer after each failure in a row, and from the beginning again once
 * it has been up for {@code healthyAfter}.
 *
 * <p>After failure n the delay is {@code first * factor^(n-1)}, at most {@code cap}, changed at random by up to
 * {@code jitter} of itself in both directions, and never more than {@code cap}. A failure is a crash or a start that did not
 * succeed. It is the healthy uptime that resets it, not a successful start: a child that starts well and crashes a moment
 * later would otherwise never back off.
 *
 * @param first the delay after the first failure, 0 or more
 * @param factor at least 1
 * @param cap the longest delay, at least {@code first}
 * @param jitter a share from 0 to 1
 * @param healthyAfter positive
 */
public record Backoff(Duration first, double factor, Duration cap, double jitter, Duration healthyAfter) {

    private static final Duration LONGEST = Duration.ofDays(365);

    /** No delay, as in OTP. */
    public static final Backoff NONE = new Backoff(Duration.ZERO, 1, Duration.ZERO, 0, Duration.ofSeconds(1));

    public Backoff {
        Objects.requireNonNull(first, "first");
        Objects.requireNonNull(cap, "cap");
        Objects.requireNonNull(healthyAfter, "healthyAfter");
        if (first.isNegative()) {
            throw new IllegalArgumentException("invalid_backoff: first must not be negative, got " + first);
        }
        if (cap.compareTo(first) < 0 || cap.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "invalid_backoff: cap must be from first (" + first + ") to 365 days, got " + cap);
        }
        if (!(factor >= 1) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException("invalid_backoff: factor must be a number of at least 1, got " + factor);
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("invalid_backoff: jitter must be from 0 to 1, got " + jitter);
        }
        if (!healthyAfter.isPositive()) {
            throw new IllegalArgumentException("invalid_backoff: healthyAfter must be positive, got " + healthyAfter);
        }
    }

    /** Doubles from {@code first} to {@code cap} with a jitter of 0.1; healthy after {@code cap}. */
    public static Backoff exponential(Duration first, Duration cap) {
        return new Backoff(first, 2, cap, 0.1, cap);
    }

    /** Always the same delay, without jitter; with nothing that grows there is nothing to reset. */
    public static Backoff constant(Duration delay) {
        return new Backoff(delay, 1, delay, 0, Duration.ofSeconds(1));
    }

    public Backoff withFactor(double by) {
        return new Backoff(first, by, cap, jitter, healthyAfter);
    }

    public Backoff withJitter(double share) {
        return new Backoff(first, factor, cap, share, healthyAfter);
    }

    public Backoff withHealthyAfter(Duration uptime) {
        return new Backoff(first, factor, cap, jitter, uptime);
    }

    /** Whether a child that was up for {@code uptime} begins anew: its next failure counts as the first. */
    public boolean resetsAfter(Duration uptime) {
        return uptime.compareTo(healthyAfter) >= 0;
    }

    /** Whether there is never a delay. */
    boolean isNone() {
        return cap.isZero();
    }

    /** The delay after failure number {@code failures} in a row, from 1. */
    public Duration delay(int failures, RandomGenerator random) {
        if (failures < 1) {
            throw new IllegalArgumentException("failures are counted from 1, got " + failures);
        }
        if (isNone()) {
            return Duration.ZERO;
        }
        double most = cap.toNanos();
        double nanos = Math.min(most, first.toNanos() * Math.pow(factor, failures - 1));
        if (jitter > 0) {
            nanos = Math.min(most, nanos * (1 - jitter + 2 * jitter * random.nextDouble()));
        }
        return Duration.ofNanos((long) nanos);
    }
}
