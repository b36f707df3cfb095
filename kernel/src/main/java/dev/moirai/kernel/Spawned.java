package dev.moirai.kernel;

import org.jspecify.annotations.Nullable;

/**
 * A process that was just spawned.
 *
 * @param monitor the watch on it, if {@link Spawn#monitored} asked for one
 */
public record Spawned(Pid pid, @Nullable Monitor monitor) {}
