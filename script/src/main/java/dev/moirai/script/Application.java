package dev.moirai.script;

import dev.moirai.app.boot.Service;
import dev.moirai.app.kind.ProcessHost;
import dev.moirai.app.project.Project;
import dev.moirai.app.schema.Role;
import dev.moirai.kernel.Host;
import dev.moirai.kernel.HostOptions;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.NodeOptions;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Spawn;
import dev.moirai.kernel.StopReport;
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
        project.plan().steps().forEach(step -> application.start(step.service()));
        return application;
    }

    private void start(Service service) {
        switch (service) {
            case Service.Host host -> open(host);
            case Service.Process process ->
                spawn(process.process().toString(), process.host().toString());
            case Service.Tree _, Service.Passive _ -> {}
        }
    }

    private void open(Service.Host host) {
        ProcessHost.Settings settings = host.host().settings();
        node.open(HostOptions.named(host.id().toString())
                .withWorkers(settings.workers())
                .withMaxProcesses(settings.maxProcesses())
                .withMailbox(settings.mailbox()));
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
