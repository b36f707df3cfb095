package dev.moirai.otp;

/**
 * By when a thread's work is to be done, because whoever wants the result gives up then: asks made meanwhile end by then too.
 *
 * <p>In a server it is {@link Context#deadline}. Tasks have that of whoever waits for them, so that a chain of servers and
 * tasks ends when the first asker does.
 */
public final class Deadline {
    private static final ScopedValue<Long> LATEST = ScopedValue.newInstance();

    private Deadline() {}

    /** This thread's, on {@link dev.moirai.kernel.Clock#nanoTime}; {@link Long#MAX_VALUE} if there is none. */
    public static long current() {
        return LATEST.orElse(Long.MAX_VALUE);
    }

    /** Does {@code work} with that deadline, or with this thread's own if that is earlier. */
    public static <R, X extends Throwable> R within(long latest, ScopedValue.CallableOp<? extends R, X> work) throws X {
        return ScopedValue.where(LATEST, Math.min(latest, current())).call(work);
    }
}
