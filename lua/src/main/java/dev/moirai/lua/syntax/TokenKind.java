package dev.moirai.lua.syntax;

/** What a token is. The reserved words come first. */
enum TokenKind {
    AND("and"),
    BREAK("break"),
    DO("do"),
    ELSE("else"),
    ELSEIF("elseif"),
    END("end"),
    FALSE("false"),
    FOR("for"),
    FUNCTION("function"),
    GOTO("goto"),
    IF("if"),
    IN("in"),
    LOCAL("local"),
    NIL("nil"),
    NOT("not"),
    OR("or"),
    REPEAT("repeat"),
    RETURN("return"),
    THEN("then"),
    TRUE("true"),
    UNTIL("until"),
    WHILE("while"),

    PLUS("+"),
    MINUS("-"),
    STAR("*"),
    SLASH("/"),
    DOUBLE_SLASH("//"),
    PERCENT("%"),
    CARET("^"),
    HASH("#"),
    AMPERSAND("&"),
    TILDE("~"),
    PIPE("|"),
    SHIFT_LEFT("<<"),
    SHIFT_RIGHT(">>"),
    EQUAL("=="),
    NOT_EQUAL("~="),
    LESS_EQUAL("<="),
    GREATER_EQUAL(">="),
    LESS("<"),
    GREATER(">"),
    ASSIGN("="),
    LEFT_PAREN("("),
    RIGHT_PAREN(")"),
    LEFT_BRACE("{"),
    RIGHT_BRACE("}"),
    LEFT_BRACKET("["),
    RIGHT_BRACKET("]"),
    DOUBLE_COLON("::"),
    SEMICOLON(";"),
    COLON(":"),
    COMMA(","),
    DOT("."),
    CONCAT(".."),
    ELLIPSIS("..."),
    /** Used by type annotations only, like the next two. */
    QUESTION("?"),
    BANG("!"),
    AT("@"),

    /** A byte that begins no token. */
    STRAY("<byte>"),
    END_OF_TEXT("<eof>"),
    FLOAT("<number>"),
    INTEGER("<integer>"),
    NAME("<name>"),
    STRING("<string>");

    private static final int RESERVED_WORDS = WHILE.ordinal() + 1;
    private final String text;

    TokenKind(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    boolean reserved() {
        return ordinal() < RESERVED_WORDS;
    }

    /** How a message names the kind when it was expected. */
    String expected() {
        return compareTo(STRAY) < 0 ? "'" + text + "'" : text;
    }
}
