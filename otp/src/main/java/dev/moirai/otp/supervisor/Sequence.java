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
 * In which order to do something to each of several items: one after the other, all at once, or each as soon as those it
 * needs are done.
 *
 * <p>Pure bookkeeping: {@link #next} hands out what may be begun, {@link #done} says that something has been finished.
 */
sealed interface Sequence<C> {

    /** Something that may be begun now, handed out once; null if there is nothing, for now or for good. */
    @Nullable
    C next();

    /** {@code item}, which was handed out, is finished. */
    void done(C item);

    boolean isFinished();

    /** Nothing to do. */
    @SuppressWarnings("unchecked") // it never hands out anything
    static <C> Sequence<C> none() {
        return (Sequence<C>) InLine.NONE;
    }

    /** One after the other, in this order. */
    static <C> Sequence<C> oneByOne(List<C> items) {
        return items.isEmpty() ? none() : new InLine<>(items, 1);
    }

    /** All are begun, in this order, before the first is done. */
    static <C> Sequence<C> allAtOnce(List<C> items) {
        return new InLine<>(items, Integer.MAX_VALUE);
    }

    /**
     * Each as soon as all it needs are done.
     *
     * @param items in an order in which nothing needs anything after it
     * @param needs what an item needs; what is not among {@code items} is taken as done
     */
    static <C> Sequence<C> asSoonAsPossible(List<C> items, Function<C, ? extends Collection<C>> needs) {
        ByNeed<C> sequence = new ByNeed<>();
        for (C item : items) {
            sequence.add(item, needs.apply(item));
        }
        return sequence;
    }

    /** In order, so many at a time. */
    final class InLine<C> implements Sequence<C> {
        private static final Sequence<?> NONE = new InLine<>(List.of(), 1);

        private final List<C> items;
        private final int size;
        private final int atOnce;
        private int begun;
        private int finished;

        private InLine(List<C> items, int atOnce) {
            this.items = items;
            this.size = items.size();
            this.atOnce = atOnce;
        }

        @Override
        public @Nullable C next() {
            return begun < size && begun - finished < atOnce ? items.get(begun++) : null;
        }

        @Override
        public void done(C item) {
            finished++;
        }

        @Override
        public boolean isFinished() {
            return finished == size;
        }
    }

    /** By declared needs. */
    final class ByNeed<C> implements Sequence<C> {
        private final Queue<C> ready = new ArrayDeque<>();
        private final Map<C, Integer> blockers = new HashMap<>();
        private final Map<C, List<C>> unblocks = new HashMap<>();

        private ByNeed() {}

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
            if (waitsFor == 0) {
                ready.add(item);
            } else {
                blockers.put(item, waitsFor);
            }
        }

        @Override
        public @Nullable C next() {
            return ready.poll();
        }

        @Override
        public void done(C item) {
            List<C> dependents = unblocks.remove(item);
            if (dependents == null) {
                return;
            }
            for (C dependent : dependents) {
                int left = blockers.merge(dependent, -1, Integer::sum);
                if (left == 0) {
                    blockers.remove(dependent);
                    ready.add(dependent);
                }
            }
        }

        @Override
        public boolean isFinished() {
            return unblocks.isEmpty();
        }
    }
}
