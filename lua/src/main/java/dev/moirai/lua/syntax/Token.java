package dev.moirai.lua.syntax;

import org.jspecify.annotations.Nullable;

/**
 * A word of the source text.
 *
 * @param position where it begins, or where it ends if it is a string that spans lines
 * @param value a {@code String} for a name, a {@link ByteString} for a string, a {@code Long} or {@code Double} for a
 *     number, else null
 * @param start the index of its first byte
 * @param end the index behind its last byte
 */
record Token(TokenKind kind, Position position, @Nullable Object value, int start, int end) {
    int line() {
        return position.line();
    }

    boolean is(TokenKind other) {
        return kind == other;
    }

    /** Whether it is the name that is a word of the language in some places only. */
    boolean isWord(String word) {
        return kind == TokenKind.NAME && word.equals(value);
    }

    String name() {
        return (String) required();
    }

    ByteString string() {
        return (ByteString) required();
    }

    long integer() {
        return (Long) required();
    }

    double floating() {
        return (Double) required();
    }

    private Object required() {
        if (value == null) {
            throw new IllegalStateException(kind + " has no value");
        }
        return value;
    }
}
