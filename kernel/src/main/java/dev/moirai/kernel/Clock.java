package dev.moirai.kernel;

import java.time.Instant;

/** Where a node's time comes from; virtual in a {@link Simulation}. */
public interface Clock {
    /** Monotonic time in nanoseconds from an arbitrary origin; the base of all deadlines. */
    long nanoTime();

    /** The time of day. */
    Instant now();

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
