package dev.moirai.otp.supervisor;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Pid;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Something a supervisor has to tell its operator. The kinds are those of OTP's supervisor reports, and quarantine.
 *
 * <p>{@code supervisor} is its name, or its pid; {@code child} the id of the child.
 */
public sealed interface Report {
    Object supervisor();

    Object child();

    /** A child is ready (progress). */
    record Started(Object supervisor, Object child, Pid pid, boolean again) implements Report {}

    /**
     * A child ended by itself with something to tell.
     *
     * @param nextStart in what time it is started again; null if it is not
     */
    record ChildTerminated(
            Object supervisor,
            Object child,
            Pid pid,
            ExitReason reason,
            @Nullable Duration nextStart) implements Report {}

    /** A child did not start. */
    record StartError(Object supervisor, Object child, ExitReason reason) implements Report {}

    /** A child was stopped and did not end as it should. */
    record ShutdownError(Object supervisor, Object child, ExitReason reason) implements Report {}

    /** A child has used up its own budget of restarts and stays down. */
    record Quarantined(Object supervisor, Object child, ExitReason reason, Intensity budget) implements Report {}

    /** There were more restarts than allowed; the supervisor ends. */
    record ShuttingDown(Object supervisor, Object child, GaveUp why) implements Report {}

    /** Whether everything is as it should be. */
    default boolean isProgress() {
        return this instanceof Started;
    }
}
