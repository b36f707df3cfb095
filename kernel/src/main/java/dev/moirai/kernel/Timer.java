package dev.moirai.kernel;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A message a process gets later, never early. It belongs to the process: when the process ends, the timer is gone.
 *
 * <pre>
 *   ARMED ── due ──► FIRED ── taken by the body ──► DONE
 *     └── cancel ──────┴── cancel ──────────────────► DONE
 * </pre>
 */
public final class Timer {
    enum State {
        ARMED,
        FIRED,
        DONE
    }

    final Process owner;
    final long deadline;
    /** What the owner's body takes, or, if it is {@link Signal.Expire}, what the kernel itself acts on. */
    final Object message;

    volatile State state = State.ARMED; // ARMED to FIRED guarded by the shard's lock, the rest by the owner's turn

    @Nullable
    Timer nextInSlot; // guarded by the shard's lock

    @Nullable
    Timer previousInSlot; // guarded by the shard's lock

    @Nullable
    TimerWheel wheel; // guarded by the shard's lock: null when in no slot

    int slot; // guarded by the shard's lock
    final TimerShard shard;

    @Nullable
    Timer nextOfOwner; // guarded by the owner's turn

    @Nullable
    Timer previousOfOwner; // guarded by the owner's turn

    Timer(Process owner, long deadline, Object message, TimerShard shard) {
        this.owner = owner;
        this.deadline = deadline;
        this.message = message;
        this.shard = shard;
    }

    /** When it is due, on {@link Clock#nanoTime}. */
    public long deadline() {
        return deadline;
    }

    /** Whether its message has neither been taken nor cancelled. */
    public boolean isPending() {
        return state != State.DONE;
    }

    /** The signal that is sent when it is due. */
    Signal due() {
        return message instanceof Signal.Expire expire ? expire : new Signal.Fired(this);
    }

    /** How long until it is due at {@code now} ({@link Clock#nanoTime}); zero if it already is. */
    public Duration remaining(long now) {
        return Duration.ofNanos(Math.max(0, deadline - now));
    }
}
