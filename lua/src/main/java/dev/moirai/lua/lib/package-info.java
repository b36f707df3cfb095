/**
 * The libraries of Lua 5.4 that are written in Java: string, table, math, utf8 and os.
 *
 * <p>Begin with {@link dev.moirai.lua.lib.StringLibrary}, or any other class named after its library: each lists its
 * functions. What needs more than a few lines has a class of its own. Functions that can run long or that call back into
 * Lua are objects which go on step by step ({@link dev.moirai.lua.Continuation}), so a program can be paused and ended
 * inside of them; all of them charge their work, and check sizes before they allocate.
 */
@NullMarked
package dev.moirai.lua.lib;

import org.jspecify.annotations.NullMarked;
