/** Processes written in Lua, as a project runs them. The code is in {@code src/main/lua-processes}. */
@NullMarked
package dev.moirai.bench.contender.luaprocess;

import org.jspecify.annotations.NullMarked;
