/**
 * Lua source text to a checked syntax tree.
 *
 * <p>Begin with {@link dev.moirai.lua.syntax.Parser#parse}: bytes in, a {@link dev.moirai.lua.syntax.Chunk} out, or a
 * {@link dev.moirai.lua.syntax.SyntaxException} worded as the reference implementation words it. The tree is
 * {@link dev.moirai.lua.syntax.Statement}, {@link dev.moirai.lua.syntax.Expression} and
 * {@link dev.moirai.lua.syntax.TypeExpression}; names are already resolved to {@link dev.moirai.lua.syntax.Variable}s,
 * and everything Lua checks before running (attribs, goto and label rules, limits) has been checked. The compiler calls
 * in; nothing here knows of values or of running code.
 */
@NullMarked
package dev.moirai.lua.syntax;

import org.jspecify.annotations.NullMarked;
