package dev.moirai.cli;

import dev.moirai.app.schema.Entry;
import dev.moirai.script.ScriptProject;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code moirai list}: what a project is made of. */
@Command(name = "list", description = "Lists the entries of a project: id, kind, and where each is written.")
final class ListCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs any command
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs any command
    private ProjectFolder folder;

    @Override
    public Integer call() {
        ScriptProject project = folder.load(spec.commandLine().getErr());
        Collection<Entry<?>> entries = project.project().entries();
        int widest = entries.stream()
                .mapToInt(entry -> entry.id().toString().length())
                .max()
                .orElse(0);
        PrintWriter out = spec.commandLine().getOut();
        for (Entry<?> entry : entries) {
            out.printf("%-" + (widest + 2) + "s%-20s%s%n", entry.id(), entry.kind(), entry.at());
        }
        return project.ok() ? ExitCode.OK : ExitCode.USAGE;
    }
}
