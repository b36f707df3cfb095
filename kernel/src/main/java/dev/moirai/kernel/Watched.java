package dev.moirai.kernel;

import java.util.concurrent.CompletableFuture;

/**
 * A process spawned from outside, and how it ends.
 *
 * @param exit completes with the reason when the process ends
 */
public record Watched(Pid pid, CompletableFuture<ExitReason> exit) {}
