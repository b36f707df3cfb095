/**
 * Mistakes in Lua code that can be seen without running it: names that nothing defines, ids that lead nowhere, durations
 * nobody means.
 *
 * <p>Begin with {@link dev.moirai.script.check.CodeCheck}. {@link dev.moirai.script.check.Mentions} is what it knows of a
 * piece of code. All findings are warnings: Lua may still make true at run time what looks wrong here.
 */
@NullMarked
package dev.moirai.script.check;

import org.jspecify.annotations.NullMarked;
