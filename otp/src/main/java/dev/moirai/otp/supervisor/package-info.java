/**
 * Supervisors: processes that start, watch, restart and stop others.
 *
 * <p>Begin with {@link dev.moirai.otp.supervisor.Supervisor} and {@link dev.moirai.otp.supervisor.ChildSpec}; to supervise
 * something that is no server, with {@link dev.moirai.otp.supervisor.Start}. Behind them, {@code SupervisorServer} gets all
 * the news: {@code Changes} says when a change of children is made ({@code Lane}: what may happen side by side; {@code
 * Operation}: one change on its way), {@code ChildLife} starts and stops one child, {@code Restarts} decides what follows when
 * one has ended, by pure values ({@code RestartPlan}, {@code RestartWindow}, {@link dev.moirai.otp.supervisor.Backoff}, {@code
 * Sequence}). {@code docs/supervision.md} has the rules and drawings.
 */
@NullMarked
package dev.moirai.otp.supervisor;

import org.jspecify.annotations.NullMarked;
