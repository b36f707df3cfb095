package dev.moirai.otp.supervisor;

import dev.moirai.kernel.Clock;
import java.util.Arrays;

/**
 * The restarts of the last period: a ring of the newest timestamps, one more than allowed is never needed.
 *
 * <p>Each restart takes constant time. The memory grows with the restarts that really happened, up to the limit.
 */
final class RestartWindow {
    private static final int FIRST_SIZE = 8;

    private final Intensity limit;
    private final long period;
    private long[] ring;
    private int oldest;
    private int size;

    RestartWindow(Intensity limit) {
        this.limit = limit;
        this.period = Clock.after(0, limit.period());
        this.ring = new long[Math.min(limit.restarts(), FIRST_SIZE)];
    }

    /**
     * Accounts for one restart; false if it is one too many. After a refusal the window is as before.
     *
     * @param now nanoseconds, not before those of earlier calls
     */
    boolean allows(long now) {
        expire(now);
        if (size == limit.restarts()) {
            return false;
        }
        if (size == ring.length) {
            grow();
        }
        ring[(oldest + size) % ring.length] = now;
        size++;
        return true;
    }

    /** How many restarts are still allowed at {@code now}. */
    int remaining(long now) {
        expire(now);
        return limit.restarts() - size;
    }

    /** In nanoseconds. */
    long period() {
        return period;
    }

    Intensity limit() {
        return limit;
    }

    private void expire(long now) {
        while (size > 0 && now - ring[oldest] > period) {
            oldest = (oldest + 1) % ring.length;
            size--;
        }
    }

    private void grow() {
        long[] larger = new long[(int) Math.min(limit.restarts(), 2L * ring.length)];
        int tail = ring.length - oldest;
        System.arraycopy(ring, oldest, larger, 0, tail);
        System.arraycopy(ring, 0, larger, tail, oldest);
        ring = larger;
        oldest = 0;
    }

    @Override
    public String toString() {
        long[] times = new long[size];
        Arrays.setAll(times, i -> ring[(oldest + i) % ring.length]);
        return limit + ", counted " + Arrays.toString(times);
    }
}
