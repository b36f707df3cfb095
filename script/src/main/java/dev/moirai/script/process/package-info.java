/**
 * The Lua process: a kernel body that runs the coroutines of one Lua program, and what they can wait for.
 *
 * <p>Begin with {@link dev.moirai.script.process.LuaProcess} (one turn: take what arrived, run coroutines until all wait).
 * Its coroutines are {@link dev.moirai.script.process.Fiber}s; a fiber that cannot go on stands in a {@link
 * dev.moirai.script.process.Wait}, mostly at {@link dev.moirai.script.process.Channel}s. {@code Router} moves messages from
 * the kernel's mailbox to channels; {@link dev.moirai.script.process.Alarm} is time as a channel. Values travel between
 * processes as {@link dev.moirai.script.process.Parcel}s, failures as {@link dev.moirai.script.process.ErrorValue}s; {@link
 * dev.moirai.script.process.ExitEvents} is the one file that says what kernel signals are called in Lua. A process runs a
 * {@link dev.moirai.script.process.Program}, found in the {@link dev.moirai.script.process.LuaRuntime} of its node.
 */
@NullMarked
package dev.moirai.script.process;

import org.jspecify.annotations.NullMarked;
