package dev.moirai.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** A failure that is our own mistake: one line for the person, the whole trace in a file to send us. */
record BugReport(Throwable failure, @Nullable Path file) {

    /** Writes the trace of {@code failure} to a new file; where no file can be written the report is without one. */
    static BugReport of(Throwable failure) {
        try {
            Path file = Files.createTempFile("moirai-bug-", ".txt");
            try (var out = new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8))) {
                out.printf(
                        "moirai %s, JDK %s, %s%n%n",
                        VersionCommand.version(), Runtime.version(), System.getProperty("os.name"));
                failure.printStackTrace(out);
            }
            return new BugReport(failure, file);
        } catch (IOException _) {
            return new BugReport(failure, null);
        }
    }

    /** Prints the one line and returns the exit code. */
    int tell(PrintWriter out) {
        String where = Optional.ofNullable(file)
                .map(path -> "with the file " + path)
                .orElse("with what you did, for the report could not be written to "
                        + System.getProperty("java.io.tmpdir"));
        out.println("moirai: internal error: " + oneLine(failure) + ". This is a bug in moirai; please report it "
                + where + ".");
        out.flush();
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static String oneLine(Throwable failure) {
        return failure.toString()
                .lines()
                .findFirst()
                .orElseGet(() -> failure.getClass().getName());
    }
}
