package dev.moirai.app.project;

import dev.moirai.app.source.Diagnostic;
import java.util.List;

/**
 * What came of reading a project.
 *
 * @param project the entries that are valid; all of the project's if {@link #ok}
 * @param diagnostics every mistake and warning in reading order
 */
public record Loaded(Project project, List<Diagnostic> diagnostics) {
    public Loaded {
        diagnostics = List.copyOf(diagnostics);
    }

    /** True if the project can be run. */
    public boolean ok() {
        return diagnostics.stream().noneMatch(Diagnostic::isError);
    }
}
