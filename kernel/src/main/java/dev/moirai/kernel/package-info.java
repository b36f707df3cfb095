/**
 * The process kernel.
 *
 * <p>A {@link dev.moirai.kernel.Node} is a whole system; its {@link dev.moirai.kernel.Host}s are compartments with their
 * own OS threads. A process is a small heap object: a mailbox, an identity ({@link dev.moirai.kernel.Pid}), its ties to
 * others, and a {@link dev.moirai.kernel.Body} which the host advances one bounded turn at a time.
 *
 * <p>Reading order: {@link dev.moirai.kernel.Signal} (what can reach a process), {@code Mailbox} (how it arrives),
 * {@code Process} (the one switch over signals, the turn, birth and death), {@code Worker} and {@code WorkerScheduler}
 * (who advances processes on real threads), {@link dev.moirai.kernel.Simulation} (who does so in tests, with virtual time
 * and a seed). {@code Ties} holds links, monitors, names and timers; {@code TimerWheel} keeps time.
 */
@NullMarked
package dev.moirai.kernel;

import org.jspecify.annotations.NullMarked;
