package dev.moirai.cli;

import dev.moirai.app.schema.Entry;
import dev.moirai.app.schema.EntryId;
import dev.moirai.app.schema.Role;
import dev.moirai.app.source.Nearest;
import dev.moirai.script.Application;
import dev.moirai.script.ProcessResult;
import dev.moirai.script.ScriptProject;
import dev.moirai.script.kind.FunctionLua;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The process that {@code moirai run -x} runs on the terminal, and what becomes of it.
 *
 * @param id its entry
 * @param host the host it runs on; null for the node's own
 * @param arguments of its main function
 */
record OneProcess(
        ScriptProject project, String id, @Nullable String host, List<String> arguments) {
    private static final Set<Role> RUNNABLE = Set.of(Role.PROCESS, FunctionLua.FUNCTION);
    private static final Set<Role> HOSTS = Set.of(Role.TERMINAL, Role.HOST);

    /**
     * What a command line asks for.
     *
     * @param line the id and the arguments
     * @throws NoSuch if the project has no such process or host
     */
    static OneProcess of(ScriptProject project, List<String> line, @Nullable String wantedHost) throws NoSuch {
        String id = find(project, line.getFirst(), RUNNABLE, "process");
        String host = wantedHost == null ? onlyTerminal(project) : find(project, wantedHost, HOSTS, "host");
        if (wantedHost != null && isProcessHost(project, wantedHost) && !starts(project, wantedHost)) {
            throw new NoSuch("the host '" + wantedHost + "' does not start; give it 'lifecycle: {auto_start: true}'");
        }
        return new OneProcess(project, id, host, line.subList(1, line.size()));
    }

    private static String find(ScriptProject project, String wanted, Set<Role> roles, String noun) throws NoSuch {
        Optional<Entry<?>> entry = EntryId.parse(wanted, "").flatMap(project.project()::find);
        if (entry.filter(found -> fits(found, roles)).isPresent()) {
            return wanted;
        }
        var ids = project.project().entries().stream()
                .filter(found -> fits(found, roles))
                .map(Entry::id)
                .toList();
        String near = ids.stream()
                .filter(id -> id.name().equals(wanted))
                .findFirst()
                .map(id -> "did you mean '" + id + "'?")
                .orElseGet(() -> Nearest.suggestion(
                        wanted, ids.stream().map(EntryId::toString).toList()));
        throw new NoSuch("there is no " + noun + " '" + wanted + "'"
                + entry.map(found -> ", it is a " + found.kind().name()).orElse("") + "; "
                + (near.isEmpty() ? "'moirai list' shows all entries" : near));
    }

    private static @Nullable String onlyTerminal(ScriptProject project) throws NoSuch {
        var terminals = project.project().entries(Role.TERMINAL);
        if (terminals.size() > 1) {
            throw new NoSuch("the project has several terminal hosts; say which with --host: "
                    + terminals.stream().map(entry -> entry.id().toString()).collect(Collectors.joining(", ")));
        }
        return terminals.isEmpty() ? null : terminals.getFirst().id().toString();
    }

    private static boolean isProcessHost(ScriptProject project, String id) {
        return project.project().entries(Role.HOST).stream()
                .anyMatch(entry -> entry.id().toString().equals(id));
    }

    private static boolean starts(ScriptProject project, String id) {
        return project.plan().steps().stream()
                .anyMatch(step -> step.id().toString().equals(id));
    }

    private static boolean fits(Entry<?> entry, Set<Role> roles) {
        return entry.kind().roles().stream().anyMatch(roles::contains);
    }

    /**
     * Runs it in {@code application}; returns the exit code. At the first signal it is asked to end; when nobody reads its
     * output, it is ended, as other programs are.
     *
     * @param toStop how long it has to end when it is asked to
     */
    int run(Application application, StopSignals signals, Duration toStop, PrintWriter err) {
        Application.Running running = application.run(id, host, arguments.toArray(String[]::new));
        var stopped = signals.first().thenApply(reason -> {
            switch (reason) {
                case SIGNAL -> application.node().cancel(running.pid(), "moirai is stopping", toStop);
                case NO_READER -> application.node().kill(running.pid());
            }
            return reason;
        });
        ProcessResult result = running.result().join();
        if (stopped.getNow(StopSignals.Reason.SIGNAL) == StopSignals.Reason.NO_READER) {
            return WatchedOutput.NO_READER;
        }
        if (!result.ok()) {
            err.println("moirai: "
                    + project.inFiles(result.error() + "\n" + result.stack()).strip());
        }
        return result.exitCode();
    }

    /** The command line names what is not there; the message says what might be meant. */
    static final class NoSuch extends Exception {
        private static final long serialVersionUID = 1L;

        NoSuch(String message) {
            super(message, null, false, false);
        }
    }
}
