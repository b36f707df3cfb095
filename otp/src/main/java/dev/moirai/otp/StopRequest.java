package dev.moirai.otp;

import dev.moirai.kernel.ExitReason;

/**
 * Somebody who may asks a server to end: its supervisor, a cancel, {@link Sys#stop}, or the end of its trapped parent.
 *
 * @param reason what it should end with
 * @param deadline when it is ended by force, on {@link dev.moirai.kernel.Clock#nanoTime}; {@link Long#MAX_VALUE} for never
 */
public record StopRequest(ExitReason reason, long deadline) {}
