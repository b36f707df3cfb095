package dev.moirai.app.source;

import java.util.ArrayList;
import java.util.List;

/**
 * The mistakes found so far. A project is read to its end and all of them are told at once.
 *
 * <p>Bounded: a file that is wrong from top to bottom must not bury the reader, so only the first {@value #MOST} are kept
 * and the rest are counted. Not thread-safe; one loading owns one.
 */
public final class Diagnostics {
    private static final int MOST = 500;

    private final List<Diagnostic> found = new ArrayList<>();
    private int errors;
    private int left;

    /** No mistakes yet. */
    public Diagnostics() {}

    /** Adds an error; {@code expected} and {@code fix} may be empty. */
    public void error(Position at, String what, String expected, String fix) {
        add(Diagnostic.error(at, what, expected, fix));
    }

    /** Adds a warning; {@code expected} and {@code fix} may be empty. */
    public void warning(Position at, String what, String expected, String fix) {
        add(Diagnostic.warning(at, what, expected, fix));
    }

    /** Adds a diagnostic made elsewhere. */
    public void add(Diagnostic diagnostic) {
        if (diagnostic.isError()) {
            errors++;
        }
        if (found.size() < MOST) {
            found.add(diagnostic);
        } else {
            left++;
        }
    }

    /** How many errors were reported, kept or not. */
    public int errors() {
        return errors;
    }

    /** Every mistake in reading order; when some were left off, the last one says how many. */
    public List<Diagnostic> list() {
        var sorted = new ArrayList<>(found);
        sorted.sort(null);
        if (left > 0) {
            var last = sorted.getLast();
            sorted.add(new Diagnostic(
                    Position.of(last.at().path()),
                    errors > 0 ? Diagnostic.Severity.ERROR : Diagnostic.Severity.WARNING,
                    left + " more mistakes are not shown",
                    "",
                    "correct the ones above first"));
        }
        return List.copyOf(sorted);
    }
}
