package dev.moirai.lua.syntax;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Cuts a source text into {@link Token}s (manual §3.1). Works on bytes: what is not ASCII may only stand in strings and
 * comments, and stays as it is.
 */
final class Lexer {
    private static final int END = -1;
    private static final Map<String, TokenKind> RESERVED = new HashMap<>();

    static {
        for (TokenKind kind : TokenKind.values()) {
            if (kind.reserved()) {
                RESERVED.put(kind.text(), kind);
            }
        }
    }

    private final byte[] source;
    private final String chunk;
    private int at;
    private int line = 1;
    private int lineStart; // where the current line begins in source
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(); // a quoted string, quotes included

    Lexer(byte[] source, String chunk, int start) {
        this.source = source;
        this.chunk = chunk;
        this.at = start;
        this.lineStart = start;
    }

    /** The next token; again and again the end of the text once that is reached. */
    Token next() throws SyntaxException {
        while (true) {
            int c = peek(0);
            switch (c) {
                case '\n', '\r' -> newLine();
                case ' ', '\t', '\f', 0x0B -> at++;
                case '-' -> {
                    if (peek(1) != '-') {
                        return symbol(TokenKind.MINUS);
                    }
                    at += 2;
                    skipComment();
                }
                default -> {
                    return token(c);
                }
            }
        }
    }

    private Token token(int c) throws SyntaxException {
        return switch (c) {
            case END -> new Token(TokenKind.END_OF_TEXT, here(), null, at, at);
            case '+' -> symbol(TokenKind.PLUS);
            case '*' -> symbol(TokenKind.STAR);
            case '%' -> symbol(TokenKind.PERCENT);
            case '^' -> symbol(TokenKind.CARET);
            case '#' -> symbol(TokenKind.HASH);
            case '&' -> symbol(TokenKind.AMPERSAND);
            case '|' -> symbol(TokenKind.PIPE);
            case '(' -> symbol(TokenKind.LEFT_PAREN);
            case ')' -> symbol(TokenKind.RIGHT_PAREN);
            case '{' -> symbol(TokenKind.LEFT_BRACE);
            case '}' -> symbol(TokenKind.RIGHT_BRACE);
            case ']' -> symbol(TokenKind.RIGHT_BRACKET);
            case ';' -> symbol(TokenKind.SEMICOLON);
            case ',' -> symbol(TokenKind.COMMA);
            case '?' -> symbol(TokenKind.QUESTION);
            case '!' -> symbol(TokenKind.BANG);
            case '@' -> symbol(TokenKind.AT);
            case '/' -> symbol(peek(1) == '/' ? TokenKind.DOUBLE_SLASH : TokenKind.SLASH);
            case ':' -> symbol(peek(1) == ':' ? TokenKind.DOUBLE_COLON : TokenKind.COLON);
            case '=' -> symbol(peek(1) == '=' ? TokenKind.EQUAL : TokenKind.ASSIGN);
            case '~' -> symbol(peek(1) == '=' ? TokenKind.NOT_EQUAL : TokenKind.TILDE);
            case '<' ->
                symbol(peek(1) == '=' ? TokenKind.LESS_EQUAL : peek(1) == '<' ? TokenKind.SHIFT_LEFT : TokenKind.LESS);
            case '>' ->
                symbol(
                        peek(1) == '='
                                ? TokenKind.GREATER_EQUAL
                                : peek(1) == '>' ? TokenKind.SHIFT_RIGHT : TokenKind.GREATER);
            case '.' -> {
                if (peek(1) == '.') {
                    yield symbol(peek(2) == '.' ? TokenKind.ELLIPSIS : TokenKind.CONCAT);
                }
                yield Numerals.isDigit(peek(1)) ? number() : symbol(TokenKind.DOT);
            }
            case '[' -> bracket();
            case '"', '\'' -> quoted(c);
            default -> {
                if (isLetter(c)) {
                    yield nameOrWord();
                }
                yield Numerals.isDigit(c) ? number() : stray();
            }
        };
    }

    private Token symbol(TokenKind kind) {
        Position position = here();
        int start = at;
        at += kind.text().length();
        return new Token(kind, position, null, start, at);
    }

    private Token stray() {
        Position position = here();
        at++;
        return new Token(TokenKind.STRAY, position, null, at - 1, at);
    }

    private Token nameOrWord() {
        Position position = here();
        int start = at;
        while (isLetter(peek(0)) || Numerals.isDigit(peek(0))) {
            at++;
        }
        String text = new String(source, start, at - start, StandardCharsets.ISO_8859_1);
        TokenKind reserved = RESERVED.get(text);
        return reserved != null
                ? new Token(reserved, position, null, start, at)
                : new Token(TokenKind.NAME, position, text, start, at);
    }

    /** Takes everything that could belong to a numeral, so that {@code 3x} is one wrong token and not two good ones. */
    private Token number() throws SyntaxException {
        Position position = here();
        int start = at;
        if (peek(0) == '.') {
            at++;
        }
        boolean hexadecimal = peek(0) == '0' && (peek(1) | 0x20) == 'x';
        at += hexadecimal ? 2 : 1;
        int marker = hexadecimal ? 'p' : 'e';
        while (true) {
            int c = peek(0);
            if (c != END && (c | 0x20) == marker) {
                at++;
                if (peek(0) == '+' || peek(0) == '-') {
                    at++;
                }
            } else if (Numerals.hexDigit(c) >= 0 || c == '.') {
                at++;
            } else {
                break;
            }
        }
        if (isLetter(peek(0))) {
            at++;
        }
        Object value = Numerals.parse(source, start, at);
        if (value == null) {
            throw error("malformed number", quote(Arrays.copyOfRange(source, start, at)));
        }
        return new Token(value instanceof Long ? TokenKind.INTEGER : TokenKind.FLOAT, position, value, start, at);
    }

    private Token bracket() throws SyntaxException {
        Position position = here();
        int level = longBracketLevel();
        int start = at;
        if (level >= 0) {
            int startLine = line;
            at += level + 2;
            int end = longBracketEnd(level, "string");
            ByteString value = new ByteString(longContents(start + level + 2, end));
            return new Token(TokenKind.STRING, startLine == line ? position : here(), value, start, at);
        }
        if (peek(1) == '=') {
            do {
                at++;
            } while (peek(0) == '=');
            throw error("invalid long string delimiter", quote(Arrays.copyOfRange(source, start, at)));
        }
        return symbol(TokenKind.LEFT_BRACKET);
    }

    /** How many {@code =} the long bracket that opens here has; -1 if none opens here. */
    private int longBracketLevel() {
        int level = 0;
        while (peek(1 + level) == '=') {
            level++;
        }
        return peek(1 + level) == '[' ? level : -1;
    }

    /** Moves behind the long bracket that closes and says where the contents end. */
    private int longBracketEnd(int level, String what) throws SyntaxException {
        int startLine = line;
        while (true) {
            int c = peek(0);
            if (c == END) {
                throw error("unfinished long " + what + " (starting at line " + startLine + ")", "<eof>");
            } else if (c == ']' && closes(level)) {
                int end = at;
                at += level + 2;
                return end;
            } else if (c == '\n' || c == '\r') {
                newLine();
            } else {
                at++;
            }
        }
    }

    private boolean closes(int level) {
        for (int i = 1; i <= level; i++) {
            if (peek(i) != '=') {
                return false;
            }
        }
        return peek(level + 1) == ']';
    }

    /** The text between long brackets: without a first line break, and with each line break as one {@code \n}. */
    private byte[] longContents(int start, int end) {
        ByteArrayOutputStream contents = new ByteArrayOutputStream(end - start);
        int i = start;
        while (i < end) {
            byte c = source[i++];
            if (c == '\n' || c == '\r') {
                boolean first = i - 1 == start;
                if (i < end && (source[i] == '\n' || source[i] == '\r') && source[i] != c) {
                    i++;
                }
                if (!first) {
                    contents.write('\n');
                }
            } else {
                contents.write(c);
            }
        }
        return contents.toByteArray();
    }

    private void skipComment() throws SyntaxException {
        if (peek(0) == '[') {
            int level = longBracketLevel();
            if (level >= 0) {
                at += level + 2;
                longBracketEnd(level, "comment");
                return;
            }
        }
        while (peek(0) != '\n' && peek(0) != '\r' && peek(0) != END) {
            at++;
        }
    }

    private Token quoted(int quote) throws SyntaxException {
        Position position = here();
        int start = at;
        int startLine = line;
        buffer.reset();
        save();
        while (peek(0) != quote) {
            switch (peek(0)) {
                case END -> throw error("unfinished string", "<eof>");
                case '\n', '\r' -> throw error("unfinished string", shown());
                case '\\' -> escape();
                default -> save();
            }
        }
        save();
        byte[] shown = buffer.toByteArray();
        ByteString value = new ByteString(Arrays.copyOfRange(shown, 1, shown.length - 1));
        return new Token(TokenKind.STRING, startLine == line ? position : here(), value, start, at);
    }

    private void escape() throws SyntaxException {
        int c = peek(1);
        switch (c) {
            case 'a' -> simpleEscape(0x07);
            case 'b' -> simpleEscape('\b');
            case 'f' -> simpleEscape('\f');
            case 'n' -> simpleEscape('\n');
            case 'r' -> simpleEscape('\r');
            case 't' -> simpleEscape('\t');
            case 'v' -> simpleEscape(0x0B);
            case '\\', '"', '\'' -> simpleEscape(c);
            case '\n', '\r' -> {
                at++;
                newLine();
                buffer.write('\n');
            }
            case 'x' -> hexadecimalEscape();
            case 'u' -> unicodeEscape();
            case 'z' -> {
                at += 2;
                while (peek(0) != END && Numerals.isSpace(peek(0))) {
                    if (peek(0) == '\n' || peek(0) == '\r') {
                        newLine();
                    } else {
                        at++;
                    }
                }
            }
            case END -> at++; // the string's own loop reports the end of the text
            default -> {
                if (!Numerals.isDigit(c)) {
                    throw badEscape(1, "invalid escape sequence");
                }
                decimalEscape();
            }
        }
    }

    private void simpleEscape(int value) {
        at += 2;
        buffer.write(value);
    }

    private void decimalEscape() throws SyntaxException {
        int value = 0;
        int digits = 0;
        while (digits < 3 && Numerals.isDigit(peek(1 + digits))) {
            value = value * 10 + peek(1 + digits) - '0';
            digits++;
        }
        if (value > 255) {
            throw badEscape(1 + digits, "decimal escape too large");
        }
        at += 1 + digits;
        buffer.write(value);
    }

    private void hexadecimalEscape() throws SyntaxException {
        int high = hexDigitOfEscape(2);
        int low = hexDigitOfEscape(3);
        at += 4;
        buffer.write(high << 4 | low);
    }

    private void unicodeEscape() throws SyntaxException {
        if (peek(2) != '{') {
            throw badEscape(2, "missing '{'");
        }
        long code = hexDigitOfEscape(3);
        int length = 4;
        while (Numerals.hexDigit(peek(length)) >= 0) {
            if (code > 0x7FFFFFFFL >> 4) {
                throw badEscape(length, "UTF-8 value too large");
            }
            code = code << 4 | Numerals.hexDigit(peek(length));
            length++;
        }
        if (peek(length) != '}') {
            throw badEscape(length, "missing '}'");
        }
        at += length + 1;
        buffer.writeBytes(Utf8.encode(code));
    }

    private int hexDigitOfEscape(int offset) throws SyntaxException {
        int digit = Numerals.hexDigit(peek(offset));
        if (digit < 0) {
            throw badEscape(offset, "hexadecimal digit expected");
        }
        return digit;
    }

    /** Complains about the escape that begins here, showing the string up to the byte at {@code offset}. */
    private SyntaxException badEscape(int offset, String problem) {
        int end = Math.min(at + offset + 1, source.length);
        buffer.write(source, at, end - at);
        at = end;
        return error(problem, shown());
    }

    private void save() {
        buffer.write(source[at++]);
    }

    private int peek(int offset) {
        return at + offset < source.length ? source[at + offset] & 0xFF : END;
    }

    /** Moves over a line break; two different characters of it in a row are one. */
    private void newLine() {
        int first = peek(0);
        at++;
        int second = peek(0);
        if ((second == '\n' || second == '\r') && second != first) {
            at++;
        }
        line++;
        lineStart = at;
    }

    private Position here() {
        return new Position(line, at - lineStart + 1);
    }

    private SyntaxException error(String problem, String near) {
        return new SyntaxException(chunk, here(), problem + " near " + near);
    }

    /** A token as messages show it. */
    String near(Token token) {
        return switch (token.kind()) {
            case NAME, INTEGER, FLOAT -> quote(Arrays.copyOfRange(source, token.start(), token.end()));
            case STRING -> quote(delimited(token));
            case STRAY -> {
                int c = source[token.start()] & 0xFF;
                yield c >= ' ' && c < 0x7F ? "'" + (char) c + "'" : "'<\\" + c + ">'";
            }
            default -> token.kind().expected();
        };
    }

    /** A string token with its escape sequences replaced. */
    private byte[] delimited(Token token) {
        int width = 1;
        if (source[token.start()] == '[') {
            while (source[token.start() + width++] == '=') {
                // counting
            }
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(source, token.start(), width);
        whole.writeBytes(token.string().toByteArray());
        whole.write(source, token.end() - width, width);
        return whole.toByteArray();
    }

    private String shown() {
        return quote(buffer.toByteArray());
    }

    /** Text in quotation marks, up to a zero byte, which is where C ends a string. */
    private static String quote(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        int zero = text.indexOf('\0');
        return "'" + (zero < 0 ? text : text.substring(0, zero)) + "'";
    }

    private static boolean isLetter(int c) {
        int lower = c | 0x20;
        return (lower >= 'a' && lower <= 'z' && c > 0) || c == '_';
    }
}
