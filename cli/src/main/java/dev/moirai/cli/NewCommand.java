package dev.moirai.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code moirai new}: a folder with a small project that runs, to change into one's own. */
@Command(name = "new", description = "Makes a folder with a small project that runs, and a test.")
final class NewCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs any command
    private CommandSpec spec;

    @Parameters(paramLabel = "FOLDER", description = "The folder to make; it may exist if it is empty.")
    @SuppressWarnings("NullAway.Init") // picocli sets it, or refuses to run the command
    private Path folder;

    @Option(
            names = {"-t", "--template"},
            paramLabel = "NAME",
            defaultValue = "service",
            description = "What to begin with: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // picocli sets it to the default
    private Template template;

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        if (Files.exists(folder) && !isEmptyFolder(folder)) {
            err.println("moirai: " + folder
                    + " exists and is not an empty folder; choose another name, or empty it first.");
            return ExitCode.USAGE;
        }
        try {
            template.write(
                    folder, folder.toAbsolutePath().normalize().getFileName().toString());
        } catch (FileSystemException e) {
            err.println("moirai: " + e.getFile() + " cannot be written"
                    + (e.getReason() == null ? "" : ": " + e.getReason()) + ".");
            return ExitCode.SOFTWARE;
        }
        spec.commandLine().getOut().printf("Made %s: %s. Try: moirai run %s%n", folder, template.description(), folder);
        return ExitCode.OK;
    }

    private static boolean isEmptyFolder(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return false;
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.findAny().isEmpty();
        }
    }
}
