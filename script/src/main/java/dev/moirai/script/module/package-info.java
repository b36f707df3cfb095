/**
 * What Lua programs can {@code require}: each file is one module of the reference, and reads like its page there.
 *
 * <p>{@link dev.moirai.script.module.Modules} lists them. A module is a frozen table of functions that all environments
 * share; a function finds its process by {@link dev.moirai.script.process.LuaProcess#of}. Functions that can fail return
 * {@code nil, error}: {@link dev.moirai.script.process.Refusal}.
 */
@NullMarked
package dev.moirai.script.module;

import org.jspecify.annotations.NullMarked;
