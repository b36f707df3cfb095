/**
 * A Lua 5.4 for the JVM that can be paused at any point and bounded in time and memory.
 *
 * <p>A host begins with {@link dev.moirai.lua.Environment}: it loads a {@link dev.moirai.lua.Chunk} and starts an
 * {@link dev.moirai.lua.Execution} of it, which runs for as many instructions as it is given and tells its
 * {@link dev.moirai.lua.Outcome}. What the host offers to programs is a {@link dev.moirai.lua.Library} of functions; each is
 * given a {@link dev.moirai.lua.Call}.
 *
 * <p>Who wants to know how it works begins with {@code Machine}, one turn of a program, and {@code Interpreter}, which
 * executes bytecode; the classes named {@code …Operations} are what its instructions do when they meet anything but the common
 * case.
 * {@link dev.moirai.lua.Coroutine} and {@code Frame} are the state of a program, and all of it, between two steps.
 *
 * <p>Hot code is compiled to JVM classes, as the package {@code jit} tells. {@code Compilation} decides when;
 * {@code CompiledCode} and {@code CompiledLoop} are what comes of it; it calls the classes named {@code …Support}, and
 * comes back to the interpreter by way of {@code Exit}.
 */
@NullMarked
package dev.moirai.lua;

import org.jspecify.annotations.NullMarked;
