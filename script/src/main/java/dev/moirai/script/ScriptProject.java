package dev.moirai.script;

import dev.moirai.app.boot.BootPlan;
import dev.moirai.app.boot.Service;
import dev.moirai.app.project.Loaded;
import dev.moirai.app.project.Project;
import dev.moirai.app.project.ProjectLoader;
import dev.moirai.app.schema.Entry;
import dev.moirai.app.schema.EntryId;
import dev.moirai.app.schema.Reference;
import dev.moirai.app.source.Diagnostic;
import dev.moirai.app.source.Diagnostics;
import dev.moirai.app.source.Finding;
import dev.moirai.script.check.CodeCheck;
import dev.moirai.script.check.Mentions;
import dev.moirai.script.check.SpawnSite;
import dev.moirai.script.kind.LuaCode;
import dev.moirai.script.kind.LuaKinds;
import dev.moirai.script.kind.TestCase;
import dev.moirai.script.process.Program;
import dev.moirai.script.resource.Variables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
    /** An entry and a line of its code, as error messages name them. */
    private static final Pattern CODE_LINE = Pattern.compile("([\\w.-]+:[\\w.-]+):(\\d{1,9})\\b");

    private final Project project;
    private final Map<String, Program> programs;
    private final Map<EntryId, Mentions> mentions;
    private final BootPlan plan;
    private final List<TestCase> tests;
    private final List<Diagnostic> diagnostics;
    /** Those of the diagnostics that are mistakes in code, by the entry whose code it is. */
    private final Map<EntryId, Diagnostic> broken;

    private ScriptProject(
            Project project,
            BootPlan plan,
            List<TestCase> tests,
            Map<String, Program> programs,
            Map<EntryId, Mentions> mentions,
            Map<EntryId, Diagnostic> broken,
            List<Diagnostic> diagnostics) {
        this.project = project;
        this.plan = plan;
        this.tests = tests;
        this.programs = programs;
        this.mentions = mentions;
        this.broken = broken;
        this.diagnostics = List.copyOf(diagnostics);
    }

    /** Reads and compiles the project in {@code folder}. Never throws for what the folder holds, and runs nothing of it. */
    public static ScriptProject load(Path folder) {
        Loaded loaded = new ProjectLoader(LuaKinds.ALL).load(folder);
        Project project = loaded.project();
        var compiler = new ProgramCompiler(project);
        Map<String, Program> programs = compiler.compileAll();
        Map<EntryId, Mentions> mentions = compiler.mentions();
        var planning = new Diagnostics(Finding.PLAN);
        Variables.check(project, planning);
        BootPlan plan = BootPlan.of(project, planning);
        var testing = new Diagnostics(Finding.TEST);
        List<TestCase> tests = TestCase.all(project, testing);
        var diagnostics = new ArrayList<>(loaded.diagnostics());
        diagnostics.addAll(compiler.mistakes().values());
        diagnostics.addAll(testing.list());
        if (loaded.ok()) { // of a project with mistakes, these would only repeat what they lead to
            CodeCheck.run(project, mentions, planning);
            diagnostics.addAll(planning.list());
        }
        diagnostics.sort(null);
        return new ScriptProject(project, plan, tests, programs, mentions, compiler.mistakes(), diagnostics);
    }

    /**
     * This project for running a few of its entries: of its services only {@code services} start, and what they need, beside
     * hosts and what has no process. Mistakes in code count only where it is code of {@code needed}.
     */
    public ScriptProject only(Set<EntryId> services, Set<EntryId> needed) {
        var wanted = new HashSet<>(services);
        for (BootPlan.Step step : plan.steps().reversed()) { // what a step needs comes before it
            if (wanted.contains(step.id())) {
                wanted.addAll(step.needs());
            }
        }
        var steps = plan.steps().stream()
                .filter(step -> wanted.contains(step.id())
                        || step.service() instanceof Service.Host
                        || step.service() instanceof Service.Passive)
                .toList();
        var elsewhere = broken.entrySet().stream()
                .filter(mistake -> !needed.contains(mistake.getKey()))
                .map(Map.Entry::getValue)
                .collect(Collectors.toSet());
        var left =
                diagnostics.stream().filter(found -> !elsewhere.contains(found)).toList();
        return new ScriptProject(project, new BootPlan(steps), tests, programs, mentions, broken, left);
    }

    /** Its entries, also those that are no code. */
    public Project project() {
        return project;
    }

    /** What starts with it, and in which order. */
    public BootPlan plan() {
        return plan;
    }

    /** Its tests, in the order they run. */
    public List<TestCase> tests() {
        return tests;
    }

    /** Every mistake and warning in reading order. */
    public List<Diagnostic> diagnostics() {
        return diagnostics;
    }

    /** True if the project can be run. */
    public boolean ok() {
        return diagnostics.stream().noneMatch(Diagnostic::isError);
    }

    /** The entries that {@code id} names, in its fields or as texts in its code; also those that do not fit there. */
    public Set<EntryId> namedBy(EntryId id) {
        var fields = project.find(id).stream()
                .flatMap(entry -> entry.references().stream())
                .map(Reference::target);
        Mentions code = mentions.get(id);
        Stream<EntryId> texts =
                code == null ? Stream.empty() : code.texts().stream().flatMap(text -> EntryId.parse(text, "").stream());
        return Stream.concat(fields, texts).filter(project.byId()::containsKey).collect(Collectors.toSet());
    }

    /** Where code spawns {@code id}, and what its end means to who does; only what can be seen without running the code. */
    public List<SpawnSite> spawns(EntryId id) {
        var sites = new ArrayList<SpawnSite>();
        for (Entry<?> entry : project.entries()) {
            Mentions code = mentions.get(entry.id());
            if (code != null) {
                LuaCode.of(entry).ifPresent(text -> sites.addAll(SpawnSite.in(entry.id(), code, text, id.toString())));
            }
        }
        sites.sort(Comparator.comparing(SpawnSite::at));
        return sites;
    }

    /** {@code text}, an error message or a stack, with files where code is named by entry: {@code src/a.lua:3} for {@code app:a:3}. */
    public String inFiles(String text) {
        return CODE_LINE.matcher(text).replaceAll(found -> {
            Optional<String> file = EntryId.parse(found.group(1), "")
                    .flatMap(project::find)
                    .flatMap(LuaCode::of)
                    .map(code -> code.source().at())
                    .map(begin -> begin.path() + ":" + (begin.line() + Integer.parseInt(found.group(2)) - 1));
            return Matcher.quoteReplacement(file.orElse(found.group()));
        });
    }

    Map<String, Program> programs() {
        return programs;
    }
}
