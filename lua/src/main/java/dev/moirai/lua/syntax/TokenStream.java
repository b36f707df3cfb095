package dev.moirai.lua.syntax;

import java.util.ArrayDeque;
import java.util.Iterator;

/** The tokens of a source text with one current token, some looking ahead, and the errors told at the current token. */
final class TokenStream {
    private final Lexer lexer;
    private final String chunk;
    private final ArrayDeque<Token> ahead = new ArrayDeque<>();
    private Token current;
    private Position lastEnd = new Position(1, 1);
    private int levels;

    TokenStream(Lexer lexer, String chunk) throws SyntaxException {
        this.lexer = lexer;
        this.chunk = chunk;
        this.current = lexer.next();
    }

    Token current() {
        return current;
    }

    Position position() {
        return current.position();
    }

    int line() {
        return current.line();
    }

    /** The position of the token before the current one. */
    Position previous() {
        return lastEnd;
    }

    boolean at(TokenKind kind) {
        return current.kind() == kind;
    }

    /** The token {@code distance} behind the current one. */
    Token peek(int distance) throws SyntaxException {
        while (ahead.size() < distance) {
            ahead.add(lexer.next());
        }
        Iterator<Token> tokens = ahead.iterator();
        Token token = tokens.next();
        for (int i = 1; i < distance; i++) {
            token = tokens.next();
        }
        return token;
    }

    boolean peekIs(int distance, TokenKind kind) throws SyntaxException {
        return peek(distance).is(kind);
    }

    /** Moves on and gives the token that was current. */
    Token next() throws SyntaxException {
        Token token = current;
        lastEnd = token.position();
        Token waiting = ahead.poll();
        current = waiting != null ? waiting : lexer.next();
        return token;
    }

    boolean accept(TokenKind kind) throws SyntaxException {
        if (at(kind)) {
            next();
            return true;
        }
        return false;
    }

    Token expect(TokenKind kind) throws SyntaxException {
        if (!at(kind)) {
            throw error(kind.expected() + " expected");
        }
        return next();
    }

    /** Expects the token that closes what {@code opening} opened at {@code from}. */
    Token expectClosing(TokenKind kind, TokenKind opening, Position from) throws SyntaxException {
        if (at(kind) || from.line() == line()) {
            return expect(kind);
        }
        throw error(kind.expected() + " expected (to close " + opening.expected() + " at line " + from.line() + ")");
    }

    /** Takes the first half of {@code >>} or {@code >=} where a type's {@code >} is due. */
    void expectGreater() throws SyntaxException {
        TokenKind rest = switch (current.kind()) {
            case SHIFT_RIGHT -> TokenKind.GREATER;
            case GREATER_EQUAL -> TokenKind.ASSIGN;
            default -> null;
        };
        if (rest == null) {
            expect(TokenKind.GREATER);
            return;
        }
        lastEnd = position();
        Position behind = new Position(line(), position().column() + 1);
        current = new Token(rest, behind, null, current.start() + 1, current.end());
    }

    SyntaxException error(String problem) {
        return errorWithoutToken(problem + " near " + lexer.near(current));
    }

    SyntaxException errorWithoutToken(String problem) {
        return new SyntaxException(chunk, position(), problem);
    }

    /** Goes one level deeper; whoever does must call {@link #leaveLevel} when it is read. */
    void enterLevel() throws SyntaxException {
        if (++levels > Parser.MAX_LEVELS) {
            throw error("chunk has too many syntax levels (stack overflow; limit is " + Parser.MAX_LEVELS + ")");
        }
    }

    void leaveLevel() {
        levels--;
    }
}
