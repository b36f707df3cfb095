/** Our Lua engine. */
@NullMarked
package dev.moirai.bench.contender.lua;

import org.jspecify.annotations.NullMarked;
