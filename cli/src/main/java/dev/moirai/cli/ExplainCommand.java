package dev.moirai.cli;

import dev.moirai.app.boot.BootPlan;
import dev.moirai.app.boot.BootPlan.Step;
import dev.moirai.app.boot.Explanation;
import dev.moirai.app.schema.Entry;
import dev.moirai.app.schema.EntryId;
import dev.moirai.app.source.Nearest;
import dev.moirai.script.ScriptProject;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code moirai explain}: what {@code run} would start and in which order, told from the plan that it carries out. */
@Command(
        name = "explain",
        customSynopsis = "moirai explain [-hV] [FOLDER] [NAMESPACE:NAME]",
        description = {
            "Tells what 'moirai run' would start, in which order, and what does not start by itself.",
            "With an entry, tells of that one: what it needs, what needs it, and what is restarted, stopped or told when it"
                    + " dies."
        })
final class ExplainCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs any command
    private CommandSpec spec;

    @Parameters(
            arity = "0..2",
            paramLabel = "FOLDER | NAMESPACE:NAME",
            description = "The folder of the project (default: this folder), and the entry to tell of.")
    private List<String> targets = List.of();

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        var ids = targets.stream().filter(target -> target.contains(":")).toList();
        var folders = targets.stream().filter(target -> !target.contains(":")).toList();
        if (ids.size() > 1 || folders.size() > 1) {
            throw new ParameterException(
                    spec.commandLine(), "one folder and one entry at most; an entry is written namespace:name");
        }
        Path folder = Path.of(folders.isEmpty() ? "." : folders.getFirst());
        ScriptProject project = ProjectFolder.load(folder, err);
        if (!project.ok()) {
            return ExitCode.USAGE;
        }
        PrintWriter out = spec.commandLine().getOut();
        if (ids.isEmpty()) {
            explain(project, out);
            return ExitCode.OK;
        }
        var entry = EntryId.parse(ids.getFirst(), "").flatMap(project.project()::find);
        if (entry.isEmpty()) {
            var known = project.project().entries().stream()
                    .map(each -> each.id().toString())
                    .toList();
            String near = Nearest.suggestion(ids.getFirst(), known);
            err.println(folder + ": there is no entry '" + ids.getFirst() + "'; "
                    + (near.isEmpty() ? "'moirai list' shows all of them" : near));
            return ExitCode.USAGE;
        }
        explain(entry.get(), project, out);
        return ExitCode.OK;
    }

    private static void explain(ScriptProject project, PrintWriter out) {
        List<List<Step>> levels = project.plan().levels();
        if (levels.isEmpty()) {
            out.println("Nothing starts: no entry has lifecycle.auto_start.");
        } else {
            out.println("Starts in this order, and stops in the reverse:");
        }
        int widest = widest(project.plan().steps().stream().map(Step::id));
        for (int level = 0; level < levels.size(); level++) {
            String number = "%3d. ".formatted(level + 1);
            for (Step step : levels.get(level)) {
                out.println(number + row(step.id(), step.service().described(), widest));
                number = " ".repeat(number.length());
            }
        }
        List<Entry<?>> others = project.project().entries().stream()
                .filter(entry -> project.plan().find(entry.id()).isEmpty())
                .toList();
        if (!others.isEmpty()) {
            out.println("Does not start by itself:");
            int width = widest(others.stream().map(Entry::id));
            others.forEach(
                    entry -> out.println("     " + row(entry.id(), entry.kind().name(), width)));
        }
    }

    private static void explain(Entry<?> entry, ScriptProject project, PrintWriter out) {
        BootPlan plan = project.plan();
        out.println(entry.id() + " is a " + entry.kind() + ", written at " + entry.at() + ".");
        plan.find(entry.id())
                .ifPresentOrElse(
                        step -> {
                            out.println("It starts as number " + (step.level() + 1) + " of "
                                    + plan.levels().size() + ".");
                            out.println(sentence("It needs ", step.needs(), "It needs nothing."));
                            out.println(sentence(
                                    "Cannot run without it: ",
                                    plan.dependents(entry.id()),
                                    "Nothing else needs it to run."));
                        },
                        () -> out.println("It does not start by itself."));
        var users = project.project().entries().stream()
                .filter(other -> other.references().stream()
                        .anyMatch(reference -> reference.target().equals(entry.id())))
                .map(Entry::id)
                .toList();
        out.println(sentence("Named by ", users, "No other entry names it."));
        explainItsEnd(entry, project, out);
    }

    private static void explainItsEnd(Entry<?> entry, ScriptProject project, PrintWriter out) {
        var lines = new ArrayList<>(new Explanation(project.project(), project.plan()).whenItDies(entry.id()));
        project.spawns(entry.id())
                .forEach(spawn -> lines.add(spawn.by() + " " + spawn.consequence() + " (" + spawn.at() + ")"));
        if (!lines.isEmpty()) {
            out.println();
            out.println("When it dies:");
            lines.forEach(line -> out.println("  " + line));
        }
    }

    private static String sentence(String beginning, Collection<EntryId> ids, String none) {
        return ids.isEmpty()
                ? none
                : ids.stream().sorted().map(EntryId::toString).collect(Collectors.joining(", ", beginning, "."));
    }

    private static int widest(Stream<EntryId> ids) {
        return ids.mapToInt(id -> id.toString().length()).max().orElse(0);
    }

    private static String row(EntryId id, String what, int widest) {
        return id + " ".repeat(widest - id.toString().length() + 2) + what;
    }
}
