package dev.moirai.otp.supervisor;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Fenced;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Signal;
import dev.moirai.otp.Context;
import dev.moirai.otp.Done;
import dev.moirai.otp.Next;
import dev.moirai.otp.Ref;
import dev.moirai.otp.Reply;
import dev.moirai.otp.Server;
import dev.moirai.otp.StopRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The supervisor itself: a server that traps exits and never waits. Everything that arrives is a request, a question, or news
 * of a child, and is dealt with at once.
 *
 * <p>{@link Changes} decides when a change of children is made, {@link ChildLife} starts and stops each, {@link Restarts}
 * decides what follows when one has ended.
 */
final class SupervisorServer implements Server<SupervisorMessage>, ChildLife.Mourner {
    private final SupervisorState state;
    private final Children children;
    private final ChildLife life;
    private final Changes changes;
    private final Restarts restarts;
    private long added;
    private @Nullable ExitReason over;

    SupervisorServer(SupervisorSpec spec, @Nullable DynamicSupervisorSpec dynamic) {
        state = new SupervisorState(spec, dynamic);
        children = state.children;
        life = new ChildLife(state, this, this::next);
        changes = new Changes(state, life);
        restarts = new Restarts(state, life, changes, reason -> shutDown(reason, Long.MAX_VALUE));
    }

    // ================================================================ what arrives

    @Override
    public Next<SupervisorMessage> init(Context<SupervisorMessage> here) {
        state.begin(here);
        here.self().trapExits(true);
        for (ChildSpec<?> child : state.spec.children()) {
            children.add(new Child(child.id(), state.adopted(child), changes.newLane()));
        }
        changes.startAll(this::startedAll);
        return over == null ? Next.notReady() : Next.stop(over);
    }

    private void startedAll(@Nullable Child failed, @Nullable ExitReason reason) {
        if (failed != null && reason != null) {
            state.report(new Report.StartError(state.label(), failed.id(), reason));
            shutDown(new ExitReason.Shutdown(new FailedToStart(failed.id(), reason)), Long.MAX_VALUE);
            return;
        }
        state.context().ready();
        changes.run();
    }

    @Override
    public Next<SupervisorMessage> on(SupervisorMessage message, Context<SupervisorMessage> here) {
        switch (message) {
            case SupervisorMessage.Request request -> request(request);
            case Internal news -> take(news);
        }
        life.goOn(); // whatever arrived: a mailbox that drops messages may have dropped the one that was to do this
        return next();
    }

    private void take(Internal arrived) {
        switch (arrived) {
            case Internal.Ready news -> life.ready(news);
            case Internal.Ignored news -> life.ignored(news);
            case Internal.StartsOverdue() -> life.startsOverdue();
            case Internal.StopsOverdue(long due) -> life.stopsOverdue(due);
            case Internal.Retry news -> restarts.retry(news);
            case Internal.OldCodeEnded news -> life.oldCodeEnded(news);
            case Internal.Heartbeat news -> life.checkHeartbeat(news);
            case Internal.GoOn() -> {} // any message does
            case Internal.FlushReports() -> state.flushReports();
        }
    }

    @Override
    public Next<SupervisorMessage> signal(Signal signal, Context<SupervisorMessage> here) {
        if (signal instanceof Signal.Exit exit && exit.link() != null) {
            // Without a link it is somebody's request, not a death, and strangers have nothing to ask for here.
            Child child = children.of(exit.from());
            if (child != null) {
                life.ended(child, exit.reason());
            }
        } else if (signal instanceof Signal.Down down) {
            Child child = children.of(down.from());
            if (child != null && child.monitor == down.monitor()) {
                life.ended(child, down.reason()); // if it is still linked its Exit comes too, and finds no child
            }
        }
        return next();
    }

    @Override
    public void endedByItself(Child child, Pid pid, ExitReason reason) {
        restarts.endedByItself(child, pid, reason);
    }

    @Override
    public Next<SupervisorMessage> shutdown(StopRequest request, Context<SupervisorMessage> here) {
        shutDown(request.reason(), request.deadline());
        return next();
    }

    @Override
    public void terminate(ExitReason why, Context<SupervisorMessage> here) {
        if (here.self().parent() == null) {
            state.flushReportsForTheLastTime(); // those of supervisors below come through the same reports
        }
    }

    private void shutDown(ExitReason reason, long latest) {
        life.limitStops(latest);
        if (changes.isStopping()) {
            life.hurryUp();
        } else {
            changes.stopAll(() -> over = reason);
        }
    }

    private Next<SupervisorMessage> next() {
        return over == null ? Next.go() : Next.stop(over);
    }

    // ================================================================ requests

    private void request(SupervisorMessage.Request request) {
        switch (request) {
            case SupervisorMessage.WhichChildren(var to) -> {
                long now = state.now();
                to.ok(children.reversed().stream().map(child -> child.info(now)).toList());
            }
            case SupervisorMessage.WhichChild(var id, var to) ->
                to.ok(Optional.ofNullable(children.get(id)).map(child -> child.info(state.now())));
            case SupervisorMessage.GetChildSpec(var id, var to) ->
                to.ok(Optional.ofNullable(children.get(id)).map(Child::specAsKept));
            case SupervisorMessage.CountChildren(var to) -> to.ok(children.counts());
            case SupervisorMessage.StartChild<?> start -> startChild(start);
            case SupervisorMessage.RestartChild(var id, var to) -> restartChild(children.get(id), to);
            case SupervisorMessage.TerminateChild(var id, var to) -> terminateChild(children.get(id), to);
            case SupervisorMessage.TerminatePid(var pid, var to) -> terminateChild(children.of(pid), to);
            case SupervisorMessage.DeleteChild(var id, var to) -> deleteChild(children.get(id), to);
            case SupervisorMessage.ChangeSpec(var spec, var to) -> changeSpec(spec, to);
            case SupervisorMessage.ChangeDynamicSpec(var spec, var to) -> changeSpec(spec, to);
        }
    }

    private <M> void startChild(SupervisorMessage.StartChild<M> request) {
        Reply<StartResult<M>> to = request.to();
        DynamicSupervisorSpec dynamic = state.dynamic;
        if (dynamic != null && children.size() >= dynamic.maxChildren()) {
            to.ok(new StartResult.Full<>(dynamic.maxChildren()));
            return;
        }
        ChildSpec<?> wanted;
        try {
            wanted = dynamic == null ? request.spec() : dynamic.prepared(request.spec());
        } catch (Fenced fenced) {
            throw fenced;
        } catch (Throwable thrown) { // somebody's preparation is as foreign as a start, and must not end the siblings
            to.ok(new StartResult.Failed<>(new ExitReason.Crash(thrown)));
            return;
        }
        Object id = dynamic == null ? wanted.id() : new DynamicId(request.spec().id(), ++added);
        try {
            SupervisorSpec.check(id, wanted, state.spec.autoShutdown(), needed -> children.get(needed) != null);
        } catch (IllegalArgumentException invalid) {
            to.fail(String.valueOf(invalid.getMessage()));
            return;
        }
        Child known = children.get(id);
        if (known != null) {
            Pid pid = known.pid;
            to.ok(pid != null ? new StartResult.AlreadyRuns<>(pid) : new StartResult.AlreadyPresent<>());
            return;
        }
        Child child = new Child(id, state.adopted(wanted), changes.newLane());
        children.add(child);
        changes.change(child, List.of(), List.of(child), (failed, reason) -> {
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
        if (child == null || state.dynamic != null) {
            to.ok(new RestartResult.NotFound());
            return;
        }
        RestartResult refusal = child.refusalToRestart();
        if (refusal != null) {
            to.ok(refusal);
            return;
        }
        changes.submit(child, () -> {
            RestartResult late = children.contains(child) ? child.refusalToRestart() : new RestartResult.NotFound();
            if (late != null) {
                to.ok(late);
                return;
            }
            changes.begin(child, List.of(), () -> {}, List.of(child), (failed, reason) -> {
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
            life.abandon(child);
        }
        changes.change(child, List.of(child), List.of(), (_, _) -> {
            if (state.forgets(child)) {
                children.remove(child);
            }
            to.ok(TerminateResult.OK);
        });
    }

    private void deleteChild(@Nullable Child child, Reply<DeleteResult> to) {
        if (child == null || state.dynamic != null) {
            to.ok(DeleteResult.NOT_FOUND);
            return;
        }
        DeleteResult refusal = child.refusalToDelete();
        if (refusal != null) {
            to.ok(refusal);
            return;
        }
        changes.submit(child, () -> {
            DeleteResult late = children.contains(child) ? child.refusalToDelete() : DeleteResult.NOT_FOUND;
            if (late == null) {
                children.remove(child);
            }
            to.ok(late == null ? DeleteResult.OK : late);
        });
    }

    // ================================================================ other specs

    private void changeSpec(SupervisorSpec wanted, Reply<Done> to) {
        if (state.dynamic != null || !Objects.equals(wanted.name(), state.spec.name())) {
            to.fail("bad_change: "
                    + (state.dynamic != null
                            ? "this is a dynamic supervisor"
                            : "a running supervisor keeps its name, " + state.spec.name() + ", but the spec has "
                                    + wanted.name()));
            return;
        }
        changes.submitForAll(() -> {
            boolean otherLanes =
                    wanted.strategy().isGroup() != state.spec.strategy().isGroup();
            flags(wanted, null);
            List<Child> inOrder = new ArrayList<>();
            for (ChildSpec<?> spec : wanted.children()) {
                ChildSpec<?> adopted = state.adopted(spec);
                Child known = children.get(spec.id());
                if (known == null) {
                    inOrder.add(new Child(spec.id(), adopted, changes.newLane()));
                } else {
                    known.change(adopted);
                    inOrder.add(known);
                }
            }
            children.all().stream().filter(child -> !inOrder.contains(child)).forEach(inOrder::add);
            children.reorder(inOrder);
            if (otherLanes) {
                changes.renewLanes();
            }
            to.ok(Done.DONE);
        });
    }

    private void changeSpec(DynamicSupervisorSpec wanted, Reply<Done> to) {
        if (state.dynamic == null || !Objects.equals(wanted.name(), state.spec.name())) {
            to.fail("bad_change: "
                    + (state.dynamic == null
                            ? "this is no dynamic supervisor"
                            : "a running supervisor keeps its name, " + state.spec.name() + ", but the spec has "
                                    + wanted.name()));
            return;
        }
        changes.submitForAll(() -> {
            flags(wanted.asStatic(), wanted);
            to.ok(Done.DONE);
        });
    }

    private void flags(SupervisorSpec wanted, @Nullable DynamicSupervisorSpec dynamic) {
        if (!wanted.intensity().equals(state.spec.intensity())) {
            restarts.limit(wanted.intensity());
        }
        state.change(wanted, dynamic);
    }

    // ================================================================ shown

    @Override
    public Object state() {
        return state.spec.strategy() + ", " + changes + ", " + children.counts();
    }

    @Override
    public String toString() {
        return state.spec.name() != null ? "supervisor " + state.spec.name() : "supervisor";
    }
}
