package dev.moirai.otp.supervisor;

import dev.moirai.kernel.Pid;
import dev.moirai.kernel.SendResult;
import dev.moirai.otp.Startup;
import org.jspecify.annotations.Nullable;

/**
 * What one incarnation of a child tells its supervisor about its start; only the first word counts.
 *
 * <p>May be used from any thread, best from the child's own turns. Failure needs no word: the child just ends.
 */
public final class Readiness implements Startup {
    private final Pid supervisor;
    private final Child child;
    private final long incarnation;

    Readiness(Pid supervisor, Child child, long incarnation) {
        this.supervisor = supervisor;
        this.child = child;
        this.incarnation = incarnation;
    }

    /** The child is ready. */
    public void ready() {
        ready(null);
    }

    @Override
    public void ready(@Nullable Object info) {
        tell(new Internal.Ready(child, incarnation, info));
    }

    /** The child has nothing to do and ends now. */
    @Override
    public void ignored() {
        tell(new Internal.Ignored(child, incarnation));
    }

    private void tell(Internal news) {
        if (supervisor.node().send(supervisor, news) == SendResult.FULL) {
            throw new IllegalStateException("the mailbox of supervisor " + supervisor
                    + " is full, so it cannot be told that the child is ready; the start fails");
        }
    }
}
