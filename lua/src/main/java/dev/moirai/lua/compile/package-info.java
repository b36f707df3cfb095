/**
 * The syntax tree to bytecode.
 *
 * <p>Begin with {@link dev.moirai.lua.compile.Compiler#compile}. A {@code StatementCompiler} per function walks the
 * statements, its {@code ExpressionCompiler} the expressions, and both write to a {@code CodeBuilder}, which knows
 * registers, constants and jumps. Names have been resolved by the parser; which variables need a cell follows from its
 * {@link dev.moirai.lua.syntax.Variable}s.
 */
@NullMarked
package dev.moirai.lua.compile;

import org.jspecify.annotations.NullMarked;
