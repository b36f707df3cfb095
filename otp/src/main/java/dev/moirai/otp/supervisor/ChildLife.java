package dev.moirai.otp.supervisor;

import dev.moirai.kernel.Clock;
import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Fenced;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.SendResult;
import dev.moirai.kernel.Timer;
import dev.moirai.kernel.Tracer;
import dev.moirai.otp.Answer;
import dev.moirai.otp.Next;
import dev.moirai.otp.Ref;
import dev.moirai.otp.Sys;
import dev.moirai.otp.text.DurationText;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Starts and stops one child, and takes the news of it; the states are drawn at {@link ChildInfo.State}. Owner: the
 * supervisor's turns.
 */
final class ChildLife implements Operation.Crew {

    /** Is told of the end of a child that nobody asked for. */
    interface Mourner {
        void endedByItself(Child child, Pid pid, ExitReason reason);
    }

    private final SupervisorState state;
    private final Mourner mourner;
    private final Supplier<Next<SupervisorMessage>> next;
    private final StartTimes startTimes = new StartTimes();
    private final StopTimes stopTimes = new StopTimes();
    private @Nullable Operation paused;

    /** @param next what the supervisor does after it handled something */
    ChildLife(SupervisorState state, Mourner mourner, Supplier<Next<SupervisorMessage>> next) {
        this.state = state;
        this.mourner = mourner;
        this.next = next;
    }

    // ---- start

    @Override
    public void start(Child child, Operation operation) {
        disarm(child);
        child.incarnation++;
        child.operation = operation;
        child.state = ChildInfo.State.STARTING;
        child.ignored = false;
        child.abandoned = false;
        child.info = null;
        if (!waitsForOldCode(child)) {
            begin(child, operation);
        }
    }

    /** Whether Java code of the old process still runs, which this child must not run beside. */
    private boolean waitsForOldCode(Child child) {
        Pid old = child.previous;
        if (!child.spec.awaitPhysicalEnd() || old == null) {
            return false;
        }
        var end = old.node().physicalEnd(old);
        if (end.isDone()) {
            return false;
        }
        Pid here = state.self().pid();
        Internal.OldCodeEnded news = new Internal.OldCodeEnded(child, child.incarnation);
        end.thenRun(() -> here.node().send(here, news));
        return true;
    }

    void oldCodeEnded(Internal.OldCodeEnded news) {
        Child child = news.child();
        Operation operation = child.operation;
        if (child.is(ChildInfo.State.STARTING, news.incarnation()) && operation != null) {
            begin(child, operation);
        }
    }

    private void begin(Child child, Operation operation) {
        switch (launch(child)) {
            case Start.Running(Pid pid) -> {
                bind(child, pid);
                up(child);
                operation.started(child);
            }
            case Start.Starting(Pid pid) -> {
                bind(child, pid);
                Duration limit = child.spec.startTimeout();
                if (limit != null) {
                    startTimes.begin(child, limit, state.now(), state.self());
                }
            }
            case Start.Ignored() -> {
                child.ignored = true;
                child.state = ChildInfo.State.DOWN;
                startedNothing(child, operation);
            }
            case Start.Failed(ExitReason reason) -> {
                child.ended(reason);
                operation.failed(child, reason);
            }
        }
    }

    private Start.Launch launch(Child child) {
        try {
            Start.Launch launch = child.spec
                    .start()
                    .launch(state.self(), new Readiness(state.self().pid(), child, child.incarnation));
            Pid pid = switch (launch) {
                case Start.Running running -> running.pid();
                case Start.Starting starting -> starting.pid();
                case Start.Ignored _, Start.Failed _ -> null;
            };
            return pid != null && state.children.of(pid) != null
                    ? new Start.Failed(new ExitReason.Failed(new AlreadyStarted(pid)))
                    : launch;
        } catch (Fenced fenced) {
            throw fenced;
        } catch (Throwable thrown) { // whatever a user's start throws is a failed start, not the end of its siblings
            return new Start.Failed(new ExitReason.Crash(thrown));
        }
    }

    private void bind(Child child, Pid pid) {
        state.children.bind(child, pid);
        state.self().link(pid); // does nothing if the start linked it, as it must
    }

    void ready(Internal.Ready news) {
        Child child = news.child();
        Operation operation = child.operation;
        if (child.is(ChildInfo.State.STARTING, news.incarnation()) && operation != null && !child.abandoned) {
            child.info = news.info();
            up(child);
            operation.started(child);
        }
    }

    void ignored(Internal.Ignored news) {
        if (news.child().is(ChildInfo.State.STARTING, news.incarnation())) {
            news.child().ignored = true; // done when its process has ended
        }
    }

    void startsOverdue() {
        for (Child child : startTimes.overdue(state.now(), state.self())) {
            if (child.state == ChildInfo.State.STARTING && child.monitor == null) {
                Duration time = Objects.requireNonNull(child.spec.startTimeout());
                killAs(child, "timeout: it was not ready within " + DurationText.of(time));
            }
        }
    }

    private void up(Child child) {
        startTimes.end(child);
        child.state = ChildInfo.State.RUNNING;
        child.operation = null;
        boolean again = child.wasUp;
        child.wasUp = true;
        child.upSince = state.now();
        Pid pid = Objects.requireNonNull(child.pid);
        if (again) {
            child.restarts++;
            Tracer tracer = state.self().node().options().tracer();
            if (tracer != null) {
                tracer.restarted(state.self().pid(), child.id(), pid);
            }
        }
        state.report(new Report.Started(state.label(), child.id(), pid, again), child.upSince);
        Duration heartbeat = child.spec.heartbeat();
        if (heartbeat != null) {
            state.self().sendAfter(heartbeat, new Internal.Heartbeat(child, child.incarnation));
        }
    }

    /** A child had nothing to do. For the operation it is done. */
    private void startedNothing(Child child, Operation operation) {
        if (state.forgets(child)) {
            state.children.remove(child);
        }
        operation.started(child);
    }

    void checkHeartbeat(Internal.Heartbeat news) {
        Child child = news.child();
        long incarnation = news.incarnation();
        Duration every = child.spec.heartbeat();
        Pid pid = child.pid;
        if (every == null || pid == null || !child.is(ChildInfo.State.RUNNING, incarnation)) {
            return;
        }
        state.context().ask(new Ref<Object>(pid), every, Sys.Ping::new, answer -> {
            if (child.is(ChildInfo.State.RUNNING, incarnation)) {
                switch (answer) {
                    case Answer.Ok<?> _, Answer.Failed<?> _ ->
                        state.self().sendAfter(every, new Internal.Heartbeat(child, incarnation));
                    case Answer.TimedOut<?> _, Answer.NotSent<?> _ ->
                        killAs(child, "no heartbeat: it handled nothing for " + DurationText.of(every));
                    case Answer.Exited<?> _ -> {} // its Exit tells the rest
                }
            }
            return next.get();
        });
    }

    /** Kills a child for a reason of its own; watched, for it may have unlinked itself, or be dead already if it has. */
    private void killAs(Child child, String verdict) {
        Pid pid = Objects.requireNonNull(child.pid);
        child.verdict = new ExitReason.Failed(verdict);
        child.monitor = state.self().monitor(pid);
        state.self().kill(pid);
    }

    // ---- stop

    /**
     * The protocol: watch it, ask it, kill it when its time is over, wait for its end. It stays linked until then, so that
     * it dies with this supervisor at any point; and it is watched, so that it cannot hang us by unlinking itself.
     */
    @Override
    public void stop(Child child, Operation operation) {
        disarm(child);
        if (child.pid == null) {
            child.incarnation++; // whatever it ended with just before is settled by this
            if (child.state == ChildInfo.State.RESTARTING || child.state == ChildInfo.State.STARTING) {
                child.state = ChildInfo.State.DOWN;
            }
            operation.stopped(child);
            return;
        }
        child.operation = operation;
        if (child.state != ChildInfo.State.STOPPING) {
            boolean asked = child.monitor != null;
            child.state = ChildInfo.State.STOPPING;
            if (!asked) {
                askToStop(child);
            }
        }
    }

    /** A child whose start is under way is not wanted any more. */
    void abandon(Child child) {
        child.abandoned = true;
        Operation operation = child.operation;
        if (child.pid == null && operation != null) { // old code still runs, so that there is nothing to stop yet
            child.incarnation++;
            child.ended(ExitReason.SHUTDOWN);
            operation.failed(child, ExitReason.SHUTDOWN);
            return;
        }
        startTimes.end(child);
        askToStop(child);
    }

    private void askToStop(Child child) {
        Pid pid = Objects.requireNonNull(child.pid);
        child.incarnation++;
        child.monitor = state.self().monitor(pid);
        long now = state.now();
        Duration patience = stopTimes.bounded(child.spec.shutdown().patience(), isWaitedFor(child), now);
        if (patience != null && !patience.isPositive()) {
            state.self().kill(pid);
            return;
        }
        try {
            child.spec.start().requestStop(state.self(), pid, patience);
        } catch (Fenced fenced) {
            throw fenced;
        } catch (Throwable _) { // a child that cannot be asked is ended all the same
            state.self().kill(pid);
            return;
        }
        if (patience != null) {
            stopTimes.killAt(Clock.after(now, patience), child, state.self());
        }
    }

    @Override
    public boolean pause(Operation operation) {
        boolean accepted = state.self().send(state.self().pid(), new Internal.GoOn()) == SendResult.ACCEPTED;
        paused = accepted ? operation : null;
        return accepted;
    }

    @Override
    public void supersede() {
        paused = null;
    }

    /** The operation that pauses, if one does, goes on. */
    void goOn() {
        Operation operation = paused;
        if (operation != null) {
            paused = null;
            operation.goOn();
        }
    }

    void stopsOverdue(long due) {
        stopTimes.overdue(due, state.self());
    }

    /** The supervisor has to be down by {@code latest}. */
    void limitStops(long latest) {
        stopTimes.limit(latest);
    }

    /** A deadline came while children were stopping already: those under way get it too. */
    void hurryUp() {
        for (Child child : state.children.all()) {
            Duration left = stopTimes.bounded(null, isWaitedFor(child), state.now());
            if (left != null && child.state == ChildInfo.State.STOPPING) {
                stopTimes.killAt(Clock.after(state.now(), left), child, state.self());
            }
        }
    }

    /** Whether others are asked to stop only when {@code child} has. */
    private boolean isWaitedFor(Child child) {
        if (state.isParallel()) {
            return !child.spec.after().isEmpty()
                    && child.spec.after().stream().anyMatch(needed -> {
                        Child other = state.children.get(needed);
                        return other != null && other.pid != null;
                    });
        }
        for (Child first : state.children.all()) {
            if (first.pid != null) {
                return first != child;
            }
        }
        return false;
    }

    // ---- end

    void ended(Child child, ExitReason told) {
        startTimes.end(child);
        if (child.monitor != null) {
            state.self().demonitorAndFlush(child.monitor);
        }
        ExitReason reason = child.judge(told);
        ChildInfo.State was = child.state;
        Operation operation = child.operation;
        Pid pid = Objects.requireNonNull(child.pid);
        state.children.unbind(child);
        child.ended(reason);
        if (was == ChildInfo.State.RUNNING) {
            mourner.endedByItself(child, pid, reason);
        } else if (operation != null && was == ChildInfo.State.STOPPING) {
            reportUnlessAsAsked(child, reason);
            operation.stopped(child);
        } else if (operation != null && child.ignored) {
            startedNothing(child, operation);
        } else if (operation != null) {
            operation.failed(child, child.abandoned ? ExitReason.SHUTDOWN : reason);
        }
    }

    private void reportUnlessAsAsked(Child child, ExitReason reason) {
        boolean asAsked = switch (reason.root()) {
            case ExitReason.Shutdown _ -> true;
            case ExitReason.Normal _ ->
                child.spec.restart() != Restart.PERMANENT || child.spec.start().mayEndNormally();
            case ExitReason.Killed _ -> child.spec.shutdown() instanceof Shutdown.Brutal;
            case ExitReason _ -> false;
        };
        if (!asAsked) {
            state.report(new Report.ShutdownError(state.label(), child.id(), reason));
        }
    }

    void disarm(Child child) {
        Timer timer = child.timer;
        if (timer != null) {
            state.self().cancel(timer);
            child.timer = null;
        }
    }
}
