/** A Lua 5.4 for the JVM that can be paused at any point and bounded in time and memory. */
@NullMarked
package dev.moirai.lua;

import org.jspecify.annotations.NullMarked;
