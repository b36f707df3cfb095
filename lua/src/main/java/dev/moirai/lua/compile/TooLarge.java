package dev.moirai.lua.compile;

import dev.moirai.lua.syntax.Position;

/** A function does not fit the bytecode; becomes a {@link dev.moirai.lua.syntax.SyntaxException}. */
final class TooLarge extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Position position;
    private final String problem;

    TooLarge(Position position, String problem) {
        super(problem, null, false, false);
        this.position = position;
        this.problem = problem;
    }

    Position position() {
        return position;
    }

    String problem() {
        return problem;
    }
}
