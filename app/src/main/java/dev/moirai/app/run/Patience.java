package dev.moirai.app.run;

import dev.moirai.kernel.Self;
import dev.moirai.otp.StopRequest;
import java.time.Duration;

/** How long a keeper that was asked to stop lets its processes take. */
final class Patience {
    /** What a keeper needs for itself, of the time it has: one part in so many, and at most this. */
    private static final int RESERVED_SHARE = 20;

    private static final long MOST_RESERVED = Duration.ofMillis(100).toNanos();

    private Patience() {}

    /** At most {@code most}, and less if the keeper itself would be ended before it could tell how they ended. */
    static Duration within(Duration most, StopRequest request, Self self) {
        if (request.deadline() == Long.MAX_VALUE) {
            return most;
        }
        long left = Math.max(0, request.deadline() - self.nanoTime());
        var ours = Duration.ofNanos(left - Math.min(left / RESERVED_SHARE, MOST_RESERVED));
        return ours.compareTo(most) < 0 ? ours : most;
    }
}
