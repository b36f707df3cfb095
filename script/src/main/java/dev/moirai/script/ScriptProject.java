package dev.moirai.script;

import dev.moirai.app.boot.BootPlan;
import dev.moirai.app.project.Loaded;
import dev.moirai.app.project.Project;
import dev.moirai.app.project.ProjectLoader;
import dev.moirai.app.source.Diagnostic;
import dev.moirai.app.source.Diagnostics;
import dev.moirai.script.kind.LuaKinds;
import dev.moirai.script.process.Program;
import dev.moirai.script.resource.Variables;
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
    private final BootPlan plan;
    private final List<Diagnostic> diagnostics;

    private ScriptProject(Project project, BootPlan plan, Map<String, Program> programs, List<Diagnostic> diagnostics) {
        this.project = project;
        this.plan = plan;
        this.programs = programs;
        this.diagnostics = diagnostics;
    }

    /** Reads and compiles the project in {@code folder}. Never throws for what the folder holds, and runs nothing of it. */
    public static ScriptProject load(Path folder) {
        Loaded loaded = new ProjectLoader(LuaKinds.ALL).load(folder);
        var compiler = new ProgramCompiler(loaded.project());
        Map<String, Program> programs = compiler.compileAll();
        var planning = new Diagnostics();
        Variables.check(loaded.project(), planning);
        BootPlan plan = BootPlan.of(loaded.project(), planning);
        var diagnostics = new ArrayList<>(loaded.diagnostics());
        diagnostics.addAll(compiler.diagnostics());
        if (loaded.ok()) { // of a project with mistakes, the plan only repeats what they lead to
            diagnostics.addAll(planning.list());
        }
        diagnostics.sort(null);
        return new ScriptProject(loaded.project(), plan, programs, List.copyOf(diagnostics));
    }

    /** Its entries, also those that are no code. */
    public Project project() {
        return project;
    }

    /** What starts with it, and in which order. */
    public BootPlan plan() {
        return plan;
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
