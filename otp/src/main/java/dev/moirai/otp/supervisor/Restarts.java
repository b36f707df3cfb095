package dev.moirai.otp.supervisor;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Pid;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What follows when a child has ended by itself:
 *
 * <pre>
 *   ended ─► is a restart wanted? ─ no ─► forgotten or down ─► automatic shutdown?
 *                 │ yes
 *                 ▼
 *            does the intensity, or its own budget, allow it? ─ no ─► the supervisor gives up, or quarantine
 *                 │ yes
 *                 ▼
 *            backoff ─► plan by strategy ─► stop in reverse ─► start in order ─ failed ─► counts again, and is tried again
 * </pre>
 *
 * <p>Owner: the supervisor's turns.
 */
final class Restarts {
    private final SupervisorState state;
    private final Consumer<ExitReason> shutDown;
    private final Accounts accounts;
    private final ChildLife life;
    private final Changes changes;
    private final Operation.Ending restarted = this::restarted;

    /** @param shutDown ends the supervisor */
    Restarts(SupervisorState state, ChildLife life, Changes changes, Consumer<ExitReason> shutDown) {
        this.state = state;
        this.shutDown = shutDown;
        this.accounts = new Accounts(state.spec.intensity());
        this.life = life;
        this.changes = changes;
    }

    /** Counts against another limit from now on. */
    void limit(Intensity intensity) {
        accounts.limit(intensity);
    }

    void endedByItself(Child child, Pid pid, ExitReason reason) {
        long incarnation = child.incarnation;
        long now = state.now();
        Backoff backoff = child.spec.backoff();
        if (!backoff.isNone() && backoff.resetsAfter(Duration.ofNanos(now - child.upSince))) {
            child.failures = 0;
        }
        long at = accounts.time(now);
        changes.submit(child, () -> {
            if (child.is(ChildInfo.State.DOWN, incarnation) && state.children.contains(child)) {
                react(child, pid, reason, now, at);
            }
        });
    }

    /**
     * @param ended when it ended
     * @param at the same on the accounts' clock
     */
    private void react(Child child, Pid pid, ExitReason reason, long ended, long at) {
        if (child.spec.restart().wanted(reason)) {
            Duration delay = account(child, reason, at);
            state.report(new Report.ChildTerminated(state.label(), child.id(), pid, reason, delay), ended);
            if (delay == null) {
                exhausted(child, reason);
            } else if (delay.isZero()) {
                child.retryAt = ended;
                restart(child);
            } else {
                restartLater(child, delay);
                stopGroup(child);
            }
            return;
        }
        if (!reason.isOrderly()) {
            state.report(new Report.ChildTerminated(state.label(), child.id(), pid, reason, null), ended);
        }
        if (state.forgets(child)) {
            state.children.remove(child);
        }
        autoShutdown(child);
    }

    private void autoShutdown(Child child) {
        if (!child.spec.significant()) {
            return;
        }
        boolean over = switch (state.spec.autoShutdown()) {
            case NEVER -> false;
            case ANY_SIGNIFICANT -> true;
            case ALL_SIGNIFICANT ->
                state.children.all().stream()
                        .noneMatch(other -> other != child
                                && other.spec.significant()
                                && other.state != ChildInfo.State.DOWN
                                && other.state != ChildInfo.State.QUARANTINED);
        };
        if (over) {
            shutDown.accept(ExitReason.SHUTDOWN);
        }
    }

    /** Counts a failure; how long to wait before the next start, or null if there is to be none. */
    private @Nullable Duration account(Child child, ExitReason reason, long at) {
        RestartWindow own = child.budget;
        boolean allowed = own != null ? own.allows(at) : accounts.allows(child.id(), reason, at);
        child.failures++;
        return allowed ? child.spec.backoff().delay(child.failures, state.self().random()) : null;
    }

    private void exhausted(Child child, ExitReason reason) {
        if (child.budget != null) {
            child.state = ChildInfo.State.QUARANTINED;
            state.report(new Report.Quarantined(state.label(), child.id(), reason, child.budget.limit()));
            autoShutdown(child);
            return;
        }
        GaveUp why = accounts.gaveUp(state.label(), child.id(), reason);
        state.report(new Report.ShuttingDown(state.label(), child.id(), why));
        shutDown.accept(new ExitReason.Shutdown(why));
    }

    private void restartLater(Child child, Duration delay) {
        child.state = ChildInfo.State.RESTARTING;
        child.retryAt = state.now() + delay.toNanos();
        child.timer = state.self().sendAt(child.retryAt, new Internal.Retry(child, child.incarnation));
    }

    /** A backoff is over. */
    void retry(Internal.Retry news) {
        Child child = news.child();
        if (child.is(ChildInfo.State.RESTARTING, news.incarnation())) {
            changes.submit(child, () -> {
                if (child.is(ChildInfo.State.RESTARTING, news.incarnation())) {
                    restart(child);
                }
            });
        }
    }

    /** Who is restarted together goes down together: the group does not run on without the child that is backing off. */
    private void stopGroup(Child child) {
        if (!state.spec.strategy().isGroup()) {
            return;
        }
        RestartPlan<Child> plan = plan(child);
        if (!plan.stop().isEmpty() || !plan.drop().isEmpty()) {
            carryOut(child, plan.stop(), plan.drop(), List.of());
        }
    }

    private void restart(Child child) {
        child.state = ChildInfo.State.RESTARTING;
        if (state.spec.strategy().isGroup()) {
            RestartPlan<Child> plan = plan(child);
            carryOut(child, plan.stop(), plan.drop(), plan.start());
        } else {
            readyToStart(child);
            changes.begin(child, List.of(), () -> {}, List.of(child), restarted);
        }
    }

    private RestartPlan<Child> plan(Child failed) {
        return RestartPlan.of(
                state.spec.strategy(),
                state.children.all().stream()
                        .map(child -> new RestartPlan.Member<>(
                                child,
                                child.pid != null,
                                child.isTemporary(),
                                child.state == ChildInfo.State.QUARANTINED))
                        .toList(),
                failed);
    }

    private void carryOut(Child child, List<Child> stop, List<Child> drop, List<Child> start) {
        accounts.stopTime(state.now());
        Runnable between = () -> {
            drop.forEach(state.children::remove);
            start.forEach(this::readyToStart);
        };
        changes.begin(child, stop, between, start, restarted);
    }

    /** Whatever was to become of it, it is started now, or stays down if one before it does not start. */
    private void readyToStart(Child child) {
        life.disarm(child);
        child.state = ChildInfo.State.DOWN;
    }

    private void restarted(@Nullable Child failed, @Nullable ExitReason reason) {
        if (accounts.isTimeStopped()) {
            accounts.resumeTime(state.now());
        }
        if (failed != null && reason != null) {
            restartFailed(failed, reason);
        }
    }

    /** Tries again: later, so that others are served between attempts; each attempt counts. */
    private void restartFailed(Child child, ExitReason reason) {
        state.report(new Report.StartError(state.label(), child.id(), reason));
        if (child.abandoned) {
            return;
        }
        Duration delay = account(child, reason, accounts.time(state.now()));
        if (delay == null) {
            exhausted(child, reason);
        } else {
            restartLater(child, delay);
        }
    }
}
