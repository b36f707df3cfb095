package dev.moirai.otp.supervisor;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Pid;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one child is at the moment.
 *
 * @param pid its process, if there is one
 * @param restarts how often it was started anew
 * @param lastEnd what it last ended with, or why it last did not start; null if neither happened
 * @param nextStart in what time it is started again, when {@link State#RESTARTING}; otherwise null
 */
public record ChildInfo(
        Object id,
        @Nullable Pid pid,
        State state,
        ChildSpec.Type type,
        Restart restart,
        int restarts,
        @Nullable ExitReason lastEnd,
        @Nullable Duration nextStart) {

    /**
     * <pre>
     *            launch            ready
     *   DOWN ───────────► STARTING ─────► RUNNING ──► STOPPING ──► DOWN
     *    ▲                   │ failed        │ ended
     *    │                   ▼               ▼
     *    ├───────────── RESTARTING ◄─────────┤ (restart wanted)
     *    └────────────────────────── QUARANTINED (its own budget is used up)
     * </pre>
     */
    public enum State {
        /** Known, but not running: stopped, ended without need of a restart, or ignored. */
        DOWN,
        /** Launched and not ready; or waiting, before it is launched, for {@link ChildSpec#awaitPhysicalEnd}. */
        STARTING,
        RUNNING,
        /** Asked to stop. */
        STOPPING,
        /** Waits for its next start. */
        RESTARTING,
        /** Down, and not even revived with its siblings. */
        QUARANTINED
    }
}
