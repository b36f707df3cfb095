package dev.moirai.script;

import dev.moirai.app.kind.ProcessHost;
import dev.moirai.app.kind.ProcessService;
import dev.moirai.app.project.Project;
import dev.moirai.app.schema.Entry;
import dev.moirai.app.schema.EntryId;
import dev.moirai.app.schema.Role;
import dev.moirai.kernel.Host;
import dev.moirai.kernel.HostOptions;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.NodeOptions;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Spawn;
import dev.moirai.kernel.StopReport;
import dev.moirai.script.kind.ProcessLua;
import dev.moirai.script.process.Context;
import dev.moirai.script.process.LuaProcess;
import dev.moirai.script.process.LuaRuntime;
import dev.moirai.script.process.Parcel;
import dev.moirai.script.process.Program;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Collectors;

/** A Lua project, running: its hosts are open on a node, and what starts by itself has been started. */
public final class Application implements AutoCloseable {
    private final Node node;
    private final LuaRuntime runtime;

    private Application(Node node, LuaRuntime runtime) {
        this.node = node;
        this.runtime = runtime;
    }

    /**
     * Starts a project on a node of its own.
     *
     * @param project one that is {@link ScriptProject#ok}
     */
    public static Application start(ScriptProject project, ApplicationOptions options) {
        return start(project, Node.start(NodeOptions.named(options.nodeName())), options);
    }

    /** Starts a project on a node that is there already, such as a simulation's. */
    public static Application start(ScriptProject project, Node node, ApplicationOptions options) {
        if (!project.ok()) {
            throw new IllegalArgumentException("the project has mistakes: " + project.diagnostics());
        }
        Project entries = project.project();
        var hosts = entries.entries(Role.HOST).stream().map(entry -> entry.id().toString());
        var runtime = new LuaRuntime(node, hosts.collect(Collectors.toSet()), options.output());
        project.programs().values().forEach(runtime::install);
        var application = new Application(node, runtime);
        entries.entries(ProcessHost.KIND).forEach(application::open);
        entries.entries(ProcessLua.KIND).stream()
                .filter(entry -> entry.body().lifecycle().autoStart())
                .forEach(entry -> application.spawn(entry.id(), application.hostOf(entry, entries)));
        entries.entries(ProcessService.KIND).stream()
                .filter(entry -> entry.body().lifecycle().autoStart())
                .forEach(entry ->
                        application.spawn(entry.body().process(), entry.body().host()));
        return application;
    }

    private void open(Entry<ProcessHost> entry) {
        if (entry.body().lifecycle().autoStart()) {
            ProcessHost.Settings settings = entry.body().settings();
            node.open(HostOptions.named(entry.id().toString())
                    .withWorkers(settings.workers())
                    .withMaxProcesses(settings.maxProcesses()));
        }
    }

    private EntryId hostOf(Entry<?> entry, Project entries) {
        return entry.defaultHost()
                .orElseGet(() -> entries.entries(ProcessHost.KIND).getFirst().id());
    }

    private Pid spawn(EntryId id, EntryId host) {
        return spawn(id.toString(), host.toString());
    }

    /** Spawns a process of an entry, from outside. */
    public Pid spawn(String id, String host, Object... arguments) {
        Program program = Objects.requireNonNull(runtime.program(id), id);
        Host where = Objects.requireNonNull(node.host(host), host);
        return node.spawn(Spawn.of(new LuaProcess(runtime, program, Parcel.EMPTY, Context.NONE))
                .on(where)
                .labelled(id));
    }

    public Node node() {
        return node;
    }

    /** Cancels every process and waits until they have ended; those that have not by then are ended by force. */
    public StopReport stop(Duration deadline) {
        return node.stop(deadline);
    }

    @Override
    public void close() {
        node.close();
    }
}
