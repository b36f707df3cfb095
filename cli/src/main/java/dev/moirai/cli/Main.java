package dev.moirai.cli;

import dev.moirai.app.schema.GoDuration;
import dev.moirai.app.source.Nearest;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Where the JVM enters: runs one command and exits with its code. */
public final class Main {

    private Main() {}

    /** Runs {@code arguments} as one {@code moirai} command and ends the JVM with its exit code. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        // What stands behind the file is for the Lua program, even if it looks like an option.
        var lua = new CommandLine(new LuaCommand()).setStopAtPositional(true);
        return new CommandLine(new MoiraiCommand())
                .addSubcommand(new RunCommand())
                .addSubcommand(new NewCommand())
                .addSubcommand(new CheckCommand())
                .addSubcommand(new TestCommand())
                .addSubcommand(new ListCommand())
                .addSubcommand(new ExplainCommand())
                .addSubcommand(lua)
                .addSubcommand(new CompletionCommand())
                .addSubcommand(new VersionCommand())
                .registerConverter(Path.class, Main::path)
                .registerConverter(Template.class, Template::named)
                .registerConverter(Duration.class, Main::duration)
                .setColorScheme(CommandLine.Help.defaultColorScheme(
                        Colours.wanted() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF))
                .setParameterExceptionHandler((error, _) -> explainUsage(error))
                .setExecutionExceptionHandler(
                        (failure, command, _) -> BugReport.of(failure).tell(command.getErr()));
    }

    /** An empty name would be this folder; it comes from a variable that is not set, and means none at all. */
    private static Path path(String text) {
        if (text.isEmpty()) {
            throw new TypeConversionException("it is empty; this folder is '.'");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException _) { // bytes that are no text in the user's locale
            throw new TypeConversionException("'" + text + "' cannot be the name of a file here");
        }
    }

    private static Duration duration(String text) {
        return GoDuration.parse(text)
                .filter(Duration::isPositive)
                .orElseThrow(() ->
                        new TypeConversionException("'" + text + "' is not a duration such as 500ms, 10s or 1m30s"));
    }

    /** Says in two lines what is wrong with the command line, where picocli would print the whole help. */
    private static int explainUsage(ParameterException error) {
        CommandLine command = error.getCommandLine();
        PrintWriter out = command.getErr();
        out.println(
                "moirai: " + (error instanceof UnmatchedArgumentException extra ? tooMuch(extra) : firstLine(error)));
        out.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        out.flush();
        return CommandLine.ExitCode.USAGE;
    }

    private static String tooMuch(UnmatchedArgumentException error) {
        CommandLine command = error.getCommandLine();
        String first = error.getUnmatched().getFirst();
        if (error.isUnknownOption()) {
            var options = command.getCommandSpec().optionsMap().keySet();
            return withHint("there is no option '" + first + "'", Nearest.suggestion(first, options));
        }
        if (command.getParent() == null) {
            var commands = command.getSubcommands().keySet();
            return withHint("there is no command '" + first + "'", Nearest.suggestion(first, commands));
        }
        return "'" + first + "' is one argument too many";
    }

    private static String withHint(String what, String hint) {
        return hint.isEmpty() ? what : what + "; " + hint;
    }

    private static String firstLine(Throwable error) {
        return String.valueOf(error.getMessage()).lines().findFirst().orElse("");
    }
}
