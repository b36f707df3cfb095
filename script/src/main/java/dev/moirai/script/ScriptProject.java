package dev.moirai.script;

import dev.moirai.app.project.Loaded;
import dev.moirai.app.project.Project;
import dev.moirai.app.project.ProjectLoader;
import dev.moirai.app.source.Diagnostic;
import dev.moirai.script.kind.LuaKinds;
import dev.moirai.script.process.Program;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A project folder, read and compiled, but not running.
 *
 * <pre>{@code
 * ScriptProject project = ScriptProject.load(Path.of("examples/worker-pool"));
 * project.diagnostics().forEach(System.err::println);
 * if (project.ok()) {
 *     Application.start(project, ApplicationOptions.DEFAULT);
 * }
 * }</pre>
 */
public final class ScriptProject {
    private final Project project;
    private final Map<String, Program> programs;
    private final List<Diagnostic> diagnostics;

    private ScriptProject(Project project, Map<String, Program> programs, List<Diagnostic> diagnostics) {
        this.project = project;
        this.programs = programs;
        this.diagnostics = diagnostics;
    }

    /** Reads and compiles the project in {@code folder}. Never throws for what the folder holds, and runs nothing of it. */
    public static ScriptProject load(Path folder) {
        Loaded loaded = new ProjectLoader(LuaKinds.ALL).load(folder);
        var compiler = new ProgramCompiler(loaded.project());
        Map<String, Program> programs = compiler.compileAll();
        var diagnostics = new ArrayList<>(loaded.diagnostics());
        diagnostics.addAll(compiler.diagnostics());
        diagnostics.sort(null);
        return new ScriptProject(loaded.project(), programs, List.copyOf(diagnostics));
    }

    /** Its entries, also those that are no code. */
    public Project project() {
        return project;
    }

    /** Every mistake and warning in reading order. */
    public List<Diagnostic> diagnostics() {
        return diagnostics;
    }

    /** True if the project can be run. */
    public boolean ok() {
        return diagnostics.stream().noneMatch(Diagnostic::isError);
    }

    Map<String, Program> programs() {
        return programs;
    }
}
