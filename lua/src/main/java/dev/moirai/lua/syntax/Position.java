package dev.moirai.lua.syntax;

/**
 * A place in the source text.
 *
 * @param line counted from 1
 * @param column counted from 1, in bytes
 */
public record Position(int line, int column) {
    @Override
    public String toString() {
        return line + ":" + column;
    }
}
