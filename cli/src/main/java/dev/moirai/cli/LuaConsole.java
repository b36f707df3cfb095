package dev.moirai.cli;

import dev.moirai.lua.Chunk;
import dev.moirai.lua.Environment;
import dev.moirai.lua.Execution;
import dev.moirai.lua.Limits;
import dev.moirai.lua.LuaError;
import dev.moirai.lua.LuaFunction;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.Outcome;
import dev.moirai.lua.lib.StandardLibraries;
import dev.moirai.lua.syntax.SyntaxException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jline.reader.Candidate;
import org.jline.reader.EOFError;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import picocli.CommandLine.ExitCode;

/**
 * Lua line by line on a terminal: an expression's values are shown, a statement that is not finished goes on in the next
 * line, Tab completes names and fields, Ctrl-C stops what runs, Ctrl-D ends. What was typed is kept in
 * {@code ~/.moirai_lua_history}.
 */
final class LuaConsole {

    private static final String CHUNK = "=stdin";

    private final AtomicBoolean interrupted = new AtomicBoolean();

    /** Reads and runs until the end of the input; returns the exit code. */
    int run() throws IOException {
        try (Terminal terminal = TerminalBuilder.builder().system(true).build()) {
            terminal.handle(Terminal.Signal.INT, _ -> interrupted.set(true));
            var environment =
                    new Environment(StandardLibraries.all(), Limits.NONE, new StandardOutput(terminal.output()));
            Require.offer(environment, null);
            LineReader reader = LineReaderBuilder.builder()
                    .terminal(terminal)
                    .parser(new Lines())
                    .completer((_, line, candidates) -> complete(environment.globals(), line, candidates))
                    .variable(LineReader.HISTORY_FILE, home().resolve(".moirai_lua_history"))
                    .variable(LineReader.SECONDARY_PROMPT_PATTERN, ">> ")
                    .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                    .build();
            terminal.writer().println("Lua 5.4 in moirai " + VersionCommand.version() + "; Ctrl-D ends.");
            while (true) {
                try {
                    evaluate(environment, reader.readLine("> "), terminal);
                } catch (UserInterruptException _) {
                    interrupted.set(false); // Ctrl-C throws away what was typed
                } catch (EndOfFileException _) {
                    return ExitCode.OK;
                }
                terminal.flush();
            }
        }
    }

    /** Where {@code HOME} says, as for every other program; the JVM itself looks elsewhere. */
    private static Path home() {
        String home = System.getenv("HOME");
        return Path.of(home == null || home.isEmpty() ? System.getProperty("user.home") : home);
    }

    private void evaluate(Environment environment, String text, Terminal terminal) {
        try {
            Outcome outcome = finish(environment.start(environment.load(compile(text))));
            if (outcome instanceof Outcome.Finished(var values)
                    && values.length > 0
                    && environment.globals().get("print") instanceof LuaFunction print) {
                outcome = finish(environment.start(print, values));
            }
            if (outcome instanceof Outcome.Failed(LuaError error)) {
                terminal.writer().println(UncaughtError.text(environment, error, this::finish));
            }
        } catch (SyntaxException e) {
            terminal.writer().println(e.getMessage());
        }
    }

    private Outcome finish(Execution execution) {
        interrupted.set(false);
        while (true) {
            Outcome outcome = execution.resume(LuaCommand.BUDGET);
            if (!(outcome instanceof Outcome.Preempted)) {
                return outcome;
            }
            if (interrupted.getAndSet(false)) {
                return new Outcome.Failed(new LuaError("interrupted\n" + execution.traceback()));
            }
        }
    }

    /** As an expression if it is one, else as statements. */
    static Chunk compile(String text) throws SyntaxException {
        try {
            return Chunk.compile(CHUNK, "return " + text);
        } catch (SyntaxException _) {
            return Chunk.compile(CHUNK, text);
        }
    }

    /** Whether {@code text} is the beginning of something that more lines can complete, and not complete as it is. */
    static boolean isIncomplete(String text) {
        try {
            compile(text);
            return false;
        } catch (SyntaxException asStatements) {
            return endsTooEarly(asStatements) || endsTooEarly("return " + text);
        }
    }

    private static boolean endsTooEarly(String text) {
        try {
            Chunk.compile(CHUNK, text);
            return false;
        } catch (SyntaxException e) {
            return endsTooEarly(e);
        }
    }

    private static boolean endsTooEarly(SyntaxException mistake) {
        return String.valueOf(mistake.getMessage()).endsWith("near <eof>");
    }

    /** Takes all that was typed as one word, and asks for another line while a statement is not finished. */
    private static final class Lines implements Parser {

        private final Parser words = new DefaultParser();

        @Override
        public ParsedLine parse(String line, int cursor, ParseContext context) {
            if (context == ParseContext.ACCEPT_LINE && isIncomplete(line)) {
                throw new EOFError(-1, -1, "the statement goes on");
            }
            return words.parse(line, cursor, ParseContext.COMPLETE);
        }
    }

    private static final Pattern PATH = Pattern.compile("([A-Za-z_][\\w.]*[.:])?([A-Za-z_]\\w*)?$");

    /** The names that the one before the cursor can become: keywords and globals, or fields of what is before the last dot. */
    static void complete(LuaTable globals, ParsedLine line, List<Candidate> candidates) {
        Matcher path = PATH.matcher(line.line().substring(0, line.cursor()));
        if (!path.find()) {
            return;
        }
        String owners = path.group(1) == null ? "" : path.group(1);
        Object owner = globals;
        for (String name : owners.split("[.:]")) {
            if (!name.isEmpty()) {
                owner = owner instanceof LuaTable outer ? outer.get(name) : null;
            }
        }
        if (owner == globals && owners.isEmpty()) {
            dev.moirai.lua.syntax.Parser.reservedWords().forEach(word -> candidates.add(candidate(word, word)));
        } else if (owner instanceof LuaString) {
            owner = globals.get("string");
        }
        for (int depth = 0; owner instanceof LuaTable fields && depth < MOST_INHERITED; depth++) {
            for (int at = fields.positionAfter(null); at >= 0; at = fields.positionAfter(fields.keyAt(at))) {
                if (fields.keyAt(at) instanceof LuaString name) {
                    candidates.add(candidate(owners + name, name.toString()));
                }
            }
            owner = fields.metatable() == null ? null : fields.metatable().get("__index");
        }
    }

    /** So many tables are looked at, one behind the other's {@code __index}: they may go in a circle. */
    private static final int MOST_INHERITED = 10;

    private static Candidate candidate(String value, String shown) {
        return new Candidate(value, shown, null, null, null, null, false);
    }
}
