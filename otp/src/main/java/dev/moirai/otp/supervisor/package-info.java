/**
 * Supervisors: processes that start, watch, restart and stop others.
 *
 * <p>Begin with {@link dev.moirai.otp.supervisor.Supervisor} and {@link dev.moirai.otp.supervisor.ChildSpec}; to supervise
 * something that is no server, with {@link dev.moirai.otp.supervisor.Start}. Behind them, {@code SupervisorServer} gets all
 * the news and decides by pure values ({@code RestartPlan}, {@code RestartWindow}, {@link
 * dev.moirai.otp.supervisor.Backoff}, {@code Sequence}); {@code Operation} is one change on its way, {@code Lane} says what
 * may happen side by side. {@code docs/supervision.md} has the rules and drawings.
 */
@NullMarked
package dev.moirai.otp.supervisor;

import org.jspecify.annotations.NullMarked;
