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

    private final Found found;
    private final Finding code;

    private Diagnostics(Found found, Finding code) {
        this.found = found;
        this.code = code;
    }

    /** No mistakes yet; those to come are of the sort {@code code}. */
    public Diagnostics(Finding code) {
        this(new Found(), code);
    }

    /** The same collection, for mistakes of another sort. */
    public Diagnostics of(Finding other) {
        return new Diagnostics(found, other);
    }

    /** Adds an error; {@code expected} and {@code fix} may be empty. */
    public void error(Position at, String what, String expected, String fix) {
        add(new Diagnostic(at, Diagnostic.Severity.ERROR, what, expected, fix, code));
    }

    /** Adds a warning; {@code expected} and {@code fix} may be empty. */
    public void warning(Position at, String what, String expected, String fix) {
        add(new Diagnostic(at, Diagnostic.Severity.WARNING, what, expected, fix, code));
    }

    /** Adds a diagnostic made elsewhere. */
    public void add(Diagnostic diagnostic) {
        found.add(diagnostic);
    }

    /** How many errors were reported, kept or not. */
    public int errors() {
        return found.errors;
    }

    /** Every mistake in reading order; when some were left off, the last one says how many. */
    public List<Diagnostic> list() {
        var sorted = new ArrayList<>(found.kept);
        sorted.sort(null);
        if (found.left > 0) {
            var last = sorted.getLast();
            sorted.add(new Diagnostic(
                    Position.of(last.at().path()),
                    found.errors > 0 ? Diagnostic.Severity.ERROR : Diagnostic.Severity.WARNING,
                    found.left + " more mistakes are not shown",
                    "",
                    "correct the ones above first",
                    last.code()));
        }
        return List.copyOf(sorted);
    }

    /** What was found, whatever its sort. */
    private static final class Found {
        private final List<Diagnostic> kept = new ArrayList<>();
        private int errors;
        private int left;

        private void add(Diagnostic diagnostic) {
            if (diagnostic.isError()) {
                errors++;
            }
            if (kept.size() < MOST) {
                kept.add(diagnostic);
            } else {
                left++;
            }
        }
    }
}
