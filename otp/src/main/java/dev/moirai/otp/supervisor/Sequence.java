package dev.moirai.otp.supervisor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * In which order to do something to each of several items: one after the other, or each as soon as those it needs are done.
 *
 * <p>Pure bookkeeping: {@link #next} hands out what may be begun, {@link #done} says that something has been finished.
 */
final class Sequence<C> {
    private final Queue<C> ready = new ArrayDeque<>();
    private final Map<C, Integer> blockers = new HashMap<>();
    private final Map<C, List<C>> unblocks = new HashMap<>();
    private int unfinished;

    private Sequence() {}

    /** One after the other, in this order. */
    static <C> Sequence<C> oneByOne(List<C> items) {
        Sequence<C> sequence = new Sequence<>();
        C previous = null;
        for (C item : items) {
            sequence.add(item, previous == null ? List.of() : List.of(previous));
            previous = item;
        }
        return sequence;
    }

    /**
     * Each as soon as all it needs are done.
     *
     * @param items in an order in which nothing needs anything after it
     * @param needs what an item needs; what is not among {@code items} is taken as done
     */
    static <C> Sequence<C> asSoonAsPossible(List<C> items, Function<C, ? extends Collection<C>> needs) {
        Sequence<C> sequence = new Sequence<>();
        for (C item : items) {
            sequence.add(item, needs.apply(item));
        }
        return sequence;
    }

    private void add(C item, Collection<C> needs) {
        int waitsFor = 0;
        for (C need : needs) {
            List<C> dependents = unblocks.get(need);
            if (dependents != null) {
                dependents.add(item);
                waitsFor++;
            }
        }
        unblocks.put(item, new ArrayList<>(1));
        unfinished++;
        if (waitsFor == 0) {
            ready.add(item);
        } else {
            blockers.put(item, waitsFor);
        }
    }

    /** Something that may be begun now, handed out once; null if there is nothing, for now or for good. */
    @Nullable
    C next() {
        return ready.poll();
    }

    /** {@code item} is finished. */
    void done(C item) {
        List<C> dependents = unblocks.remove(item);
        if (dependents == null) {
            return;
        }
        unfinished--;
        for (C dependent : dependents) {
            int left = blockers.merge(dependent, -1, Integer::sum);
            if (left == 0) {
                blockers.remove(dependent);
                ready.add(dependent);
            }
        }
    }

    boolean isFinished() {
        return unfinished == 0;
    }
}
