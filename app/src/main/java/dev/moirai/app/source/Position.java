package dev.moirai.app.source;

import java.util.Comparator;

/**
 * A place in a file, counted as editors count: the first line and the first column are 1.
 *
 * @param path the file as messages show it, relative to where the user stands if the project was named so
 * @param line 1-based, or 0 for the file as a whole
 * @param column 1-based in Unicode characters, or 0 for the file as a whole
 */
public record Position(String path, int line, int column) implements Comparable<Position> {
    private static final Comparator<Position> IN_READING_ORDER =
            Comparator.comparing(Position::path).thenComparing(Position::line).thenComparing(Position::column);

    /** The file or folder as a whole. */
    public static Position of(String path) {
        return new Position(path, 0, 0);
    }

    @Override
    public int compareTo(Position other) {
        return IN_READING_ORDER.compare(this, other);
    }

    /** {@code path:line:column}, the form terminals and editors make clickable; only {@code path} for a whole file. */
    @Override
    public String toString() {
        return line == 0 ? path : path + ":" + line + ":" + column;
    }
}
