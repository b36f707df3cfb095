package dev.moirai.lua.syntax;

import java.util.List;

/**
 * Statements that share a scope. A {@link Statement.Return} can only be the last.
 *
 * @param statements in source order
 * @param end where the token after the block stands ({@code end}, {@code until}, …)
 */
public record Block(List<Statement> statements, Position end) {
    public Block {
        statements = List.copyOf(statements);
    }
}
