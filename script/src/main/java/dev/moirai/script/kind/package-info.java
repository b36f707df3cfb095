/**
 * The kinds of entry whose code is Lua: {@code process.lua}, {@code function.lua}, {@code library.lua}.
 *
 * <p>Begin with {@link dev.moirai.script.kind.LuaKinds}. {@link dev.moirai.script.kind.LuaCode} is what the three have in
 * common.
 */
@NullMarked
package dev.moirai.script.kind;

import org.jspecify.annotations.NullMarked;
