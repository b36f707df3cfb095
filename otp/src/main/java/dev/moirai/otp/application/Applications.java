package dev.moirai.otp.application;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.Spawn;
import dev.moirai.kernel.SpawnRefused;
import dev.moirai.kernel.Watched;
import dev.moirai.otp.supervisor.Supervisor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The applications that run on a node. For threads outside of the node, usually the one that runs {@code main}.
 *
 * <p>An application is started after those it needs, and stopped before them.
 */
public final class Applications implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Applications.class);
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(30);

    /** Of the time to stop an application, the part each of its hooks may take, so that most is left for its tree. */
    private static final int HOOK_SHARE = 4;

    /** The one that ended by itself and whose type says that nothing goes on without it. */
    public record Ended(Application application, ExitReason reason) {}

    private record Running(Application application, Supervisor supervisor) {}

    private final Node node;
    private final Map<String, Running> running = new LinkedHashMap<>(); // guarded by this, in start order
    private final CompletableFuture<Ended> ended = new CompletableFuture<>();

    public Applications(Node node) {
        this.node = node;
    }

    /**
     * Starts an application with all it needs; what runs already is left as it is. If its tree or one of its phases fails,
     * it is stopped again.
     *
     * @throws dev.moirai.otp.supervisor.StartFailed if a tree does not start
     */
    public synchronized Supervisor start(Application application) {
        Running present = running.get(application.name());
        if (present != null) {
            return present.supervisor;
        }
        application.after().forEach(this::start);
        Supervisor supervisor = application.tree().start(node);
        Running started = new Running(application, supervisor);
        running.put(application.name(), started);
        try {
            application.phases().forEach(phase -> phase.action().accept(supervisor));
        } catch (RuntimeException | Error failure) {
            stop(started, CLOSE_DEADLINE);
            throw failure;
        }
        supervisor.exit().thenAccept(reason -> endedByItself(started, reason));
        return supervisor;
    }

    private void endedByItself(Running one, ExitReason reason) {
        boolean expected;
        synchronized (this) {
            expected = !running.remove(one.application.name(), one);
        }
        boolean matters = switch (one.application.type()) {
            case PERMANENT -> true;
            case TRANSIENT -> !reason.isNormal();
            case TEMPORARY -> false;
        };
        if (!expected && matters) {
            ended.complete(new Ended(one.application, reason));
        }
    }

    /** Completes when an application ended without which nothing should go on: stop everything then. */
    public CompletableFuture<Ended> ended() {
        return ended;
    }

    /** The supervisor of a running application. */
    public synchronized Optional<Supervisor> supervisor(String name) {
        return Optional.ofNullable(running.get(name)).map(Running::supervisor);
    }

    /** The names of those that run, in start order. */
    public synchronized List<String> names() {
        return List.copyOf(running.keySet());
    }

    /**
     * Stops one application, within a deadline.
     *
     * @return whether it ended in an orderly way; true if it did not run
     */
    public synchronized boolean stop(String name, Duration deadline) {
        Running one = running.get(name);
        return one == null || stop(one, deadline);
    }

    private boolean stop(Running one, Duration deadline) {
        running.remove(one.application.name());
        long end = node.clock().nanoTime() + deadline.toNanos();
        boolean prepared = ran(
                one,
                "beforeStop",
                () -> one.application.beforeStop().accept(one.supervisor),
                deadline.dividedBy(HOOK_SHARE));
        boolean orderly = one.supervisor.shutdown(left(end));
        boolean finished = ran(one, "afterStop", one.application.afterStop(), deadline.dividedBy(HOOK_SHARE));
        return prepared && orderly && finished;
    }

    private Duration left(long end) {
        return Duration.ofNanos(Math.max(0, end - node.clock().nanoTime()));
    }

    /** A hook that fails, or takes for ever, must not keep the rest from being stopped: it runs as a process of its own. */
    private boolean ran(Running one, String hook, Runnable action, Duration longest) {
        Watched process;
        try {
            process = node.spawnWatched(Spawn.blocking(_ -> {
                        action.run();
                        return null;
                    })
                    .labelled(hook + " of " + one.application.name()));
        } catch (SpawnRefused refused) {
            LOG.error("{} of application {} did not run: {}", hook, one.application.name(), refused.getMessage());
            return false;
        }
        if (!node.await(process.exit(), longest)) {
            node.kill(process.pid());
            LOG.error("{} of application {} took longer than {} and was ended", hook, one.application.name(), longest);
            return false;
        }
        return switch (process.exit().join()) {
            case ExitReason.Normal _ -> true;
            case ExitReason.Crash(Throwable cause) -> {
                LOG.error("{} of application {} failed", hook, one.application.name(), cause);
                yield false;
            }
            case ExitReason other -> {
                LOG.error("{} of application {} ended: {}", hook, one.application.name(), other);
                yield false;
            }
        };
    }

    /**
     * Stops all applications in reverse start order, within one deadline for everything.
     *
     * @return whether all ended in an orderly way
     */
    public synchronized boolean stopAll(Duration deadline) {
        long end = node.clock().nanoTime() + deadline.toNanos();
        boolean orderly = true;
        for (Running one : new ArrayList<>(running.values()).reversed()) {
            orderly &= stop(one, left(end));
        }
        return orderly;
    }

    /** {@link #stopAll} within 30 seconds. */
    @Override
    public void close() {
        stopAll(CLOSE_DEADLINE);
    }
}
