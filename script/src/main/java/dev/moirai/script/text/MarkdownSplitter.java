package dev.moirai.script.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Splits Markdown into chunks that begin at headings where they can.
 *
 * @param plain how a section that is too large is split
 * @param keepCode whether a fenced block of code is never split
 * @param headings whether each chunk begins with the headings it stands under
 * @param keepTables whether the rows of a table are never split
 */
public record MarkdownSplitter(TextSplitter plain, boolean keepCode, boolean headings, boolean keepTables) {
    private static final Pattern HEADING = Pattern.compile("#{1,6} .*");

    /** A run of lines that belong together. */
    private record Block(String text, boolean whole) {}

    public List<String> split(String text) {
        var chunks = new ArrayList<String>();
        var path = new ArrayList<String>();
        var section = new ArrayList<String>();
        boolean code = false;
        for (String line : text.lines().toList()) {
            code ^= line.startsWith("```");
            if (!code && HEADING.matcher(line).matches()) {
                finish(section, path, chunks);
                int level = line.indexOf(' ');
                path.removeIf(outer -> outer.indexOf(' ') >= level);
                path.add(line);
            } else {
                section.add(line);
            }
        }
        finish(section, path, chunks);
        return chunks;
    }

    private void finish(List<String> section, List<String> path, List<String> chunks) {
        String heading = path.isEmpty() ? "" : (headings ? String.join("\n", path) : path.getLast()) + "\n";
        var current = new StringBuilder();
        for (Block block : blocks(section)) {
            boolean fits = length(heading) + length(current) + length(block.text) <= plain.size();
            if (!fits && !current.isEmpty()) {
                add(heading, current, chunks);
            }
            if (length(heading) + length(block.text) <= plain.size() || block.whole) {
                current.append(block.text);
            } else {
                int room = Math.max(plain.size() - length(heading), 1);
                var smaller = new TextSplitter(
                        room, Math.min(plain.overlap(), room / 2), plain.keepSeparator(), plain.separators());
                smaller.split(block.text).forEach(piece -> chunks.add((heading + piece).strip()));
            }
        }
        if (!current.isEmpty() || section.isEmpty() && !headings && !heading.isEmpty()) {
            add(heading, current, chunks);
        }
        section.clear();
    }

    private static void add(String heading, StringBuilder current, List<String> chunks) {
        String chunk = (heading + current).strip();
        if (!chunk.isEmpty()) {
            chunks.add(chunk);
        }
        current.setLength(0);
    }

    /** Paragraphs, and code and tables where they stay whole. */
    private List<Block> blocks(List<String> lines) {
        var blocks = new ArrayList<Block>();
        var current = new StringBuilder();
        boolean code = false;
        boolean table = false;
        for (String line : lines) {
            boolean fence = keepCode && line.startsWith("```");
            boolean row = keepTables && !code && line.startsWith("|");
            if (fence && !code || row != table || !code && !row && line.isBlank()) {
                flush(current, blocks, table);
            }
            current.append(line).append('\n');
            code ^= fence;
            table = row;
            if (fence && !code) {
                flush(current, blocks, true);
            }
        }
        flush(current, blocks, table || code);
        return blocks;
    }

    private static void flush(StringBuilder current, List<Block> blocks, boolean whole) {
        if (!current.isEmpty()) {
            blocks.add(new Block(current.toString(), whole));
            current.setLength(0);
        }
    }

    private static int length(CharSequence text) {
        return TextSplitter.length(text.toString());
    }
}
