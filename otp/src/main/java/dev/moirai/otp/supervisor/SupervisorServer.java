package dev.moirai.otp.supervisor;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Fenced;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Self;
import dev.moirai.kernel.Signal;
import dev.moirai.kernel.Timer;
import dev.moirai.kernel.Tracer;
import dev.moirai.otp.Answer;
import dev.moirai.otp.Context;
import dev.moirai.otp.Next;
import dev.moirai.otp.Ref;
import dev.moirai.otp.Reply;
import dev.moirai.otp.Server;
import dev.moirai.otp.StopRequest;
import dev.moirai.otp.Sys;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The supervisor itself: a server that traps exits and never waits.
 *
 * <pre>
 *   STARTING ── all ready ──► RUNNING ── asked to stop, gave up, significant child ended ──► STOPPING ──► ended
 *      └───── one failed ───────────────────────────────────────────────────────────────────────▲
 * </pre>
 *
 * <p>What takes time is an {@link Operation} on some children; which of them may run side by side is up to {@link Lane}s.
 * Everything that arrives is news for one of these, a request, or a question, and is dealt with at once.
 */
final class SupervisorServer implements Server<SupervisorMessage>, Operation.Crew {
    private static final Duration FLUSH_AFTER = Duration.ofSeconds(1);

    private enum Phase {
        STARTING,
        RUNNING,
        STOPPING
    }

    private final SupervisorSpec spec;
    private final @Nullable DynamicSupervisorSpec dynamic;
    private final Children children = new Children();
    private final Accounts accounts;
    private final Lane shared = new Lane();
    /** What came while the children were still being started. */
    private final Deque<Runnable> deferred = new ArrayDeque<>();

    private final StopTimes stopTimes = new StopTimes();
    private Phase phase = Phase.STARTING;
    private long added;
    private boolean flushArmed;
    private @Nullable ExitReason over;
    private @Nullable Context<SupervisorMessage> context;

    SupervisorServer(SupervisorSpec spec, @Nullable DynamicSupervisorSpec dynamic) {
        this.spec = spec;
        this.dynamic = dynamic;
        this.accounts = new Accounts(spec.intensity());
    }

    private Context<SupervisorMessage> context() {
        return Objects.requireNonNull(context, "used before init");
    }

    private Self self() {
        return context().self();
    }

    private long now() {
        return self().nanoTime();
    }

    // ================================================================ what arrives

    @Override
    public Next<SupervisorMessage> init(Context<SupervisorMessage> here) {
        context = here;
        here.self().trapExits(true);
        for (ChildSpec<?> child : spec.children()) {
            children.add(new Child(child, newLane()));
        }
        new Operation(
                        this,
                        Sequence.oneByOne(List.of()),
                        () -> {},
                        starts(new ArrayList<>(children.all())),
                        this::startedAll)
                .proceed();
        return over == null ? Next.notReady() : Next.stop(over);
    }

    private void startedAll(@Nullable Child failed, @Nullable ExitReason reason) {
        if (failed != null && reason != null) {
            report(new Report.StartError(label(), failed.id(), reason));
            shutDown(new ExitReason.Shutdown(new FailedToStart(failed.id(), reason)), Long.MAX_VALUE);
            return;
        }
        phase = Phase.RUNNING;
        context().ready();
        Runnable change;
        while ((change = deferred.poll()) != null) {
            change.run();
        }
    }

    @Override
    public Next<SupervisorMessage> on(SupervisorMessage message, Context<SupervisorMessage> here) {
        switch (message) {
            case SupervisorMessage.Request request -> request(request);
            case Internal internal -> internal(internal);
        }
        return next();
    }

    @Override
    public Next<SupervisorMessage> signal(Signal signal, Context<SupervisorMessage> here) {
        if (signal instanceof Signal.Exit exit && exit.link() != null) {
            // Without a link it is somebody's request, not a death, and strangers have nothing to ask for here.
            Child child = children.of(exit.from());
            if (child != null) {
                ended(child, exit.reason());
            }
        } else if (signal instanceof Signal.Down down) {
            Child child = children.of(down.from());
            if (child != null && child.monitor == down.monitor()) {
                self().unlink(down.from());
                ended(child, down.reason());
            }
        }
        return next();
    }

    @Override
    public Next<SupervisorMessage> shutdown(StopRequest request, Context<SupervisorMessage> here) {
        shutDown(request.reason(), request.deadline());
        return next();
    }

    private Next<SupervisorMessage> next() {
        return over == null ? Next.go() : Next.stop(over);
    }

    private void internal(Internal news) {
        switch (news) {
            case Internal.Ready(Child child, long incarnation, Object info) -> {
                Operation operation = child.operation;
                if (child.is(ChildInfo.State.STARTING, incarnation) && operation != null && !child.abandoned) {
                    child.info = info;
                    up(child);
                    operation.started(child);
                }
            }
            case Internal.Ignored(Child child, long incarnation) -> {
                if (child.is(ChildInfo.State.STARTING, incarnation)) {
                    child.ignored = true; // done when its process has ended
                }
            }
            case Internal.StartOverdue(Child child, long incarnation, Duration limit) -> {
                if (child.is(ChildInfo.State.STARTING, incarnation)) {
                    killAs(child, "timeout: it was not ready within " + limit);
                }
            }
            case Internal.StopsOverdue(long due) -> stopTimes.overdue(due, self());
            case Internal.Retry(Child child, long incarnation) -> {
                if (child.is(ChildInfo.State.RESTARTING, incarnation)) {
                    submit(child, () -> {
                        if (child.is(ChildInfo.State.RESTARTING, incarnation)) {
                            restart(child);
                        }
                    });
                }
            }
            case Internal.Heartbeat(Child child, long incarnation) -> checkHeartbeat(child, incarnation);
            case Internal.FlushReports() -> {
                flushArmed = false;
                spec.reports().flush(now());
            }
        }
    }

    // ================================================================ requests

    private void request(SupervisorMessage.Request request) {
        switch (request) {
            case SupervisorMessage.WhichChildren(var to) -> {
                long now = now();
                to.ok(children.reversed().stream().map(child -> child.info(now)).toList());
            }
            case SupervisorMessage.WhichChild(var id, var to) ->
                to.ok(Optional.ofNullable(children.get(id)).map(child -> child.info(now())));
            case SupervisorMessage.GetChildSpec(var id, var to) ->
                to.ok(Optional.ofNullable(children.get(id)).map(child -> child.spec));
            case SupervisorMessage.CountChildren(var to) -> to.ok(children.counts());
            case SupervisorMessage.StartChild<?> start -> startChild(start);
            case SupervisorMessage.RestartChild(var id, var to) -> restartChild(children.get(id), to);
            case SupervisorMessage.TerminateChild(var id, var to) -> terminateChild(children.get(id), to);
            case SupervisorMessage.TerminatePid(var pid, var to) -> terminateChild(children.of(pid), to);
            case SupervisorMessage.DeleteChild(var id, var to) -> deleteChild(children.get(id), to);
        }
    }

    private <M> void startChild(SupervisorMessage.StartChild<M> request) {
        Reply<StartResult<M>> to = request.to();
        ChildSpec<?> wanted = request.spec();
        try {
            SupervisorSpec.checkSignificant(wanted, spec.autoShutdown());
        } catch (IllegalArgumentException invalid) {
            to.fail(String.valueOf(invalid.getMessage()));
            return;
        }
        if (dynamic != null) {
            if (children.size() >= dynamic.maxChildren()) {
                to.ok(new StartResult.Full<>(dynamic.maxChildren()));
                return;
            }
            wanted = dynamic.prepare().apply(wanted).id(new DynamicId(wanted.id(), ++added));
        } else {
            Child known = children.get(wanted.id());
            if (known != null) {
                Pid pid = known.pid;
                to.ok(pid != null ? new StartResult.AlreadyRuns<>(pid) : new StartResult.AlreadyPresent<>());
                return;
            }
        }
        Child child = new Child(wanted, newLane());
        children.add(child);
        change(child, List.of(), List.of(child), (failed, reason) -> {
            if (failed != null && reason != null) {
                children.remove(child);
                to.ok(notStarted(reason));
            } else if (child.ignored) {
                to.ok(new StartResult.Ignored<>());
            } else {
                to.ok(new StartResult.Ok<>(new Ref<>(Objects.requireNonNull(child.pid)), child.info));
            }
        });
    }

    private static <M> StartResult<M> notStarted(ExitReason reason) {
        return reason instanceof ExitReason.Failed(AlreadyStarted(Pid holder))
                ? new StartResult.AlreadyRuns<>(holder)
                : new StartResult.Failed<>(reason);
    }

    private void restartChild(@Nullable Child child, Reply<RestartResult> to) {
        if (child == null || dynamic != null) {
            to.ok(new RestartResult.NotFound());
            return;
        }
        RestartResult refusal = child.refusalToRestart();
        if (refusal != null) {
            to.ok(refusal);
            return;
        }
        submit(child, () -> {
            RestartResult late = children.contains(child) ? child.refusalToRestart() : new RestartResult.NotFound();
            if (late != null) {
                to.ok(late);
                return;
            }
            begin(child, List.of(), List.of(child), (failed, reason) -> {
                Pid pid = child.pid;
                if (failed != null && reason != null) {
                    to.ok(new RestartResult.Failed(reason));
                } else {
                    to.ok(pid == null ? new RestartResult.Ignored() : new RestartResult.Ok(pid, child.info));
                }
            });
        });
    }

    private void terminateChild(@Nullable Child child, Reply<TerminateResult> to) {
        if (child == null) {
            to.ok(TerminateResult.NOT_FOUND);
            return;
        }
        if (child.state == ChildInfo.State.STARTING) {
            child.abandoned = true;
            askToStop(child);
        }
        change(child, List.of(child), List.of(), (_, _) -> {
            if (child.isTemporary() || dynamic != null) {
                children.remove(child);
            }
            to.ok(TerminateResult.OK);
        });
    }

    private void deleteChild(@Nullable Child child, Reply<DeleteResult> to) {
        if (child == null || dynamic != null) {
            to.ok(DeleteResult.NOT_FOUND);
            return;
        }
        DeleteResult refusal = child.refusalToDelete();
        if (refusal != null) {
            to.ok(refusal);
            return;
        }
        submit(child, () -> {
            DeleteResult late = children.contains(child) ? child.refusalToDelete() : DeleteResult.NOT_FOUND;
            if (late == null) {
                children.remove(child);
            }
            to.ok(late == null ? DeleteResult.OK : late);
        });
    }

    // ================================================================ changes

    private Lane newLane() {
        return spec.strategy().isGroup() ? shared : new Lane();
    }

    /** Has a change of this child made when it is its turn. */
    private void submit(Child child, Runnable change) {
        switch (phase) {
            case STARTING -> deferred.add(() -> child.lane.submit(change));
            case RUNNING -> child.lane.submit(change);
            case STOPPING -> {} // whoever asked for it hears that the supervisor has ended
        }
    }

    /** Has an operation carried out in the child's lane. */
    private void change(Child child, List<Child> stop, List<Child> start, Operation.Ending ending) {
        submit(child, () -> begin(child, stop, start, ending));
    }

    /** Begins an operation; the lane is the child's until it is over. */
    private void begin(Child child, List<Child> stop, List<Child> start, Operation.Ending ending) {
        child.lane.hold();
        new Operation(this, stops(stop), () -> {}, starts(start), (failed, reason) -> {
                    ending.over(failed, reason);
                    child.lane.free();
                })
                .proceed();
    }

    private Sequence<Child> starts(List<Child> inOrder) {
        if (!isParallel()) {
            return Sequence.oneByOne(inOrder);
        }
        return Sequence.asSoonAsPossible(
                inOrder,
                child -> child.spec.after().stream()
                        .map(children::get)
                        .filter(Objects::nonNull)
                        .toList());
    }

    private Sequence<Child> stops(List<Child> inReverse) {
        if (!isParallel()) {
            return Sequence.oneByOne(inReverse);
        }
        Map<Child, Collection<Child>> dependents = new HashMap<>();
        for (Child child : inReverse) {
            for (Object needed : child.spec.after()) {
                Child other = children.get(needed);
                if (other != null) {
                    dependents.computeIfAbsent(other, _ -> new ArrayList<>()).add(child);
                }
            }
        }
        return Sequence.asSoonAsPossible(inReverse, child -> dependents.getOrDefault(child, List.of()));
    }

    private boolean isParallel() {
        return spec.parallel() || dynamic != null;
    }

    // ================================================================ starting one child

    @Override
    public void start(Child child, Operation operation) {
        disarm(child);
        child.incarnation++;
        child.operation = operation;
        child.state = ChildInfo.State.STARTING;
        child.ignored = false;
        child.abandoned = false;
        child.info = null;
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
                    child.timer = self().sendAfter(limit, new Internal.StartOverdue(child, child.incarnation, limit));
                }
            }
            case Start.Ignored() -> {
                child.ignored = true;
                child.state = ChildInfo.State.DOWN;
                ignored(child, operation);
            }
            case Start.Failed(ExitReason reason) -> {
                child.ended(reason);
                operation.failed(child, reason);
            }
        }
    }

    private Start.Launch launch(Child child) {
        try {
            Start.Launch launch =
                    child.spec.start().launch(self(), new Readiness(self().pid(), child, child.incarnation));
            Pid pid = switch (launch) {
                case Start.Running running -> running.pid();
                case Start.Starting starting -> starting.pid();
                case Start.Ignored _, Start.Failed _ -> null;
            };
            return pid != null && children.of(pid) != null
                    ? new Start.Failed(new ExitReason.Failed(new AlreadyStarted(pid)))
                    : launch;
        } catch (Fenced fenced) {
            throw fenced;
        } catch (Throwable thrown) { // whatever a user's start throws is a failed start, not the end of its siblings
            return new Start.Failed(new ExitReason.Crash(thrown));
        }
    }

    private void bind(Child child, Pid pid) {
        children.bind(child, pid);
        self().link(pid); // does nothing if the start linked it, as it must
    }

    private void up(Child child) {
        disarm(child);
        child.state = ChildInfo.State.RUNNING;
        child.operation = null;
        boolean again = child.upSince != 0;
        child.upSince = now();
        Pid pid = Objects.requireNonNull(child.pid);
        if (again) {
            child.restarts++;
            Tracer tracer = self().node().options().tracer();
            if (tracer != null) {
                tracer.restarted(self().pid(), child.id(), pid);
            }
        }
        report(new Report.Started(label(), child.id(), pid, again));
        Duration heartbeat = child.spec.heartbeat();
        if (heartbeat != null) {
            self().sendAfter(heartbeat, new Internal.Heartbeat(child, child.incarnation));
        }
    }

    /** A child had nothing to do. For the operation it is done. */
    private void ignored(Child child, Operation operation) {
        if (child.isTemporary() || dynamic != null) {
            children.remove(child);
        }
        operation.started(child);
    }

    private void checkHeartbeat(Child child, long incarnation) {
        Duration every = child.spec.heartbeat();
        Pid pid = child.pid;
        if (every == null || pid == null || !child.is(ChildInfo.State.RUNNING, incarnation)) {
            return;
        }
        context().ask(new Ref<Object>(pid), every, Sys.Ping::new, answer -> {
            if (child.is(ChildInfo.State.RUNNING, incarnation)) {
                switch (answer) {
                    case Answer.Ok<?> _, Answer.Failed<?> _ ->
                        self().sendAfter(every, new Internal.Heartbeat(child, incarnation));
                    case Answer.TimedOut<?> _, Answer.NotSent<?> _ ->
                        killAs(child, "no heartbeat: it handled nothing for " + every);
                    case Answer.Exited<?> _ -> {} // its Exit tells the rest
                }
            }
            return next();
        });
    }

    /** Kills a child for a reason of its own; watched, for it may have unlinked itself, or be dead already if it has. */
    private void killAs(Child child, String verdict) {
        Pid pid = Objects.requireNonNull(child.pid);
        child.verdict = new ExitReason.Failed(verdict);
        child.monitor = self().monitor(pid);
        self().kill(pid);
    }

    // ================================================================ stopping one child

    /**
     * The protocol: watch it, ask it, kill it when its time is over, wait for its end. It stays linked until then, so that
     * it dies with this supervisor at any point; and it is watched, so that it cannot hang us by unlinking itself.
     */
    @Override
    public void stop(Child child, Operation operation) {
        disarm(child);
        if (child.pid == null) {
            child.incarnation++; // whatever it ended with just before is settled by this
            if (child.state == ChildInfo.State.RESTARTING) {
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

    private void askToStop(Child child) {
        Pid pid = Objects.requireNonNull(child.pid);
        child.incarnation++;
        child.monitor = self().monitor(pid);
        Duration patience = stopTimes.bounded(child.spec.shutdown().patience(), isWaitedFor(child), now());
        if (patience != null && !patience.isPositive()) {
            self().kill(pid);
            return;
        }
        try {
            child.spec.start().requestStop(self(), pid, patience);
        } catch (Fenced fenced) {
            throw fenced;
        } catch (Throwable _) { // a child that cannot be asked is ended all the same
            self().kill(pid);
            return;
        }
        if (patience != null) {
            stopTimes.killAt(now() + patience.toNanos(), child, self());
        }
    }

    /** Whether others are asked to stop only when {@code child} has. */
    private boolean isWaitedFor(Child child) {
        if (isParallel()) {
            return child.spec.after().stream().anyMatch(needed -> {
                Child other = children.get(needed);
                return other != null && other.pid != null;
            });
        }
        for (Child first : children.all()) {
            if (first.pid != null) {
                return first != child;
            }
        }
        return false;
    }

    private void reportUnlessAsAsked(Child child, ExitReason reason) {
        boolean asAsked = switch (reason.root()) {
            case ExitReason.Shutdown _ -> true;
            case ExitReason.Normal _ -> child.spec.restart() != Restart.PERMANENT;
            case ExitReason.Killed _ -> child.spec.shutdown() instanceof Shutdown.Brutal;
            case ExitReason _ -> false;
        };
        if (!asAsked) {
            report(new Report.ShutdownError(label(), child.id(), reason));
        }
    }

    // ================================================================ the end of one child

    private void ended(Child child, ExitReason told) {
        disarm(child);
        if (child.monitor != null) {
            self().demonitorAndFlush(child.monitor);
        }
        ExitReason reason = child.judge(told);
        ChildInfo.State was = child.state;
        Operation operation = child.operation;
        Pid pid = Objects.requireNonNull(child.pid);
        children.unbind(child);
        child.ended(reason);
        if (was == ChildInfo.State.RUNNING) {
            long incarnation = child.incarnation;
            long at = accounts.time(now());
            if (child.spec.backoff().resetsAfter(Duration.ofNanos(now() - child.upSince))) {
                child.failures = 0;
            }
            submit(child, () -> {
                if (child.incarnation == incarnation
                        && child.state == ChildInfo.State.DOWN
                        && children.contains(child)) {
                    endedByItself(child, pid, reason, at);
                }
            });
        } else if (operation != null && was == ChildInfo.State.STOPPING) {
            reportUnlessAsAsked(child, reason);
            operation.stopped(child);
        } else if (operation != null && child.ignored) {
            ignored(child, operation);
        } else if (operation != null) {
            operation.failed(child, child.abandoned ? ExitReason.SHUTDOWN : reason);
        }
    }

    private void endedByItself(Child child, Pid pid, ExitReason reason, long at) {
        if (child.spec.restart().wanted(reason)) {
            Duration delay = account(child, reason, at);
            report(new Report.ChildTerminated(label(), child.id(), pid, reason, delay));
            if (delay == null) {
                exhausted(child, reason);
            } else if (delay.isZero()) {
                restart(child);
            } else {
                restartLater(child, delay);
                stopGroup(child);
            }
            return;
        }
        if (!reason.isOrderly()) {
            report(new Report.ChildTerminated(label(), child.id(), pid, reason, null));
        }
        if (child.isTemporary() || dynamic != null) {
            children.remove(child);
        }
        autoShutdown(child);
    }

    private void autoShutdown(Child child) {
        if (!child.spec.significant()) {
            return;
        }
        boolean last = children.all().stream()
                .noneMatch(other -> other != child
                        && other.spec.significant()
                        && other.state != ChildInfo.State.DOWN
                        && other.state != ChildInfo.State.QUARANTINED);
        if (spec.autoShutdown() == AutoShutdown.ANY_SIGNIFICANT || last) {
            shutDown(ExitReason.SHUTDOWN, Long.MAX_VALUE);
        }
    }

    // ================================================================ restarts

    /** Counts a failure; how long to wait before the next start, or null if there is to be none. */
    private @Nullable Duration account(Child child, ExitReason reason, long at) {
        RestartWindow own = child.budget;
        boolean allowed = own != null ? own.allows(at) : accounts.allows(child.id(), reason, at);
        child.failures++;
        return allowed ? child.spec.backoff().delay(child.failures, self().random()) : null;
    }

    private void exhausted(Child child, ExitReason reason) {
        if (child.budget != null) {
            child.state = ChildInfo.State.QUARANTINED;
            report(new Report.Quarantined(label(), child.id(), reason, child.budget.limit()));
            autoShutdown(child);
            return;
        }
        GaveUp why = accounts.gaveUp(label(), child.id(), reason);
        report(new Report.ShuttingDown(label(), child.id(), why));
        shutDown(new ExitReason.Shutdown(why), Long.MAX_VALUE);
    }

    private void restartLater(Child child, Duration delay) {
        child.state = ChildInfo.State.RESTARTING;
        child.retryAt = now() + delay.toNanos();
        child.timer = self().sendAt(child.retryAt, new Internal.Retry(child, child.incarnation));
    }

    /** Who is restarted together goes down together: the group does not run on without the child that is backing off. */
    private void stopGroup(Child child) {
        RestartPlan<Child> plan = plan(child);
        if (!plan.stop().isEmpty() || !plan.drop().isEmpty()) {
            carryOut(child, plan.stop(), plan.drop(), List.of());
        }
    }

    private void restart(Child child) {
        if (child.spec.awaitPhysicalEnd() && child.previous != null) {
            var end = self().node().physicalEnd(child.previous);
            if (!end.isDone()) {
                child.state = ChildInfo.State.RESTARTING;
                child.retryAt = now();
                Pid here = self().pid();
                Internal.Retry retry = new Internal.Retry(child, child.incarnation);
                end.thenRun(() -> here.node().send(here, retry));
                return;
            }
        }
        child.state = ChildInfo.State.RESTARTING;
        child.retryAt = now();
        RestartPlan<Child> plan = plan(child);
        carryOut(child, plan.stop(), plan.drop(), plan.start());
    }

    private RestartPlan<Child> plan(Child failed) {
        if (!spec.strategy().isGroup()) {
            return new RestartPlan<>(List.of(), List.of(), List.of(failed));
        }
        return RestartPlan.of(
                spec.strategy(),
                children.all().stream()
                        .map(child -> new RestartPlan.Member<>(
                                child,
                                child.pid != null,
                                child.isTemporary(),
                                child.state == ChildInfo.State.QUARANTINED))
                        .toList(),
                failed);
    }

    private void carryOut(Child child, List<Child> stop, List<Child> drop, List<Child> start) {
        if (spec.strategy().isGroup()) {
            accounts.stopTime(now());
        }
        child.lane.hold();
        new Operation(this, stops(stop), () -> readyToStart(drop, start), starts(start), (failed, reason) -> {
                    accounts.resumeTime(now());
                    if (failed != null && reason != null) {
                        restartFailed(failed, reason);
                    }
                    child.lane.free();
                })
                .proceed();
    }

    /** Whatever was to become of these, they are started now, or stay down if one before them does not start. */
    private void readyToStart(List<Child> drop, List<Child> start) {
        drop.forEach(children::remove);
        for (Child child : start) {
            disarm(child);
            child.state = ChildInfo.State.DOWN;
        }
    }

    /** Tries again: later, so that others are served between attempts; each attempt counts. */
    private void restartFailed(Child child, ExitReason reason) {
        report(new Report.StartError(label(), child.id(), reason));
        if (child.abandoned) {
            return;
        }
        Duration delay = account(child, reason, accounts.time(now()));
        if (delay == null) {
            exhausted(child, reason);
        } else {
            restartLater(child, delay);
        }
    }

    // ================================================================ the end of the supervisor

    private void shutDown(ExitReason reason, long latest) {
        stopTimes.limit(latest);
        if (phase == Phase.STOPPING) {
            hurryUp();
            return;
        }
        phase = Phase.STOPPING;
        shared.clear();
        deferred.clear();
        children.all().forEach(child -> child.lane.clear());
        List<Child> toStop = children.reversed();
        new Operation(this, stops(toStop), () -> {}, Sequence.oneByOne(List.of()), (_, _) -> over = reason).proceed();
    }

    /** A deadline came while we were stopping already: those under way get it too. */
    private void hurryUp() {
        for (Child child : children.all()) {
            Duration left = stopTimes.bounded(null, isWaitedFor(child), now());
            if (left != null && child.state == ChildInfo.State.STOPPING) {
                stopTimes.killAt(now() + left.toNanos(), child, self());
            }
        }
    }

    // ================================================================ small things

    private void disarm(Child child) {
        Timer timer = child.timer;
        if (timer != null) {
            self().cancel(timer);
            child.timer = null;
        }
    }

    private void report(Report report) {
        if (spec.reports().report(report, now()) && !flushArmed) {
            flushArmed = true;
            self().sendAfter(FLUSH_AFTER, new Internal.FlushReports());
        }
    }

    private Object label() {
        return spec.name() != null ? spec.name() : self().pid();
    }

    @Override
    public Object state() {
        return spec.strategy() + ", " + phase + ", " + children.counts();
    }

    @Override
    public String toString() {
        return spec.name() != null ? "supervisor " + spec.name() : "supervisor";
    }
}
