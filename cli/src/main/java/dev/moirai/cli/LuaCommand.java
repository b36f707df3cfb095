package dev.moirai.cli;

import dev.moirai.lua.Chunk;
import dev.moirai.lua.Environment;
import dev.moirai.lua.Execution;
import dev.moirai.lua.Limits;
import dev.moirai.lua.LuaError;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.Outcome;
import dev.moirai.lua.lib.StandardLibraries;
import dev.moirai.lua.syntax.SyntaxException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code moirai lua}: plain Lua, a file or line by line, without processes. */
@Command(
        name = "lua",
        description = {
            "Runs a Lua file; without one and without code, reads and runs Lua line by line.",
            "The arguments are in '...' and in the table 'arg'. '-' as file is standard input."
        })
final class LuaCommand implements Callable<Integer> {

    /** How much runs before we look whether anybody still reads the output; any number will do. */
    static final long BUDGET = 1_000_000;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs any command
    private CommandSpec spec;

    @Option(
            names = "-e",
            paramLabel = "CODE",
            description = "Lua to run first, for the same globals. Can be given several times.")
    private List<String> code = List.of();

    @Parameters(index = "0", arity = "0..1", paramLabel = "FILE", description = "The Lua file.")
    private @Nullable Path file;

    @Parameters(index = "1..*", paramLabel = "ARG", description = "Arguments for it.")
    private List<String> arguments = List.of();

    @Override
    public Integer call() throws IOException {
        Path source = file;
        if (source == null && code.isEmpty()) {
            if (System.console() != null && System.console().isTerminal()) {
                return new LuaConsole().run();
            }
            source = Path.of("-");
        }
        try (var out = new PrintStream(System.out, false)) {
            return run(source, out);
        }
    }

    private int run(@Nullable Path source, PrintStream out) throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        if (source != null && Files.isDirectory(source)) {
            err.println("moirai: " + source + " is a folder, not a Lua file; for a project use 'moirai run " + source
                    + "'.");
            return ExitCode.USAGE;
        }
        try {
            var chunks = new ArrayList<Chunk>();
            for (String each : code) {
                chunks.add(Chunk.compile("=(command line)", each));
            }
            if (source != null) {
                String name = source.toString().equals("-") ? "=stdin" : "@" + source;
                byte[] text = name.equals("=stdin") ? System.in.readAllBytes() : Files.readAllBytes(source);
                chunks.add(Chunk.compile(name, text));
            }
            return run(chunks, source, out);
        } catch (SyntaxException e) {
            err.println("moirai: " + e.getMessage());
            return ExitCode.USAGE;
        } catch (NoSuchFileException _) {
            err.println("moirai: there is no file " + source + ".");
            return ExitCode.USAGE;
        } catch (AccessDeniedException _) {
            err.println("moirai: " + source + " may not be read: give read permission to the user who runs this.");
            return ExitCode.USAGE;
        } catch (FileSystemException e) {
            err.println("moirai: " + source + " cannot be read ("
                    + Objects.requireNonNullElse(e.getReason(), "I/O error") + ").");
            return ExitCode.USAGE;
        }
    }

    private int run(List<Chunk> chunks, @Nullable Path source, PrintStream out) {
        var environment = new Environment(StandardLibraries.all(), Limits.NONE, new StandardOutput(out));
        environment.globals().put("arg", argumentTable(environment, source));
        Require.offer(environment, source);
        for (Chunk chunk : chunks) {
            var execution = environment.start(
                    environment.load(chunk),
                    arguments.stream().map(LuaString::of).toArray());
            Outcome outcome = finish(execution, out);
            if (out.checkError()) {
                return WatchedOutput.NO_READER;
            }
            if (outcome instanceof Outcome.Failed(LuaError error)) {
                spec.commandLine()
                        .getErr()
                        .println("moirai: "
                                + UncaughtError.text(environment, error, describing -> finish(describing, out)));
                return ExitCode.SOFTWARE;
            }
        }
        return ExitCode.OK;
    }

    /** Runs to the end, or until nobody reads the output any more. */
    private static Outcome finish(Execution execution, PrintStream out) {
        Outcome outcome;
        do {
            outcome = execution.resume(BUDGET);
        } while (outcome instanceof Outcome.Preempted && !out.checkError());
        return outcome;
    }

    private LuaTable argumentTable(Environment environment, @Nullable Path source) {
        LuaTable table = environment.table();
        if (source != null) {
            table.put(0, LuaString.of(source.toString()));
        }
        for (int i = 0; i < arguments.size(); i++) {
            table.put(i + 1, LuaString.of(arguments.get(i)));
        }
        return table;
    }
}
