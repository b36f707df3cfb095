package dev.moirai.script;

import dev.moirai.app.boot.BootPlan;
import dev.moirai.app.boot.Service;
import dev.moirai.app.kind.ProcessHost;
import dev.moirai.app.project.Project;
import dev.moirai.app.schema.Role;
import dev.moirai.app.source.Data;
import dev.moirai.kernel.Host;
import dev.moirai.kernel.HostOptions;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.NodeOptions;
import dev.moirai.kernel.Spawn;
import dev.moirai.kernel.StopReport;
import dev.moirai.otp.supervisor.ChildInfo;
import dev.moirai.otp.supervisor.Supervisor;
import dev.moirai.script.process.Context;
import dev.moirai.script.process.LuaProcess;
import dev.moirai.script.process.LuaRuntime;
import dev.moirai.script.process.Parcel;
import dev.moirai.script.process.Program;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Lua project, running: its hosts are open on a node, and its services run under one supervisor.
 *
 * <p>May be used from any thread outside of the node's processes.
 */
public final class Application implements AutoCloseable {
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(30);

    private final Node node;
    private final LuaRuntime runtime;
    private final Services services;
    private final List<Host> hosts = new ArrayList<>();
    private @Nullable Supervisor supervisor; // set before start returns

    private Application(Node node, LuaRuntime runtime, Services services) {
        this.node = node;
        this.runtime = runtime;
        this.services = services;
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
        var application = new Application(node, runtime, new Services(entries, runtime));
        application.start(project.plan());
        return application;
    }

    private void start(BootPlan plan) {
        for (BootPlan.Step step : plan.steps()) {
            if (step.service() instanceof Service.Host host) {
                hosts.add(open(host));
            }
        }
        supervisor = services.supervisor(plan).start(node);
    }

    private Host open(Service.Host host) {
        ProcessHost.Settings settings = host.host().settings();
        return node.open(HostOptions.named(host.id().toString())
                .withWorkers(settings.workers())
                .withMaxProcesses(settings.maxProcesses())
                .withMailbox(settings.mailbox()));
    }

    public Node node() {
        return node;
    }

    /**
     * Runs a process of an entry, from outside.
     *
     * @param id a {@code process.lua} or {@code function.lua}
     * @param host the host it runs on; null for the node's own, which is there without any entry
     * @param arguments of its main function
     * @return completes when it has ended
     * @throws IllegalArgumentException if there is no such entry, or no such host runs
     */
    public CompletableFuture<ProcessResult> run(String id, @Nullable String host, String... arguments) {
        Program program = runtime.program(id);
        if (program == null) {
            throw new IllegalArgumentException("there is no entry '" + id + "' that can be run");
        }
        Host where = host == null ? node.defaultHost() : node.host(host);
        if (where == null) {
            throw new IllegalArgumentException("no host '" + host + "' runs");
        }
        Parcel texts = DataValues.parcel(
                Arrays.stream(arguments).<Data>map(Data.Text::new).toList());
        return node.spawnWatched(Spawn.of(new LuaProcess(runtime, program, texts, Context.NONE))
                        .on(where)
                        .labelled(id))
                .exit()
                .thenApply(ProcessResult::of);
    }

    /** Whether every process has ended and no service will be started again. */
    public boolean hasEnded() {
        Supervisor running = supervisor;
        return hosts.stream().allMatch(host -> host.population() == 0)
                && (running == null
                        || running.exit().isDone()
                        || running.children().stream().allMatch(Application::isDown));
    }

    private static boolean isDown(ChildInfo child) {
        return switch (child.state()) {
            case DOWN, QUARANTINED -> true;
            case RUNNING, STARTING, STOPPING, RESTARTING -> false;
        };
    }

    /**
     * Asks the services to end, each with what it has spawned, in the reverse order of their start; then every process that
     * is left. Who has not ended when {@code deadline} is over is ended by force.
     *
     * @param deadline for everything together
     */
    public StopReport stop(Duration deadline) {
        long end = node.clock().nanoTime() + deadline.toNanos();
        Supervisor running = supervisor;
        if (running != null) {
            running.shutdown(deadline);
        }
        var trees = services.stops().stream()
                .filter(CompletableFuture::isDone)
                .map(CompletableFuture::join)
                .toList();
        StopReport rest =
                node.stop(Duration.ofNanos(Math.max(0, end - node.clock().nanoTime())));
        int ended = rest.ended() + trees.stream().mapToInt(StopReport::ended).sum();
        var killed = Stream.concat(trees.stream().flatMap(tree -> tree.killed().stream()), rest.killed().stream())
                .distinct()
                .toList();
        return new StopReport(ended, killed, rest.abandoned());
    }

    /** Stops within 30 seconds. */
    @Override
    public void close() {
        stop(CLOSE_DEADLINE);
    }
}
