package dev.moirai.lua.syntax;

/** Reads a source text. */
public final class Parser {
    /** How deep statements, functions and expressions may be nested in one another. */
    public static final int MAX_LEVELS = 200;

    private Parser() {}

    /**
     * Parses one chunk.
     *
     * @param source the text; only read
     * @param chunkName {@code =name} is shown as name, {@code @file} as file, anything else is source text itself
     * @throws SyntaxException when the text is not Lua
     */
    public static Chunk parse(byte[] source, String chunkName) throws SyntaxException {
        throw new SyntaxException(chunkName, new Position(1, 1), "the parser is not written yet");
    }
}
