package dev.moirai.script;

import dev.moirai.app.kind.ProcessHost;
import dev.moirai.app.project.Project;
import dev.moirai.app.run.Launcher;
import dev.moirai.app.run.ServiceStatus;
import dev.moirai.app.run.ShutdownReport;
import dev.moirai.app.schema.Role;
import dev.moirai.app.source.Data;
import dev.moirai.kernel.Host;
import dev.moirai.kernel.HostOptions;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.NodeOptions;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Spawn;
import dev.moirai.kernel.Watched;
import dev.moirai.script.kind.FunctionLua;
import dev.moirai.script.kind.ProcessLua;
import dev.moirai.script.process.Context;
import dev.moirai.script.process.GroupScopes;
import dev.moirai.script.process.LuaProcess;
import dev.moirai.script.process.LuaRuntime;
import dev.moirai.script.process.Parcel;
import dev.moirai.script.process.Program;
import dev.moirai.script.resource.Resources;
import dev.moirai.script.security.Policies;
import dev.moirai.script.terminal.Terminal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A Lua project, running: its services on a node of their own, and whatever they spawn.
 *
 * <p>May be used from any thread outside of the node's processes.
 */
public final class Application implements AutoCloseable {
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(30);

    private final ScriptProject project;
    private final LuaRuntime runtime;
    private final dev.moirai.app.run.Application services;

    private Application(ScriptProject project, LuaRuntime runtime, dev.moirai.app.run.Application services) {
        this.project = project;
        this.runtime = runtime;
        this.services = services;
    }

    /**
     * Starts a project on a node of its own, and waits until the services that are required run.
     *
     * @param project one that is {@link ScriptProject#ok}
     * @throws StartRefused if a required service does not start; nothing is left running then
     */
    public static Application start(ScriptProject project, ApplicationOptions options) {
        return start(project, Node.start(NodeOptions.named(options.nodeName())), options);
    }

    /** Starts a project on a node that is there already, such as a simulation's; it ends with the application. */
    public static Application start(ScriptProject project, Node node, ApplicationOptions options) {
        if (!project.ok()) {
            throw new IllegalArgumentException("the project has mistakes: " + project.diagnostics());
        }
        Project entries = project.project();
        var hosts = entries.entries(Role.HOST).stream().map(entry -> entry.id().toString());
        var runtime = new LuaRuntime(node, hosts.collect(Collectors.toSet()), options.output());
        Resources.of(entries, node, new LiveChanges(runtime)).shareWith(runtime);
        options.terminal().ifPresent(terminal -> runtime.share(Terminal.class, terminal));
        runtime.share(GroupScopes.class, GroupScopes.of(entries, node));
        runtime.share(Policies.class, new Policies(entries));
        entries.entries(ProcessHost.KIND)
                .forEach(host -> runtime.limit(
                        host.id().toString(), host.body().settings().limits()));
        project.programs().values().forEach(runtime::install);
        // A terminal host is no service; it is there for what is run from outside, one process at a time.
        entries.entries(Role.TERMINAL)
                .forEach(terminal ->
                        node.open(HostOptions.named(terminal.id().toString()).withWorkers(1)));
        entries.entries(ProcessLua.KIND)
                .forEach(process -> process.defaultHost()
                        .ifPresent(host -> runtime.home(process.id().toString(), host.toString())));
        for (var function : entries.entries(FunctionLua.KIND)) {
            if (function.body().pool().isBounded()) {
                runtime.bound(function.id().toString(), function.body().pool().most());
            }
        }
        return switch (dev.moirai.app.run.Application.start(
                entries, project.plan(), node, start -> spawn(runtime, start), options.listener())) {
            case dev.moirai.app.run.Application.Started(var services) -> new Application(project, runtime, services);
            case dev.moirai.app.run.Application.Failed failed -> throw new StartRefused(failed.toString());
            case dev.moirai.app.run.Application.Interrupted _ ->
                throw new StartRefused("the node was stopped while services were being started");
        };
    }

    private static Spawn spawn(LuaRuntime runtime, Launcher.Start start) {
        String id = start.process().id().toString();
        Program newest = Objects.requireNonNull(runtime.program(id), id);
        Runnable ready = () -> start.startup().ready(null);
        var context = Context.of(runtime.shared(Policies.class).of(start.identity()));
        return new LuaProcess(runtime, newest, DataValues.parcel(start.input()), context, ready).spawn();
    }

    public Node node() {
        return services.node();
    }

    /** How each service is doing, in the order they start. */
    public List<ServiceStatus> services() {
        return services.services();
    }

    /**
     * Runs a process of an entry, from outside.
     *
     * @param id a {@code process.lua} or {@code function.lua}
     * @param host the host it runs on; null for the node's own, which is there without any entry
     * @param arguments of its main function
     * @throws IllegalArgumentException if there is no such entry, or no such host runs
     */
    public Running run(String id, @Nullable String host, String... arguments) {
        Program program = runtime.runnable(id);
        if (program == null) {
            throw new IllegalArgumentException("there is no entry '" + id + "' that can be run");
        }
        Host where = host == null ? node().defaultHost() : node().host(host);
        if (where == null) {
            throw new IllegalArgumentException("no host '" + host + "' runs");
        }
        Parcel texts = DataValues.parcel(
                Arrays.stream(arguments).<Data>map(Data.Text::new).toList());
        Spawn spawn =
                new LuaProcess(runtime, program, texts, Context.NONE).spawn().on(where);
        Terminal terminal = runtime.find(Terminal.class);
        Watched watched = terminal == null
                ? node().spawnWatched(spawn)
                : terminal.giveTo(() -> node().spawnWatched(spawn), List.of(arguments));
        return new Running(watched.pid(), watched.exit().thenApply(ProcessResult::of));
    }

    /**
     * A process that was started from outside.
     *
     * @param result completes when it has ended
     */
    public record Running(Pid pid, CompletableFuture<ProcessResult> result) {}

    /**
     * Takes over changed code while everything runs. Processes of changed entries are upgraded: they keep pid, names, links,
     * monitors, options and mailbox, and their main function begins anew with the arguments they were spawned with. Those
     * that said {@code process.set_options({upgradable = true})} are sent the event OUTDATED instead and upgrade themselves.
     * Calls that are going on end with the code they began with; later ones, and whatever is spawned or restarted from now
     * on, get the new code.
     *
     * <p>If {@code changed} has mistakes nothing happens at all. If the new code of a process fails before it first waits or
     * takes a message, that process goes on with the old one where it stood; if the new code of an entry has failed wherever
     * it was tried, the old one is also what is spawned from now on.
     *
     * <pre>{@code
     * ReloadReport report = application.reload(ScriptProject.load(folder), Duration.ofSeconds(10));
     * report.lines().forEach(System.err::println);
     * }</pre>
     *
     * @param changed the same project, read again
     * @param patience how long to wait for processes that are busy; they are upgraded later then
     */
    public synchronized ReloadReport reload(ScriptProject changed, Duration patience) {
        return new Reload(node(), runtime, project, changed).carryOut(patience);
    }

    /** Whether every process has ended and no service will be started again. */
    public boolean hasEnded() {
        return services.services().stream().allMatch(this::isOver)
                && node().processes().stream().noneMatch(this::isOfProject);
    }

    private boolean isOver(ServiceStatus service) {
        return switch (service.state()) {
            case FINISHED, FAILED, STOPPED -> true;
            case RUNNING -> runtime.isHostDeclared(service.id().toString());
            case STARTING, WAITING, STOPPING -> false;
        };
    }

    private boolean isOfProject(Pid pid) {
        Host home = pid.home();
        return home != null && runtime.isHostDeclared(home.name());
    }

    /**
     * Asks everything to end: services in the reverse order of their start, each with what is below it; then whatever is left
     * on their hosts. Who has not ended when {@code deadline} is over is ended by force.
     *
     * @param deadline for everything together
     */
    public ShutdownReport stop(Duration deadline) {
        return services.stop(deadline);
    }

    /** Stops within 30 seconds. */
    @Override
    public void close() {
        stop(CLOSE_DEADLINE);
    }

    /** A required service did not start, or the start was given up; the message says which and why. */
    public static final class StartRefused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StartRefused(String message) {
            super(message, null, false, false);
        }
    }
}
