package dev.moirai.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** What became of one {@code moirai} command, run in this JVM. */
record Outcome(int exitCode, String out, String err) {

    static Outcome ofMoirai(String... arguments) {
        return of(Main.commandLine(), arguments);
    }

    static Outcome of(CommandLine command, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int exitCode = command.execute(arguments);
        return new Outcome(exitCode, out.toString(), err.toString());
    }
}
