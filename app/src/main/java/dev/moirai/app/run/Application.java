package dev.moirai.app.run;

import dev.moirai.app.boot.BootPlan;
import dev.moirai.app.boot.Service;
import dev.moirai.app.project.Project;
import dev.moirai.app.schema.EntryId;
import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.Spawn;
import dev.moirai.otp.Server;
import dev.moirai.otp.Startup;
import dev.moirai.otp.supervisor.ChildSpec;
import dev.moirai.otp.supervisor.FailedToStart;
import dev.moirai.otp.supervisor.Restart;
import dev.moirai.otp.supervisor.Shutdown;
import dev.moirai.otp.supervisor.StartFailed;
import dev.moirai.otp.supervisor.Strategy;
import dev.moirai.otp.supervisor.Supervisor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The services of a project, running on a node of their own.
 *
 * <p>What needs nothing starts first, side by side; each other service as soon as all it needs run. They stop in the reverse
 * order, each by its own deadline, all together by one. The application owns the node: it is stopped with it.
 *
 * <pre>{@code
 * switch (Application.start(project, plan, Node.start("app"), launcher, status -> log.info("{}", status))) {
 *     case Application.Started(var application) -> application.stop(Duration.ofSeconds(30));
 *     case Application.Failed failed -> System.err.println(failed);
 * }
 * }</pre>
 */
public final class Application {
    /** A keeper ends its process by itself when the time is over, and needs a moment for that. */
    private static final Duration KEEPERS_MARGIN = Duration.ofSeconds(1);

    /** Of the time to stop, what is kept for the node: one part in so many, and at most this. */
    private static final int NODES_SHARE = 10;

    private static final Duration NODES_MOST = Duration.ofMillis(500);

    private final Node node;
    private final Supervisor supervisor;
    private final ServiceBoard board;

    private Application(Node node, Supervisor supervisor, ServiceBoard board) {
        this.node = node;
        this.supervisor = supervisor;
        this.board = board;
    }

    /** What came of a start. */
    public sealed interface Start {}

    /** Every service that is required runs. */
    public record Started(Application application) implements Start {}

    /**
     * A required service did not start. Those before it were stopped again, and the node with them.
     *
     * @param service which one
     * @param reason why
     */
    public record Failed(EntryId service, ExitReason reason, ShutdownReport report) implements Start {
        @Override
        public String toString() {
            return "service " + service + " did not start: " + reason;
        }
    }

    /** The node was stopped, by {@link Node#stop}, while services were being started. */
    public record Interrupted(ShutdownReport report) implements Start {}

    /**
     * Starts the services of {@code plan} and waits until those that are required run. Called from a thread outside of the
     * node. To give up meanwhile, stop the node from another thread.
     *
     * @param launcher makes the processes
     * @param listener told each time a service changes, in turns of processes: must be quick and must not throw
     */
    public static Start start(
            Project project, BootPlan plan, Node node, Launcher launcher, Consumer<ServiceStatus> listener) {
        var board = new ServiceBoard(plan, listener);
        var children = new Keepers(project, node, launcher, board).children(plan);
        var spec = Supervisor.of(Strategy.ONE_FOR_ONE)
                .named(new TreeName("application"))
                .inParallel()
                .children(children);
        try {
            return new Started(new Application(node, spec.start(node), board));
        } catch (StartFailed failed) {
            var report = new ShutdownReport(board.list(), board.forced(), node.stop(NODES_MOST), Duration.ZERO);
            return switch (failed.reason()) {
                case ExitReason.Shutdown(FailedToStart(EntryId service, ExitReason reason)) ->
                    new Failed(service, reason, report);
                case ExitReason.Crash _ -> throw failed;
                case null, default -> new Interrupted(report);
            };
        }
    }

    /** How each service is doing, in the order they start. */
    public List<ServiceStatus> services() {
        return board.list();
    }

    /** Completes when the application has ended, by {@link #stop} or because its own machinery failed. */
    public CompletableFuture<ExitReason> exit() {
        return supervisor.exit();
    }

    /** The node the application runs on. */
    public Node node() {
        return node;
    }

    /**
     * Stops everything: services in reverse order of their start, then what they left on the node. Who does not end when
     * asked is ended by force, by its own deadline or by this one.
     *
     * @param deadline for all of it together
     */
    public ShutdownReport stop(Duration deadline) {
        long begun = node.clock().nanoTime();
        board.stopping();
        var share = deadline.dividedBy(NODES_SHARE);
        var reserved = share.compareTo(NODES_MOST) < 0 ? share : NODES_MOST;
        supervisor.shutdown(deadline.minus(reserved));
        var left = deadline.minus(since(begun));
        var rest = node.stop(left.isNegative() ? Duration.ZERO : left);
        return new ShutdownReport(board.list(), board.forced(), rest, since(begun));
    }

    private Duration since(long begun) {
        return Duration.ofNanos(node.clock().nanoTime() - begun);
    }

    /** Makes the keeper of each service. */
    private record Keepers(Project project, Node node, Launcher launcher, ServiceBoard board) {
        List<ChildSpec<?>> children(BootPlan plan) {
            var children = new ArrayList<ChildSpec<?>>();
            for (var step : plan.steps()) {
                var lifecycle = step.service().lifecycle();
                children.add(ChildSpec.server((Object) step.id(), () -> keeper(step.service()))
                        .after(step.needs().toArray())
                        .restart(Restart.TRANSIENT)
                        // The keeper watches the time; if it were given the same, it might be too late by a moment.
                        .startTimeout(null)
                        .shutdown(Shutdown.within(lifecycle.stopTimeout().plus(KEEPERS_MARGIN))));
            }
            return children;
        }

        @SuppressWarnings("unchecked") // nobody sends a keeper anything but itself
        private Server<Object> keeper(Service service) {
            Server<?> keeper = switch (service) {
                case Service.Host host -> new HostKeeper(host, board);
                case Service.Passive passive -> new PassiveKeeper(passive.id(), board);
                case Service.Process process -> {
                    ServiceKeeper.Maker maker = startup -> spawn(process, startup);
                    yield new ServiceKeeper(process.id(), process.lifecycle(), maker, false, board);
                }
                case Service.Tree tree -> {
                    ServiceKeeper.Maker maker = startup -> spawn(tree, startup);
                    yield new ServiceKeeper(tree.id(), tree.lifecycle(), maker, true, board);
                }
            };
            return (Server<Object>) keeper;
        }

        private Spawn spawn(Service.Process process, Startup startup) throws Throwable {
            var entry = project.find(process.process()).orElseThrow();
            var start = new Launcher.Start(
                    entry, process.input(), process.lifecycle().identity(), startup);
            return launcher.spawn(start).on(Trees.hostOf(process.host(), node));
        }

        private Spawn spawn(Service.Tree tree, Startup startup) {
            var name = new TreeName(tree.id().toString());
            return Spawn.of(new Trees(project, launcher, board).spec(tree).body(startup))
                    .named(name)
                    .labelled(name.toString());
        }
    }
}
