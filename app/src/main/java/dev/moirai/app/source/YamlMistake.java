package dev.moirai.app.source;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * What a syntax error of the YAML library means to the person who wrote the file.
 *
 * <p>The library tells what its grammar wanted next, at the place where it noticed. A person wants the line to change. So
 * each of its messages is looked at together with the text around it; one that is not known is passed on as it is.
 */
final class YamlMistake {
    private final String path;
    private final String text;
    /** Where each line begins; not the lines themselves, of which there may be millions. */
    private final int[] starts;

    YamlMistake(String path, String text) {
        this.path = path;
        this.text = text;
        this.starts = IntStream.concat(
                        IntStream.of(0), IntStream.rangeClosed(1, text.length()).filter(at -> isLineEnd(text, at - 1)))
                .toArray();
    }

    private static boolean isLineEnd(String text, int at) {
        char character = text.charAt(at);
        return character == '\n' || character == '\r' && (at + 1 == text.length() || text.charAt(at + 1) != '\n');
    }

    /**
     * What {@code error} means.
     *
     * @param open where the lists and mappings began that were open, innermost first
     * @param last where the last value began, if there was one
     * @param longQuote where a value in quotes began that went over several lines, if it was the last thing read
     */
    Diagnostic explain(
            YamlEngineException error, List<Position> open, @Nullable Position last, @Nullable Position longQuote) {
        if (!(error instanceof MarkedYamlEngineException marked)) {
            return mistake(
                    new Position(path, 1, 1), "not valid YAML", "YAML 1.2", "remove the line that begins with '%'");
        }
        var problem = marked.getProblem() == null ? "" : marked.getProblem();
        var context = marked.getContext() == null ? "" : marked.getContext();
        var at = YamlParser.positionOf(path, marked.getProblemMark());
        var begin = marked.getContextMark().isPresent() ? YamlParser.positionOf(path, marked.getContextMark()) : at;
        if (problem.startsWith("mapping values are not allowed")) {
            return strayColon(at);
        }
        if (problem.startsWith("expected <block end>")) {
            return longQuote == null ? endOfBlock(at, problem) : lateQuote(longQuote, at);
        }
        if (problem.startsWith("sequence entries are not allowed")) {
            return mistake(at, "a list item ('- ') stands behind other text", "each '- ' on a line of its own", "");
        }
        if (problem.contains("could not find expected ':'")) {
            return withoutColon(begin);
        }
        if (problem.contains("TAB")) {
            return mistake(at, "a tab in the indentation", "spaces", "replace the tab by spaces");
        }
        if (problem.contains("that cannot start any token")) {
            return mistake(
                    at,
                    "a value cannot begin with " + Diagnostic.quote(characterAt(at)),
                    "",
                    "put the value in quotes");
        }
        if (context.contains("quoted scalar")) {
            return problem.contains("escape")
                    ? mistake(
                            at,
                            "unknown escape " + Diagnostic.quote("\\" + characterAt(at)),
                            "an escape such as \\n or \\\"",
                            "write \\\\ for a backslash, or use single quotes")
                    : mistake(begin, "this quote is never closed", "", "close it on the same line");
        }
        if (context.contains("parsing a flow")) {
            return flow(open.stream().filter(this::isBracket).toList(), at, last);
        }
        if (problem.contains("<document start>")) {
            int end = endOfDocument(at.line());
            return mistake(
                    end == 0 ? at : new Position(path, end, 1),
                    end == 0
                            ? "text after the end of the document"
                            : "the document ends here ('...'), and more follows",
                    "one document in a file",
                    "remove it");
        }
        return mistake(at, "not valid YAML: " + oneLine(problem), "", "");
    }

    private static Diagnostic lateQuote(Position quote, Position end) {
        return mistake(quote, "this quote is closed only on line " + end.line(), "", "close it where the value ends");
    }

    private Diagnostic strayColon(Position colon) {
        var line = line(colon.line());
        var beforeColon = prefix(line, colon.column() - 1);
        int firstColon = beforeColon.indexOf(": ");
        if (firstColon >= 0) {
            return mistake(
                    colon,
                    "a second ': ' on this line",
                    "one 'key: value' on a line",
                    "put the value after the first ':' in quotes");
        }
        int above = lineAbove(colon.line());
        if (above == 0) {
            return mistake(colon, "a ':' is not possible here", "'key: value'", "");
        }
        var lineAbove = line(above);
        int indent = indentOf(line);
        int indentAbove = indentOf(lineAbove);
        if (indent > indentAbove && lineAbove.contains(": ")) {
            if (isUsedAbove(indent, above)) {
                return outOfLine(above, indent);
            }
            return mistake(
                    new Position(path, colon.line(), indent + 1),
                    "this line is indented deeper than line " + above + ", which already has a value",
                    indentAbove + keyColumnShift(lineAbove) + " spaces, like line " + above,
                    "");
        }
        return withoutColon(new Position(path, above, indentAbove + 1));
    }

    private Diagnostic withoutColon(Position at) {
        var text = line(at.line()).strip();
        int colon = text.indexOf(':');
        return mistake(
                at,
                Diagnostic.quote(text) + " is not 'key: value'",
                "a key, ':', a space, and the value",
                colon > 0 && colon + 1 < text.length() && text.charAt(colon + 1) != ' '
                        ? "put a space after the ':'"
                        : "");
    }

    private Diagnostic endOfBlock(Position at, String problem) {
        var line = line(at.line());
        if (at.column() - 1 > indentOf(line)) {
            return mistake(
                    at,
                    "text behind a value that has ended: "
                            + Diagnostic.quote(line.substring(Math.min(at.column() - 1, line.length()))),
                    "one value after a ':'",
                    "put the whole value in quotes");
        }
        int like = lineWithSameOrLessIndent(at.line());
        var expected = like == 0 ? "" : indentOf(line(like)) + " spaces, like line " + like;
        if (problem.contains("found '-'")) {
            return mistake(
                    at,
                    "a list item stands where the list above has already ended on line " + like,
                    "the lines between its items indented deeper than their '- '",
                    "the indentation of this file seems to be lost: indent each field below the entry or field it"
                            + " belongs to");
        }
        boolean deeper = like > 0 && indentOf(line) > indentOf(line(like));
        if (deeper && isUsedAbove(indentOf(line), like)) {
            return outOfLine(like, indentOf(line));
        }
        var fix = "correct the number of spaces here" + (deeper ? " or on line " + like : "");
        return mistake(at, "the indentation of this line fits no line above it", expected, fix);
    }

    /** Whether a line above {@code number} is indented by {@code indent}: then that of line {@code number} is the odd one. */
    private boolean isUsedAbove(int indent, int number) {
        return IntStream.range(1, number).anyMatch(above -> hasContent(line(above)) && indentOf(line(above)) == indent);
    }

    private Diagnostic outOfLine(int number, int next) {
        int indent = indentOf(line(number));
        return mistake(
                new Position(path, number, indent + 1),
                "this line is indented less than the lines around it",
                "as many spaces as its group has",
                "the lines below it that are indented by " + next + " spaces belong to nothing as it is");
    }

    /** The line that ends the document above {@code number}; 0 if there is none. */
    private int endOfDocument(int number) {
        return IntStream.range(1, number)
                .filter(above -> line(above).startsWith("..."))
                .max()
                .orElse(0);
    }

    // ---- brackets

    private boolean isBracket(Position at) {
        return "[{".contains(characterAt(at));
    }

    private static String closing(String bracket) {
        return bracket.equals("[") ? "]" : "}";
    }

    /** @param brackets those that are open, innermost first */
    private Diagnostic flow(List<Position> brackets, Position at, @Nullable Position last) {
        var found = characterAt(at);
        if (brackets.isEmpty()) {
            return unexpected(at);
        }
        var begin = brackets.getFirst();
        var wanted = closing(characterAt(begin));
        if (found.equals("]") || found.equals("}")) {
            return wrongBracket(brackets, at);
        }
        boolean closedHere = line(at.line()).contains(wanted);
        boolean strayColon = found.equals(":") && !isKey(line(at.line()));
        if (at.line() == begin.line() || closedHere || strayColon) {
            return unexpected(at);
        }
        boolean over = line(at.line()).isEmpty() || line(at.line()).startsWith("---");
        if (over && isNested(begin.line(), at.line())) {
            int end = lineAbove(at.line());
            return mistake(
                    new Position(path, end, line(end).length() + 1),
                    "the '" + characterAt(begin) + "' of line " + begin.line()
                            + " is not closed at the end of the file",
                    "'" + wanted + "'",
                    "");
        }
        // A key, a list item, less indentation, the end of the file: what follows the brackets has begun.
        boolean left = found.equals(":")
                || found.equals("-")
                || indentOf(line(at.line())) <= indentOf(line(begin.line())) && isKey(line(at.line()))
                || over;
        if (left) {
            return mistake(begin, "this '" + characterAt(begin) + "' is never closed", "'" + wanted + "'", "");
        }
        if (last != null && last.line() < at.line()) {
            return mistake(
                    last,
                    "no ',' stands between this value and what begins on line " + at.line(),
                    "a ',' between values",
                    "");
        }
        return unexpected(at);
    }

    private Diagnostic unexpected(Position at) {
        return mistake(
                at,
                "unexpected " + Diagnostic.quote(characterAt(at)) + " inside of brackets",
                "a value, ',' or the closing bracket",
                "");
    }

    /** A bracket that closes another one than is open: one of the two is wrong, and the indentation tells which. */
    private Diagnostic wrongBracket(List<Position> brackets, Position at) {
        var found = characterAt(at);
        var begin = brackets.getFirst();
        var wanted = "'" + closing(characterAt(begin)) + "'";
        int indent = indentOf(line(at.line()));
        var meant = brackets.stream()
                .skip(1)
                .filter(outer -> closing(characterAt(outer)).equals(found) && indentOf(line(outer.line())) == indent)
                .findFirst();
        boolean forgotten = at.column() == indent + 1
                && meant.isPresent()
                && (meant.orElse(begin).line() == begin.line() || !isNested(begin.line(), at.line()));
        return forgotten
                ? mistake(
                        begin,
                        "this '" + characterAt(begin) + "' is not closed before the '" + found + "' of line "
                                + at.line(),
                        wanted,
                        "")
                : mistake(
                        at,
                        "'" + found + "' does not close the '" + characterAt(begin) + "' of line " + begin.line(),
                        wanted,
                        "");
    }

    /** Whether all lines between the two are indented deeper than the first. */
    private boolean isNested(int number, int end) {
        return IntStream.range(number + 1, end)
                .filter(below -> hasContent(line(below)))
                .allMatch(below -> indentOf(line(below)) > indentOf(line(number)));
    }

    // ---- lines

    private int lineAbove(int number) {
        for (int above = number - 1; above > 0; above--) {
            if (hasContent(line(above))) {
                return above;
            }
        }
        return 0;
    }

    private int lineWithSameOrLessIndent(int number) {
        int indent = indentOf(line(number));
        for (int above = number - 1; above > 0; above--) {
            if (hasContent(line(above)) && indentOf(line(above)) <= indent) {
                return above;
            }
        }
        return 0;
    }

    private static boolean hasContent(String line) {
        var text = line.strip();
        return !text.isEmpty() && text.charAt(0) != '#';
    }

    private static boolean isKey(String line) {
        return line.matches("\\s*\\w+:( .*)?");
    }

    private static int indentOf(String line) {
        int spaces = 0;
        while (spaces < line.length() && line.charAt(spaces) == ' ') {
            spaces++;
        }
        return spaces;
    }

    /** The fields of a list item stand below its first key, two further than its dash. */
    private static int keyColumnShift(String line) {
        return line.strip().startsWith("- ") ? 2 : 0;
    }

    private static String prefix(String line, int length) {
        return line.substring(0, Math.min(length, line.length()));
    }

    private String line(int number) {
        if (number < 1 || number > starts.length) {
            return "";
        }
        int end = number < starts.length ? starts[number] : text.length();
        return text.substring(starts[number - 1], end).stripTrailing();
    }

    private String characterAt(Position at) {
        var line = line(at.line());
        return at.column() >= 1 && at.column() <= line.length()
                ? line.substring(at.column() - 1, at.column())
                : "the end of the line";
    }

    private static String oneLine(String problem) {
        return problem.replaceAll("[\\s\\p{Cntrl}]+", " "); // the end of the text is a NUL in the library's words
    }

    private static Diagnostic mistake(Position at, String what, String expected, String fix) {
        return new Diagnostic(at, Diagnostic.Severity.ERROR, what, expected, fix, Finding.YAML);
    }
}
