package dev.moirai.lua.syntax;

import java.util.Arrays;
import java.util.List;

/**
 * Reads a source text: all of Lua 5.4, and the type annotations of the dialect, whose words ({@code type}, {@code as},
 * {@code interface}, …) stay ordinary names wherever a type or cast could not stand.
 */
public final class Parser {
    /** How deep statements, functions, expressions and types may be nested in one another. */
    public static final int MAX_LEVELS = 200;

    private Parser() {}

    /** The words that are no names, in alphabetical order. */
    public static List<String> reservedWords() {
        return Arrays.stream(TokenKind.values())
                .filter(TokenKind::reserved)
                .map(TokenKind::text)
                .toList();
    }

    /**
     * Parses one chunk.
     *
     * <p>The text of a file ({@code @} before the chunk name) may begin with a UTF-8 byte order mark, and with a line
     * that begins with {@code #}; both are skipped.
     *
     * <p>Needs memory and time in proportion to the text: a caller who does not trust the text bounds its length.
     *
     * @param source the text; only read
     * @param chunkName {@code =name} is shown as name, {@code @file} as file, anything else is source text itself
     * @throws SyntaxException when the text is not Lua
     */
    public static Chunk parse(byte[] source, String chunkName) throws SyntaxException {
        String shownName = ChunkName.shorten(chunkName);
        int start = chunkName.startsWith("@") ? endOfMark(source) : 0;
        int text = chunkName.startsWith("@") ? endOfFirstComment(source, start) : 0;
        TokenStream tokens = new TokenStream(new Lexer(source, shownName, text), shownName);
        Position beginning = new Position(0, 0);
        Variable environment = new Variable("_ENV", beginning, Variable.Attribute.REGULAR, null);
        Scopes scopes = new Scopes(tokens, environment);
        StatementParser statements = new StatementParser(tokens, scopes);

        Block block = statements.block();
        Position end = tokens.position();
        tokens.expect(TokenKind.END_OF_TEXT);
        List<Variable> upvalues = scopes.closeFunction();
        FunctionBody main =
                new FunctionBody(beginning, end, null, List.of(), List.of(), true, null, null, block, upvalues);
        return new Chunk(shownName, environment, main);
    }

    private static int endOfMark(byte[] source) {
        boolean marked =
                source.length >= 3 && source[0] == (byte) 0xEF && source[1] == (byte) 0xBB && source[2] == (byte) 0xBF;
        return marked ? 3 : 0;
    }

    /** The end of a first line for the operating system; its line break stays, so that lines count right. */
    private static int endOfFirstComment(byte[] source, int start) {
        int at = start;
        if (at < source.length && source[at] == '#') {
            while (at < source.length && source[at] != '\n') {
                at++;
            }
        }
        return at;
    }
}
