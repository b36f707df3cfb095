package dev.moirai.script.text;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Splits a text into chunks of a size at most, at the first of several separators that helps: paragraphs, lines, words,
 * characters. Sizes are in characters.
 *
 * @param size of a chunk, at most
 * @param overlap how much of the end of a chunk is repeated at the beginning of the next, at most
 * @param keepSeparator whether a piece keeps the separator in front of it
 * @param separators in the order they are tried; an empty one splits anywhere
 */
public record TextSplitter(int size, int overlap, boolean keepSeparator, List<String> separators) {
    /** Paragraphs, lines, words, characters. */
    public static final List<String> SEPARATORS = List.of("\n\n", "\n", " ", "");

    public TextSplitter {
        separators = List.copyOf(separators);
    }

    public List<String> split(String text) {
        var chunks = new ArrayList<String>();
        split(text, 0, chunks);
        return chunks;
    }

    private void split(String text, int from, List<String> chunks) {
        int level = from;
        while (level < separators.size() && !text.contains(separators.get(level))) {
            level++;
        }
        String separator = level < separators.size() ? separators.get(level) : "";
        var small = new ArrayList<String>();
        for (String piece : pieces(text, separator)) {
            if (length(piece) <= size) {
                small.add(piece);
            } else {
                merge(small, separator, chunks);
                small.clear();
                if (level + 1 < separators.size()) {
                    split(piece, level + 1, chunks);
                } else {
                    chunks.add(piece);
                }
            }
        }
        merge(small, separator, chunks);
    }

    private List<String> pieces(String text, String separator) {
        var pieces = new ArrayList<String>();
        if (separator.isEmpty()) {
            text.codePoints().mapToObj(Character::toString).forEach(pieces::add);
            return pieces;
        }
        int begin = 0;
        int search = 0;
        for (int at = text.indexOf(separator, search); at >= 0; at = text.indexOf(separator, search)) {
            pieces.add(text.substring(begin, at));
            begin = keepSeparator ? at : at + separator.length();
            search = at + separator.length();
        }
        pieces.add(text.substring(begin));
        pieces.removeIf(String::isEmpty);
        return pieces;
    }

    /** Puts pieces together as long as they fit; each chunk begins with the last pieces of the one before it. */
    private void merge(List<String> pieces, String separator, List<String> chunks) {
        String glue = keepSeparator ? "" : separator;
        Deque<String> window = new ArrayDeque<>();
        int total = 0;
        for (String piece : pieces) {
            int length = length(piece);
            if (!window.isEmpty() && total + glue.length() + length > size) {
                add(String.join(glue, window), chunks);
                while (!window.isEmpty() && (total > overlap || total + glue.length() + length > size)) {
                    total -= length(window.removeFirst()) + (window.isEmpty() ? 0 : glue.length());
                }
            }
            total += length + (window.isEmpty() ? 0 : glue.length());
            window.addLast(piece);
        }
        add(String.join(glue, window), chunks);
    }

    private static void add(String chunk, List<String> chunks) {
        String stripped = chunk.strip();
        if (!stripped.isEmpty()) {
            chunks.add(stripped);
        }
    }

    static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
