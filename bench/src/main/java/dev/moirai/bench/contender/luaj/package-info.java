/** LuaJ, the best known Lua on the JVM: its interpreter, which is what its documentation begins with. */
@NullMarked
package dev.moirai.bench.contender.luaj;

import org.jspecify.annotations.NullMarked;
