package dev.moirai.kernel;

import org.jspecify.annotations.Nullable;

/**
 * Sees what happens on a node, as it happens, on the thread it happens on; must be quick and must not throw. Costs nothing
 * when a node has none.
 */
public interface Tracer {
    default void spawned(Pid pid, @Nullable Pid parent) {}

    default void exited(Pid pid, ExitReason reason) {}

    default void sent(@Nullable Pid from, Pid to, Object message) {}

    /** A body took {@code what}: a message, or a signal it sees. */
    default void received(Pid pid, Object what) {}

    default void signalled(Pid to, Signal signal) {}

    default void dropped(Pid to, Object message) {}

    /** A message was not taken because its process (or alias) is gone. */
    default void deadLetter(@Nullable Pid from, Pid to, Object message) {}

    /** A supervisor started a child anew. */
    default void restarted(Pid supervisor, Object child, Pid pid) {}
}
