/**
 * From register bytecode to JVM bytecode, for functions that are hot.
 *
 * <p>The compiled form of a function works on the same frame and registers as the interpreter does, but keeps registers in
 * JVM locals: integers and floats unboxed where their kind is known or has been guessed. Every place where it may have to
 * stop (a guess fails, a call does not return at once, the budget is used up) writes its registers back and leaves the rest
 * to the interpreter, so a program can be paused anywhere in either form. It enters compiled code at the beginning of a
 * function or at a loop head.
 *
 * <p>Read {@link dev.moirai.lua.jit.Kind}, {@link dev.moirai.lua.jit.Effects}, {@link dev.moirai.lua.jit.Liveness} and
 * {@link dev.moirai.lua.jit.Kinds} (what is known about registers), then {@link dev.moirai.lua.jit.Translator} (one case for
 * each instruction) over {@link dev.moirai.lua.jit.Emitter} (registers in JVM locals, guards, ways out). When to compile and
 * what to guess is decided outside of this package.
 */
@NullMarked
package dev.moirai.lua.jit;

import org.jspecify.annotations.NullMarked;
