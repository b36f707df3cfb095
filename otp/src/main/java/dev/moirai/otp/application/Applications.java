package dev.moirai.otp.application;

import dev.moirai.kernel.Clock;
import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.Spawn;
import dev.moirai.kernel.SpawnRefused;
import dev.moirai.kernel.Watched;
import dev.moirai.otp.supervisor.StartFailed;
import dev.moirai.otp.supervisor.Supervisor;
import dev.moirai.otp.text.DurationText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
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

    /** The one that ended by itself, and whose type says that nothing goes on without it. */
    public record Ended(Application application, ExitReason reason) {}

    /** How far the start of an application has come. */
    private enum Stage {
        LAUNCHED,
        READY,
        STARTED
    }

    /** An application from the launch of its tree to the end of its stop. */
    private static final class Running {
        final Application application;
        final Supervisor supervisor;
        Stage stage = Stage.LAUNCHED; // guarded by the Applications

        @Nullable
        CompletableFuture<Boolean> stopped; // guarded by the Applications; null until somebody stops it

        Running(Application application, Supervisor supervisor) {
            this.application = application;
            this.supervisor = supervisor;
        }
    }

    private final Node node;
    /** Held by whoever starts something, for as long as it takes; never needed to stop something. */
    private final Object starts = new Object();

    private final Map<String, Running> running = new LinkedHashMap<>(); // guarded by this, in launch order
    private long stops; // guarded by this; how often everything was stopped
    private final CompletableFuture<Ended> ended = new CompletableFuture<>();

    public Applications(Node node) {
        this.node = node;
    }

    /**
     * Starts an application with all it needs; what runs already is left as it is. If its tree or one of its phases fails,
     * it is stopped again, and so is what was started for it.
     *
     * <p>May be called by several threads; starts are made one after the other. A start that hangs keeps nobody from
     * stopping everything.
     *
     * @throws dev.moirai.otp.supervisor.StartFailed if a tree does not start
     * @throws IllegalStateException if the application was stopped, or ended by itself, before its last phase was over
     */
    public Supervisor start(Application application) {
        synchronized (starts) {
            List<Running> begun = new ArrayList<>();
            try {
                return start(application, stops(), begun);
            } catch (RuntimeException | Error failure) {
                begun.reversed().forEach(one -> stop(one, CLOSE_DEADLINE));
                throw failure;
            }
        }
    }

    private synchronized long stops() {
        return stops;
    }

    /** @param begun what was started on the way */
    private Supervisor start(Application application, long stopsBefore, List<Running> begun) {
        Running present = known(application.name());
        if (present != null) {
            return present.supervisor;
        }
        application.after().forEach(needed -> start(needed, stopsBefore, begun));
        Running one = launch(application, stopsBefore);
        try {
            one.supervisor.awaitReady();
        } catch (StartFailed failed) {
            forget(one);
            throw failed;
        }
        reached(one, Stage.READY);
        begun.add(one);
        one.supervisor.exit().thenAccept(reason -> endedByItself(one, reason));
        for (Application.Phase phase : application.phases()) {
            ensureStillThere(one);
            phase.action().accept(one.supervisor);
        }
        reached(one, Stage.STARTED);
        return one.supervisor;
    }

    private synchronized @Nullable Running known(String name) {
        return running.get(name);
    }

    private synchronized Running launch(Application application, long stopsBefore) {
        if (stops != stopsBefore) {
            throw notWanted(application);
        }
        Running one = new Running(application, application.tree().launch(node));
        running.put(application.name(), one);
        return one;
    }

    private synchronized void reached(Running one, Stage stage) {
        ensureStillThere(one);
        one.stage = stage;
    }

    private synchronized boolean isAtLeast(Running one, Stage stage) {
        return one.stage.compareTo(stage) >= 0;
    }

    private synchronized void ensureStillThere(Running one) {
        if (one.stopped != null || running.get(one.application.name()) != one) {
            throw notWanted(one.application);
        }
    }

    private static IllegalStateException notWanted(Application application) {
        return new IllegalStateException(
                "application " + application.name() + " was stopped, or ended by itself, while it was being started");
    }

    private synchronized void forget(Running one) {
        running.remove(one.application.name(), one);
    }

    /** Called by whichever thread saw the end, which may be a worker of the node and must not wait. */
    private void endedByItself(Running one, ExitReason reason) {
        synchronized (this) {
            if (one.stopped != null || !running.remove(one.application.name(), one) || one.stage != Stage.STARTED) {
                return;
            }
        }
        boolean matters = switch (one.application.type()) {
            case PERMANENT -> true;
            case TRANSIENT -> !reason.isNormal();
            case TEMPORARY -> false;
        };
        if (matters) {
            stopTheRest(new Ended(one.application, reason));
        }
    }

    private void stopTheRest(Ended why) {
        try {
            node.spawn(Spawn.blocking(_ -> {
                        stopAll(CLOSE_DEADLINE);
                        ended.complete(why);
                        return null;
                    })
                    .labelled("stop of all applications"));
        } catch (SpawnRefused nodeStops) {
            ended.complete(why);
        }
    }

    /**
     * Completes when an application has ended by itself without which nothing should go on, and all others have been stopped
     * for that.
     */
    public CompletableFuture<Ended> ended() {
        return ended;
    }

    /** The supervisor of an application that runs. */
    public synchronized Optional<Supervisor> supervisor(String name) {
        Running one = running.get(name);
        return one == null || one.stage != Stage.STARTED ? Optional.empty() : Optional.of(one.supervisor);
    }

    /** The names of those that run, in start order. */
    public synchronized List<String> names() {
        return running.values().stream()
                .filter(one -> one.stage == Stage.STARTED)
                .map(one -> one.application.name())
                .toList();
    }

    /**
     * Stops one application, within a deadline.
     *
     * @return whether it ended in an orderly way; true if it did not run
     */
    public boolean stop(String name, Duration deadline) {
        Running one = known(name);
        return one == null || stop(one, deadline);
    }

    /** Whoever comes second waits for the first. */
    private boolean stop(Running one, Duration deadline) {
        CompletableFuture<Boolean> underWay;
        CompletableFuture<Boolean> own = new CompletableFuture<>();
        synchronized (this) {
            if (running.get(one.application.name()) != one) {
                return true;
            }
            underWay = one.stopped;
            if (underWay == null) {
                one.stopped = own;
            }
        }
        if (underWay != null) {
            return node.await(underWay, deadline) && underWay.join();
        }
        boolean orderly = false;
        try {
            orderly = carryOutStop(one, deadline);
        } finally {
            forget(one);
            own.complete(orderly);
        }
        return orderly;
    }

    private boolean carryOutStop(Running one, Duration deadline) {
        if (!isAtLeast(one, Stage.READY)) {
            return one.supervisor.shutdown(deadline); // there is nothing yet that hooks could prepare or clean up
        }
        long end = Clock.after(node.clock().nanoTime(), deadline);
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
            LOG.error(
                    "{} of application {} took longer than {} and was ended",
                    hook,
                    one.application.name(),
                    DurationText.of(longest));
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
    public boolean stopAll(Duration deadline) {
        long end = Clock.after(node.clock().nanoTime(), deadline);
        List<Running> inOrder;
        synchronized (this) {
            stops++; // whatever is being started comes too late
            inOrder = new ArrayList<>(running.values());
        }
        boolean orderly = true;
        for (Running one : inOrder.reversed()) {
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
