package dev.moirai.lua.syntax;

/**
 * Says that a source text is not Lua: {@code pool.lua:3: '=' expected near 'x'}, worded as the reference implementation
 * words it, with the exact position besides.
 */
public final class SyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String chunk;
    private final int line;
    private final int column;

    public SyntaxException(String chunk, Position position, String problem) {
        // No stack trace: this tells of the script, not of the parser, and hostile sources make many.
        super(chunk + ":" + position.line() + ": " + problem, null, false, false);
        this.chunk = chunk;
        this.line = position.line();
        this.column = position.column();
    }

    /** The chunk's name as {@link Chunk#name} has it. */
    public String chunk() {
        return chunk;
    }

    /** The line of the token that could not be read, counted from 1. */
    public int line() {
        return line;
    }

    /** The column of that token, counted from 1, in bytes. */
    public int column() {
        return column;
    }

    public Position position() {
        return new Position(line, column);
    }
}
