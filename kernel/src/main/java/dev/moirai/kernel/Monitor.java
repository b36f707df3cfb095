package dev.moirai.kernel;

import org.jspecify.annotations.Nullable;

/**
 * One watch of one process on another: the answer to it is exactly one {@link Signal.Down}, unless it is
 * {@linkplain Self#demonitor demonitored} first.
 *
 * <pre>
 *   ACTIVE ── Down received ──► FIRED ── taken by the body ──► DONE
 *      └───── demonitor ─────────┴── demonitor with flush ────► DONE
 * </pre>
 *
 * <p>Both ends keep it in an intrusive list, so that watching, unwatching and dying cost the same however many there are.
 */
public final class Monitor {
    enum State {
        ACTIVE,
        FIRED,
        DONE
    }

    final Pid watcher;
    final Pid target;
    final @Nullable Object name;
    final @Nullable Object tag;

    State state = State.ACTIVE; // guarded by the watcher's turn

    @Nullable
    Monitor nextOfWatcher; // guarded by the watcher's turn

    @Nullable
    Monitor previousOfWatcher; // guarded by the watcher's turn

    boolean noted; // guarded by the target's turn: it is in the target's list

    @Nullable
    Monitor nextOfTarget; // guarded by the target's turn

    @Nullable
    Monitor previousOfTarget; // guarded by the target's turn

    Monitor(Pid watcher, Pid target, @Nullable Object name) {
        this(watcher, target, name, null);
    }

    Monitor(Pid watcher, Pid target, @Nullable Object name, @Nullable Object tag) {
        this.watcher = watcher;
        this.target = target;
        this.name = name;
        this.tag = tag;
    }

    /** The process watched. */
    public Pid target() {
        return target;
    }

    /** The name it was watched by, or null if by pid. A monitor does not follow the name to a later holder. */
    public @Nullable Object name() {
        return name;
    }

    /** What the watcher gave with it to know it by, or null. */
    public @Nullable Object tag() {
        return tag;
    }

    @Override
    public String toString() {
        return "monitor of " + watcher + " on " + target;
    }
}
