package dev.moirai.cli;

import dev.moirai.script.ScriptProject;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/** The argument of every command that works on a project. */
final class ProjectFolder {

    @Parameters(
            paramLabel = "FOLDER",
            arity = "0..1",
            defaultValue = ".",
            description = "The folder of the project, which has 'src' in it (default: this folder).")
    @SuppressWarnings("NullAway.Init") // picocli sets it to the default
    private Path folder;

    Path path() {
        return folder;
    }

    /** Reads the project and prints every mistake and warning, a line each. */
    ScriptProject load(PrintWriter err) {
        return load(folder, err);
    }

    /** As {@link #load(PrintWriter)}, of a folder that a command knows otherwise. */
    static ScriptProject load(Path folder, PrintWriter err) {
        ScriptProject project;
        try (var _ = Progress.of(err, () -> "reading " + folder)) {
            project = ScriptProject.load(folder);
        }
        project.diagnostics().forEach(err::println);
        err.flush();
        return project;
    }
}
