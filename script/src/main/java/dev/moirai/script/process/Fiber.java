package dev.moirai.script.process;

import dev.moirai.lua.Execution;
import dev.moirai.lua.LuaError;
import dev.moirai.lua.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * One of the concurrent coroutines of a process: its main function, or one started with {@code coroutine.spawn}.
 *
 * <pre>
 *   READY ──its turn──► running ──suspends in a Wait──► WAITING ──the Wait is over──► READY
 *     ▲                    │
 *     └───out of budget────┘ (it stays the first in line)
 * </pre>
 */
final class Fiber {
    private static final @Nullable Object[] NOTHING = {};

    private final Execution execution;
    /** What it is part of; another one after an upgrade. */
    final Run run;

    private @Nullable Object[] results = NOTHING;
    private @Nullable LuaError error;
    /** What it waits for; null while it is ready or runs. */
    @Nullable
    Wait wait;

    /** What of the mailbox was handed to it since it last ran; null if nothing was. */
    @Nullable
    Object handed;

    /** The one behind it in a {@link FiberQueue}. */
    @Nullable
    Fiber next;

    Fiber(Execution execution, Run run) {
        this.execution = execution;
        this.run = run;
    }

    Outcome run(long budget) {
        handed = null;
        LuaError raised = error;
        if (raised != null) {
            error = null;
            return execution.raise(budget, raised);
        }
        @Nullable Object[] values = results;
        results = NOTHING;
        return execution.resume(budget, values);
    }

    /** What the call that suspended it returns. */
    void answer(@Nullable Object... values) {
        results = values;
    }

    /** What the call that suspended it fails with. */
    void fail(LuaError raised) {
        error = raised;
    }

    String traceback() {
        return execution.traceback();
    }
}
