package dev.moirai.otp.supervisor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When each change of children is made.
 *
 * <pre>
 *   STARTING ── all ready ──► RUNNING ── asked to stop, gave up, significant child ended ──► STOPPING
 *      └───── one failed ──────────────────────────────────────────────────────────────────────▲
 * </pre>
 *
 * <p>While the supervisor starts, changes are put off; while it runs, those of one {@link Lane} are made one after the
 * other; when it stops, none is made any more, and whoever asked for it hears that the supervisor has ended. Owner: the
 * supervisor's turns.
 */
final class Changes {
    private enum Phase {
        STARTING,
        RUNNING,
        STOPPING
    }

    private final SupervisorState state;
    private final Operation.Crew crew;
    private final Deque<Runnable> deferred = new ArrayDeque<>();
    private Lane shared = new Lane();
    private Phase phase = Phase.STARTING;
    private int underWay;
    private @Nullable Runnable forAll; // waits until nothing is under way

    Changes(SupervisorState state, Operation.Crew crew) {
        this.state = state;
        this.crew = crew;
    }

    /** The lane of a new child. */
    Lane newLane() {
        return state.spec.strategy().isGroup() ? shared : new Lane();
    }

    /** Starts the first children. */
    void startAll(Operation.Ending ending) {
        new Operation(crew, Sequence.none(), () -> {}, starts(new ArrayList<>(state.children.all())), ending).proceed();
    }

    /** The first children run. */
    void run() {
        phase = Phase.RUNNING;
        makeDeferred();
    }

    boolean isStopping() {
        return phase == Phase.STOPPING;
    }

    /** Makes no more changes, but for stopping all children. */
    void stopAll(Runnable afterwards) {
        phase = Phase.STOPPING;
        deferred.clear();
        forAll = null;
        shared.clear();
        crew.supersede();
        state.children.all().forEach(child -> child.lane.clear());
        new Operation(crew, stops(state.children.reversed()), () -> {}, Sequence.none(), (_, _) -> afterwards.run())
                .proceed();
    }

    /** Has a change of this child made when it is its turn. */
    void submit(Child child, Runnable change) {
        switch (phase) {
            case STARTING -> deferred.add(() -> child.lane.submit(change));
            case RUNNING -> {
                if (forAll == null) {
                    child.lane.submit(change);
                } else {
                    deferred.add(() -> child.lane.submit(change));
                }
            }
            case STOPPING -> {}
        }
    }

    /** Has a change made that concerns all children, while nothing else is under way; what comes later waits for it. */
    void submitForAll(Runnable change) {
        switch (phase) {
            case STARTING -> deferred.add(() -> submitForAll(change));
            case RUNNING -> {
                if (forAll != null) {
                    deferred.add(() -> submitForAll(change));
                } else {
                    forAll = change;
                    makeForAll();
                }
            }
            case STOPPING -> {}
        }
    }

    private void makeForAll() {
        Runnable change = forAll;
        if (change != null && underWay == 0) {
            forAll = null;
            change.run();
            makeDeferred();
        }
    }

    private void makeDeferred() {
        List<Runnable> now = new ArrayList<>(deferred);
        deferred.clear();
        now.forEach(Runnable::run);
    }

    /** New lanes for all, because the strategy has changed. Only while nothing is under way. */
    void renewLanes() {
        shared = new Lane();
        state.children.all().forEach(child -> child.lane = newLane());
    }

    /** Has an operation carried out in the child's lane. */
    void change(Child child, List<Child> stop, List<Child> start, Operation.Ending ending) {
        submit(child, () -> begin(child, stop, () -> {}, start, ending));
    }

    /** Begins an operation; the lane is the child's until it is over. */
    void begin(Child child, List<Child> stop, Runnable between, List<Child> start, Operation.Ending ending) {
        Lane lane = child.lane;
        lane.hold();
        underWay++;
        new Operation(crew, stops(stop), between, starts(start), (failed, reason) -> {
                    ending.over(failed, reason);
                    underWay--;
                    lane.free();
                    makeForAll();
                })
                .proceed();
    }

    private Sequence<Child> starts(List<Child> inOrder) {
        if (!state.isParallel() || inOrder.size() < 2) {
            return Sequence.oneByOne(inOrder);
        }
        return Sequence.asSoonAsPossible(
                inOrder,
                child -> child.spec.after().stream()
                        .map(state.children::get)
                        .filter(Objects::nonNull)
                        .toList());
    }

    private Sequence<Child> stops(List<Child> inReverse) {
        if (!state.isParallel() || inReverse.size() < 2) {
            return Sequence.oneByOne(inReverse);
        }
        if (state.dynamic != null) { // their children cannot need each other, and may be very many
            return Sequence.allAtOnce(inReverse);
        }
        Map<Child, Collection<Child>> dependents = new HashMap<>();
        for (Child child : inReverse) {
            for (Object needed : child.spec.after()) {
                Child other = state.children.get(needed);
                if (other != null) {
                    dependents.computeIfAbsent(other, _ -> new ArrayList<>()).add(child);
                }
            }
        }
        return dependents.isEmpty()
                ? Sequence.allAtOnce(inReverse)
                : Sequence.asSoonAsPossible(inReverse, child -> dependents.getOrDefault(child, List.of()));
    }

    @Override
    public String toString() {
        return phase.toString();
    }
}
