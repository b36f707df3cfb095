package dev.moirai.cli;

import dev.moirai.app.reference.Json;
import dev.moirai.app.source.Data;
import dev.moirai.app.source.Diagnostic;
import dev.moirai.script.ScriptProject;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code moirai check}: every mistake in a project that can be found without running it. */
@Command(
        name = "check",
        description = {
            "Looks for mistakes in a project without running it.",
            "Each is one line: path:line:column: what is wrong; what was expected; what to do.",
            "The exit code is 0 if nothing is wrong, 1 if there are only warnings, and 2 if the project cannot run.",
            "With --json, a list of objects with the fields file, line, column (null for a whole file), severity (error or"
                    + " warning), code (the sort of mistake, such as lua-syntax), message, expected and hint."
        })
final class CheckCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs any command
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs any command
    private ProjectFolder folder;

    @Option(names = "--json", description = "Prints what was found as JSON, and nothing else.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        ScriptProject project = json
                ? ScriptProject.load(folder.path())
                : folder.load(spec.commandLine().getErr());
        if (json) {
            out.println(Json.write(new Data.Items(
                    project.diagnostics().stream().<Data>map(CheckCommand::data).toList())));
        } else {
            summarize(project, out);
        }
        if (!project.ok()) {
            return ExitCode.USAGE;
        }
        return project.diagnostics().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private static void summarize(ScriptProject project, PrintWriter out) {
        long errors = project.diagnostics().stream().filter(Diagnostic::isError).count();
        out.println("Checked " + counted(project.project().entries().size(), "entry", "entries") + ": "
                + counted(errors, "error", "errors") + ", "
                + counted(project.diagnostics().size() - errors, "warning", "warnings"));
    }

    private static String counted(long count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }

    private static Data.Fields data(Diagnostic found) {
        var fields = new LinkedHashMap<String, Data>();
        boolean whole = found.at().line() == 0;
        fields.put("file", new Data.Text(found.at().path()));
        fields.put("line", whole ? new Data.Null() : new Data.Whole(found.at().line()));
        fields.put("column", whole ? new Data.Null() : new Data.Whole(found.at().column()));
        fields.put("severity", new Data.Text(found.isError() ? "error" : "warning"));
        fields.put("code", new Data.Text(found.code().toString()));
        fields.put("message", new Data.Text(found.what()));
        fields.put("expected", new Data.Text(found.expected()));
        fields.put("hint", new Data.Text(found.fix()));
        return new Data.Fields(fields);
    }
}
