package dev.moirai.kernel;

import java.time.Duration;
import java.time.Instant;

/** Where a node's time comes from; virtual in a {@link Simulation}. */
public interface Clock {
    /** A hundred years. Whoever waits longer waits this long, so that deadlines stay numbers of nanoseconds. */
    Duration FOR_EVER = Duration.ofDays(36_500);

    /** Monotonic time in nanoseconds from an arbitrary origin; the base of all deadlines. */
    long nanoTime();

    /** The time of day. */
    Instant now();

    /** The deadline {@code delay} after {@code now}: not before it, and at most {@link #FOR_EVER} later. */
    static long after(long now, Duration delay) {
        return delay.isNegative() ? now : now + bounded(delay).toNanos();
    }

    /** {@code time}, or {@link #FOR_EVER} if that is shorter. */
    static Duration bounded(Duration time) {
        return time.compareTo(FOR_EVER) > 0 ? FOR_EVER : time;
    }

    /** The machine's clocks. */
    Clock SYSTEM = new Clock() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public Instant now() {
            return Instant.now();
        }
    };
}
