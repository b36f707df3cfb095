package dev.moirai.app.run;

import dev.moirai.app.schema.EntryId;
import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Pid;
import dev.moirai.otp.text.DurationText;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a service is doing.
 *
 * @param id the service
 * @param state what it does
 * @param pid its process, if it has one now
 * @param attempt how often it was started since it last ran well, this time included
 * @param lastEnd how its last process ended, if one has
 * @param pause how long after that end it is started again, while it waits for that
 */
public record ServiceStatus(
        EntryId id,
        State state,
        @Nullable Pid pid,
        int attempt,
        @Nullable ExitReason lastEnd,
        @Nullable Duration pause) {

    /**
     * What a service does.
     *
     * <pre>
     *   STARTING ── ready ──► RUNNING ── ended normally ──► FINISHED
     *      ▲  └─ failed ──┐      └─ ended abnormally ─┐
     *      │              ▼                           │
     *      └─ pause ── WAITING ◄──────────────────────┤
     *                                                 └─ no attempt left, or no use ──► FAILED
     *   any of them ── asked to stop ──► STOPPING ──► STOPPED
     * </pre>
     */
    public enum State {
        /** Its process begins. */
        STARTING,
        /** It runs. */
        RUNNING,
        /** It failed and is started again after a pause. */
        WAITING,
        /** It ended normally: its work is done. */
        FINISHED,
        /** It failed and is not started again. */
        FAILED,
        /** It was asked to end. */
        STOPPING,
        /** It ended because it was asked to. */
        STOPPED
    }

    /** True if it had to be ended by force. */
    public boolean wasForced() {
        return state == State.STOPPED
                && lastEnd != null
                && (lastEnd.root() instanceof ExitReason.Expired || lastEnd.root() instanceof ExitReason.Killed);
    }

    /** A line for a log: {@code service app:gateway is running as {app:processes|0x00005}}. */
    @Override
    public String toString() {
        var name = "service " + id;
        return switch (state) {
            case STARTING -> name + " is starting" + (attempt > 1 ? ", attempt " + attempt : "");
            case RUNNING -> name + " is running" + (pid == null ? "" : " as " + pid);
            case WAITING ->
                name + " ended (" + lastEnd + "); it starts again in "
                        + DurationText.of(pause == null ? Duration.ZERO : rounded(pause));
            case FINISHED -> name + " is done (" + lastEnd + ")";
            case FAILED -> name + " ended (" + lastEnd + ") and is not started again";
            case STOPPING -> name + " is stopping";
            case STOPPED -> name + (wasForced() ? " was ended by force at its deadline" : " has stopped");
        };
    }

    private static Duration rounded(Duration pause) {
        return Duration.ofMillis(pause.toMillis());
    }
}
