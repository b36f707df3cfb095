package dev.moirai.lua.syntax;

/** How error messages show the name of a chunk. */
final class ChunkName {
    private static final int MAX_LENGTH = 59;

    private ChunkName() {}

    /** {@code =name} as name, {@code @file} as the end of file, source text as its first line in brackets. */
    static String shorten(String name) {
        if (name.startsWith("=")) {
            return name.length() - 1 <= MAX_LENGTH ? name.substring(1) : name.substring(1, 1 + MAX_LENGTH);
        }
        if (name.startsWith("@")) {
            int length = name.length() - 1;
            return length <= MAX_LENGTH ? name.substring(1) : "..." + name.substring(name.length() - MAX_LENGTH + 3);
        }
        int lineEnd = name.indexOf('\n');
        String firstLine = lineEnd < 0 ? name : name.substring(0, lineEnd);
        int room = MAX_LENGTH - "[string \"...\"]".length();
        if (lineEnd < 0 && firstLine.length() <= room) {
            return "[string \"" + firstLine + "\"]";
        }
        return "[string \"" + firstLine.substring(0, Math.min(firstLine.length(), room)) + "...\"]";
    }
}
