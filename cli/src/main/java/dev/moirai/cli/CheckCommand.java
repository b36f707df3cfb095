package dev.moirai.cli;

import dev.moirai.app.source.Diagnostic;
import dev.moirai.script.ScriptProject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code moirai check}: every mistake in a project that can be found without running it. */
@Command(
        name = "check",
        description = {
            "Looks for mistakes in a project without running it.",
            "Each is one line: path:line:column: what is wrong; what was expected; what to do."
        })
final class CheckCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs any command
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs any command
    private ProjectFolder folder;

    @Override
    public Integer call() {
        ScriptProject project = folder.load(spec.commandLine().getErr());
        long errors = project.diagnostics().stream().filter(Diagnostic::isError).count();
        spec.commandLine()
                .getOut()
                .printf(
                        "Checked %d entries: %d errors, %d warnings%n",
                        project.project().entries().size(),
                        errors,
                        project.diagnostics().size() - errors);
        return project.ok() ? ExitCode.OK : ExitCode.USAGE;
    }
}
