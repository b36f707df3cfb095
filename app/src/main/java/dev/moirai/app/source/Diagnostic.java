package dev.moirai.app.source;

import java.util.Comparator;

/**
 * One mistake in a project: where it is, what is wrong, what was expected, and what to do.
 *
 * <p>{@link #toString} is the one line a person reads: {@code path:line:column: what; expected ...; fix}.
 *
 * @param at where the mistake stands
 * @param severity whether the project can run with it
 * @param what what is wrong, naming what was found
 * @param expected what would have been right, or empty when {@code what} says it
 * @param fix what to change, such as {@code did you mean 'workers'?}, or empty when nothing better is known
 * @param code which sort of mistake it is
 */
public record Diagnostic(Position at, Severity severity, String what, String expected, String fix, Finding code)
        implements Comparable<Diagnostic> {
    private static final int LONGEST_QUOTE = 60;
    private static final Comparator<Diagnostic> IN_READING_ORDER = Comparator.comparing(Diagnostic::at)
            .thenComparing(Diagnostic::severity)
            .thenComparing(Diagnostic::what);

    /** What a diagnostic means for the project. */
    public enum Severity {
        /** The project cannot be run. */
        ERROR,
        /** The project runs, but probably not as meant. */
        WARNING
    }

    /** True if the project cannot be run because of this. */
    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /**
     * Text from a user's file, in quotes, on one line and of bounded length, so that no file can tear a message apart.
     */
    public static String quote(String text) {
        var quoted = new StringBuilder("'");
        int shown = 0;
        for (int at = 0; at < text.length(); ) {
            if (shown++ == LONGEST_QUOTE) {
                quoted.append('…');
                break;
            }
            int character = text.codePointAt(at);
            at += Character.charCount(character);
            switch (character) {
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (isPrintable(character)) {
                        quoted.appendCodePoint(character);
                    } else {
                        quoted.append(String.format("\\u%04X", character));
                    }
                }
            }
        }
        return quoted.append('\'').toString();
    }

    private static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
            // Format characters include the bidirectional overrides, which could make a message read as another one.
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    @Override
    public int compareTo(Diagnostic other) {
        return IN_READING_ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        var line = new StringBuilder(at.toString()).append(": ");
        if (severity == Severity.WARNING) {
            line.append("warning: ");
        }
        line.append(what);
        if (!expected.isEmpty()) {
            line.append("; expected ").append(expected);
        }
        if (!fix.isEmpty()) {
            line.append("; ").append(fix);
        }
        return line.toString();
    }
}
