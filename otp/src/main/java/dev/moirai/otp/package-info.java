/**
 * Typed messages and servers over the kernel.
 *
 * <p>Begin with {@link dev.moirai.otp.Server} (a process that handles messages) and {@link dev.moirai.otp.Address} (where
 * messages are sent). {@link dev.moirai.otp.Context} is what a server may do, {@link dev.moirai.otp.Next} what it does next;
 * {@code ServerBody} is the loop behind it. {@link dev.moirai.otp.Request} is an ask from the asker's side.
 * {@link dev.moirai.otp.StateMachine} and {@link dev.moirai.otp.Agent} are servers of a kind.
 *
 * <p>{@code supervisor} starts and restarts processes, {@code task} runs single computations, {@code registry} finds
 * processes by key, {@code application} starts and stops whole trees. Arrows: application, task, registry → supervisor →
 * this package → kernel.
 */
@NullMarked
package dev.moirai.otp;

import org.jspecify.annotations.NullMarked;
