package dev.moirai.otp.supervisor;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Monitor;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Timer;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a supervisor knows of one child. Owner: the supervisor's turns. The states are drawn at {@link ChildInfo.State}. */
final class Child {
    private final Object id;
    /** Often shared by many children of a dynamic supervisor, so its id may be another. */
    ChildSpec<?> spec;
    /** Carries out one change after the other: its own, or one shared by children that concern each other. */
    Lane lane;
    /** What its own budget counts; null if it has none. */
    @Nullable
    RestartWindow budget;

    ChildInfo.State state = ChildInfo.State.DOWN;

    @Nullable
    Pid pid;

    /** Counts launches and whatever else makes earlier news stale. */
    long incarnation;

    /** What is being done to it, if it is starting or stopping. */
    @Nullable
    Operation operation;

    /** Watches it while it stops, for it may have unlinked itself. */
    @Nullable
    Monitor monitor;

    /** Begins its next start. */
    @Nullable
    Timer timer;

    /** What its start gave to whoever asked for it. */
    @Nullable
    Object info;

    /** It said that it has nothing to do, and is about to end. */
    boolean ignored;

    /** Its start is not wanted any more. */
    boolean abandoned;

    /** Why the supervisor itself killed it, which says more than "killed". */
    @Nullable
    ExitReason verdict;

    /** Failures in a row, for the backoff. */
    int failures;

    /** When its start or its stop must be over, if it has a limit. Belongs to StartTimes, then to StopTimes. */
    long latest = Long.MAX_VALUE;

    /** Whether it is starting, and in the list of those that have a time for it. */
    boolean awaited; // this and the next two belong to StartTimes

    @Nullable
    Child earlierStart;

    @Nullable
    Child laterStart;

    boolean wasUp;
    long upSince;
    long retryAt;
    int restarts;

    @Nullable
    ExitReason lastEnd;

    /** The process before this one, for {@link ChildSpec#awaitPhysicalEnd}. */
    @Nullable
    Pid previous;

    Child(Object id, ChildSpec<?> spec, Lane lane) {
        this.id = id;
        this.spec = spec;
        this.lane = lane;
        this.budget = window(spec);
    }

    private static @Nullable RestartWindow window(ChildSpec<?> spec) {
        return spec.budget() == null ? null : new RestartWindow(spec.budget());
    }

    /** Goes on under another spec; its process is not touched. */
    void change(ChildSpec<?> to) {
        if (!Objects.equals(to.budget(), spec.budget())) {
            budget = window(to);
        }
        spec = to;
    }

    Object id() {
        return id;
    }

    ChildSpec<?> specAsKept() {
        return spec.id().equals(id) ? spec : spec.id(id);
    }

    boolean isTemporary() {
        return spec.restart() == Restart.TEMPORARY;
    }

    /** Whether it is in that state, and still the incarnation that news is about. */
    boolean is(ChildInfo.State wanted, long which) {
        return incarnation == which && state == wanted;
    }

    /** Why it cannot be restarted on request now; null if it can. */
    @Nullable
    RestartResult refusalToRestart() {
        return switch (state) {
            case RUNNING -> new RestartResult.Running(Objects.requireNonNull(pid));
            case STARTING, RESTARTING -> new RestartResult.Restarting();
            case DOWN, QUARANTINED, STOPPING -> null;
        };
    }

    /** Why it cannot be forgotten now; null if it can. */
    @Nullable
    DeleteResult refusalToDelete() {
        return switch (state) {
            case RUNNING, STOPPING -> DeleteResult.RUNNING;
            case STARTING, RESTARTING -> DeleteResult.RESTARTING;
            case DOWN, QUARANTINED -> null;
        };
    }

    /** Its process is gone. */
    void ended(ExitReason reason) {
        previous = pid == null ? previous : pid;
        pid = null;
        monitor = null;
        latest = Long.MAX_VALUE;
        operation = null;
        state = ChildInfo.State.DOWN;
        lastEnd = reason;
    }

    /** What its end is taken for: what it said itself, unless the supervisor ended it and knows better. */
    ExitReason judge(ExitReason reason) {
        ExitReason better = verdict;
        verdict = null;
        return better == null ? reason : better;
    }

    ChildInfo info(long now) {
        Duration nextStart = state == ChildInfo.State.RESTARTING ? Duration.ofNanos(Math.max(0, retryAt - now)) : null;
        return new ChildInfo(id(), pid, state, spec.type(), spec.restart(), restarts, lastEnd, nextStart);
    }

    @Override
    public String toString() {
        return "child " + id();
    }
}
