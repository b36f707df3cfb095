package dev.moirai.app.run;

import dev.moirai.app.kind.Lifecycle;
import dev.moirai.app.run.ServiceStatus.State;
import dev.moirai.app.schema.EntryId;
import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Monitor;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Signal;
import dev.moirai.kernel.Spawn;
import dev.moirai.kernel.Timer;
import dev.moirai.otp.Context;
import dev.moirai.otp.Next;
import dev.moirai.otp.Server;
import dev.moirai.otp.Startup;
import dev.moirai.otp.StopRequest;
import dev.moirai.otp.supervisor.FailedToStart;
import dev.moirai.otp.supervisor.GaveUp;
import dev.moirai.otp.text.DurationText;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one service running as its {@link Lifecycle} says. Its states are drawn at {@link State}.
 *
 * <p>The process is linked, so that it does not outlive its keeper, and watched, so that it cannot hide its end by unlinking
 * itself. Whatever a process says of itself carries the number of its start: news of an earlier one is stale.
 */
final class ServiceKeeper implements Server<ServiceKeeper.Message> {
    /** What makes the process of one start. */
    @FunctionalInterface
    interface Maker {
        Spawn spawn(Startup startup) throws Throwable;
    }

    sealed interface Message {
        /** The process of that start is ready. */
        record Ready(int start) implements Message {}

        /** The process of that start has nothing to do. */
        record Ignored(int start) implements Message {}

        /** The process of that start took too long to get ready. */
        record StartOverdue(int start) implements Message {}

        /** The pause before a start is over. */
        record Retry(int start) implements Message {}

        /** Half of the time to stop is over. */
        record HalfTime(int start) implements Message {}
    }

    private final EntryId id;
    private final Lifecycle lifecycle;
    private final Maker maker;
    private final boolean isTree;
    private final ServiceBoard board;

    // All owner only: the turns of one process.
    private State state = State.STARTING;
    private int start;
    private int failures;
    private long runningSince;
    private long stopBy;
    private @Nullable Pid pid;
    private @Nullable Monitor monitor;
    private @Nullable Timer timer;
    private @Nullable ExitReason lastEnd;
    private @Nullable ExitReason verdict;
    private @Nullable StopRequest stopRequest;

    /** @param isTree true if the process is a supervisor, which ends its children itself when it is asked to stop */
    ServiceKeeper(EntryId id, Lifecycle lifecycle, Maker maker, boolean isTree, ServiceBoard board) {
        this.id = id;
        this.lifecycle = lifecycle;
        this.maker = maker;
        this.isTree = isTree;
        this.board = board;
    }

    @Override
    public Next<Message> init(Context<Message> here) {
        here.self().trapExits(true);
        var failure = launch(here);
        if (failure != null) {
            return failedToStart(failure, here);
        }
        return Next.notReady();
    }

    @Override
    public Next<Message> on(Message message, Context<Message> here) {
        return switch (message) {
            case Message.Ready(int of) when isNews(of) -> ready(here);
            case Message.Ignored(int of)
            when isNews(of) -> {
                // Its end, which follows, says the rest.
                verdict = ExitReason.NORMAL;
                yield Next.go();
            }
            case Message.StartOverdue(int of)
            when isNews(of) -> {
                verdict = new ExitReason.Failed("it was not ready within " + DurationText.of(lifecycle.startTimeout()));
                here.self().kill(Objects.requireNonNull(pid));
                yield Next.go();
            }
            case Message.Retry(int of)
            when of == start && state == State.WAITING -> {
                var failure = launch(here);
                yield failure == null ? Next.go() : failedToStart(failure, here);
            }
            case Message.HalfTime(int of)
            when of == start && state == State.STOPPING -> {
                askDescendants(here);
                yield Next.go();
            }
            default -> Next.go();
        };
    }

    private boolean isNews(int of) {
        return of == start && state == State.STARTING;
    }

    @Override
    public Next<Message> signal(Signal signal, Context<Message> here) {
        return signal instanceof Signal.Down down && down.monitor() == monitor
                ? ended(verdict == null ? down.reason() : verdict, here)
                : Next.go();
    }

    // ---- starting

    /** Spawns the process; the reason if that is not possible. */
    private @Nullable ExitReason launch(Context<Message> here) {
        start++;
        verdict = null;
        state = State.STARTING;
        try {
            var spawn = maker.spawn(new Report(here.node(), here.pid(), start));
            var spawned = here.self().spawn(spawn.linked().monitored());
            pid = spawned.pid();
            monitor = spawned.monitor();
        } catch (Throwable thrown) { // whatever a start throws is a failed start, not the end of its keeper
            return new ExitReason.Crash(thrown);
        }
        timer = here.after(lifecycle.startTimeout(), new Message.StartOverdue(start));
        publish(null);
        return null;
    }

    private Next<Message> ready(Context<Message> here) {
        disarm(here);
        state = State.RUNNING;
        runningSince = here.self().nanoTime();
        publish(null);
        here.ready();
        return Next.go();
    }

    /** A start came to nothing: the first one of a service that is required ends the boot. */
    private Next<Message> failedToStart(ExitReason reason, Context<Message> here) {
        boolean boot = start == 1 && lifecycle.startup() == Lifecycle.Startup.REQUIRED;
        if (boot) {
            lastEnd = reason;
            state = State.FAILED;
            publish(null);
            return Next.stop(reason.isOrderly() ? new ExitReason.Failed(reason) : reason);
        }
        var next = failed(reason, here);
        here.ready();
        return next;
    }

    // ---- the end of the process

    private Next<Message> ended(ExitReason reason, Context<Message> here) {
        disarm(here);
        var was = state;
        pid = null;
        monitor = null;
        lastEnd = reason;
        return switch (was) {
            case STOPPING -> stopped();
            case STARTING -> verdict == ExitReason.NORMAL ? finished(here) : failedToStart(reason, here);
            case RUNNING -> {
                var uptime = Duration.ofNanos(here.self().nanoTime() - runningSince);
                if (lifecycle.backoff().resetsAfter(uptime)) {
                    failures = 0;
                }
                yield isDone(reason) ? finished(here) : failed(reason, here);
            }
            case WAITING, FINISHED, FAILED, STOPPED -> Next.go();
        };
    }

    /** A supervisor that gave up ends by a shutdown, but its work is not done. */
    private static boolean isDone(ExitReason reason) {
        boolean gaveUp = reason.root() instanceof ExitReason.Shutdown(var detail)
                && (detail instanceof GaveUp || detail instanceof FailedToStart);
        return reason.isOrderly() && !gaveUp;
    }

    private Next<Message> finished(Context<Message> here) {
        state = State.FINISHED;
        publish(null);
        here.ready();
        return Next.go();
    }

    private Next<Message> failed(ExitReason reason, Context<Message> here) {
        failures++;
        lastEnd = reason;
        int most = lifecycle.restart().maxAttempts();
        if (isFinal(reason) || most > 0 && failures >= most) {
            state = State.FAILED;
            publish(null);
            return Next.go();
        }
        var pause = lifecycle.backoff().delay(failures, here.self().random());
        state = State.WAITING;
        timer = here.after(pause, new Message.Retry(start));
        publish(pause);
        return Next.go();
    }

    private static boolean isFinal(ExitReason reason) {
        return reason.root() instanceof ExitReason.Failed(RetryAdvice advice)
                && !advice.retryable().orElse(true);
    }

    // ---- stopping

    @Override
    public Next<Message> shutdown(StopRequest request, Context<Message> here) {
        stopRequest = request;
        disarm(here);
        var running = pid;
        if (running == null) {
            return stopped();
        }
        state = State.STOPPING;
        publish(null);
        var patience = Patience.within(lifecycle.stopTimeout(), request, here.self());
        stopBy = here.self().nanoTime() + patience.toNanos();
        here.self().cancel(running, "service stopping", patience);
        if (!isTree) {
            timer = here.after(patience.dividedBy(2), new Message.HalfTime(start));
        }
        return Next.go();
    }

    /**
     * The process did not end in half of its time. Its descendants would die with it, if linked, without ever having been
     * asked; so they are asked now.
     */
    private void askDescendants(Context<Message> here) {
        var running = pid;
        if (running != null) {
            var left = Duration.ofNanos(stopBy - here.self().nanoTime());
            here.node()
                    .cancelTree(running, "service stopping", left)
                    .thenAccept(report -> report.killed().stream()
                            .filter(pid -> !pid.equals(running))
                            .forEach(pid -> board.forced("process " + pid + " below service " + id)));
        }
    }

    private Next<Message> stopped() {
        state = State.STOPPED;
        publish(null);
        return Next.stop(stopRequest == null ? ExitReason.SHUTDOWN : stopRequest.reason());
    }

    // ---- small things

    private void disarm(Context<Message> here) {
        if (timer != null) {
            here.self().cancel(timer);
            timer = null;
        }
    }

    private void publish(@Nullable Duration pause) {
        int attempt = state == State.STARTING || state == State.RUNNING ? failures + 1 : failures;
        board.put(new ServiceStatus(id, state, pid, attempt, lastEnd, pause));
    }

    @Override
    public Object state() {
        return id + " " + state;
    }

    /** Carries what a process says of its start to the keeper. */
    private record Report(Node node, Pid keeper, int start) implements Startup {
        @Override
        public void ready(@Nullable Object info) {
            node.send(keeper, new Message.Ready(start));
        }

        @Override
        public void ignored() {
            node.send(keeper, new Message.Ignored(start));
        }
    }
}
