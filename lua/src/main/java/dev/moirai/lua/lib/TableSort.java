package dev.moirai.lua.lib;

import dev.moirai.lua.Call;
import dev.moirai.lua.Event;
import dev.moirai.lua.Values;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * {@code table.sort}: a quicksort that can stop at every comparison.
 *
 * <p>It makes the very comparisons, in the same order, that the reference implementation makes, so that equal elements
 * and senseless order functions give the same results there and here. It sorts a copy, which is written back in the end:
 * a comparison that fails leaves the table as it was.
 *
 * <pre>
 *   LENGTH ─► READ ─► RANGE ─► ENDS ─► MIDDLE_LOW ─► MIDDLE_HIGH ─► PARTITION_UP ⇄ PARTITION_DOWN
 *                      ▲ │ no range left                                              │ parted
 *                      │ └─► WRITE                                                    │
 *                      └──────────────────────────────────────────────────────────────┘
 * </pre>
 */
final class TableSort extends Steps {
    private enum Phase {
        LENGTH,
        READ,
        /** Take the next range to sort. */
        RANGE,
        /** Compare its last element with the first. */
        ENDS,
        /** Compare the one in the middle with the first. */
        MIDDLE_LOW,
        /** Compare the last with the one in the middle. */
        MIDDLE_HIGH,
        /** Look for an element from below that does not belong in front of the pivot. */
        PARTITION_UP,
        /** Look for an element from above that does not belong behind the pivot. */
        PARTITION_DOWN,
        WRITE
    }

    /** From this size on, the pivot is not always taken from the middle. */
    private static final int LARGE = 100;

    private static final int UNBALANCED = 128;
    private static final int COMPARISONS_PER_CHARGE = 64;
    private static final int SLOT_SIZE = 4;
    private static final int PIVOT_CHOICE = 0x9E3779B9;

    /** Elements from {@code low} to {@code high}, both inclusive; {@code choice} picks the pivot unless it is 0. */
    private record Range(int low, int high, int choice) {}

    private final @Nullable Object list;
    private final @Nullable Object order;
    private Phase phase = Phase.LENGTH;
    private @Nullable Object[] elements = {}; // element n of the list is elements[n - 1]
    private int at; // reading and writing
    private final ArrayDeque<Range> ranges = new ArrayDeque<>();
    private int low;
    private int high;
    private int choice;
    private int middle;
    private @Nullable Object pivot;
    private int i;
    private int j;
    private int comparisons;

    TableSort(Call call) {
        list = TableLibrary.checkTableLike(call, 1, Event.INDEX, Event.NEWINDEX, Event.LEN);
        order = call.isNoneOrNil(2) ? null : call.checkFunction(2);
    }

    @Override
    void run(Call call) {
        while (step(call)) {
            if (phase == Phase.WRITE && at == elements.length) {
                call.charge(comparisons + elements.length);
                call.returns();
                return;
            }
        }
    }

    /** Does one step; false if the function has to wait. */
    private boolean step(Call call) {
        if (phase == Phase.PARTITION_UP || phase == Phase.PARTITION_DOWN) {
            partIntegers();
        }
        switch (phase) {
            case LENGTH -> {
                if (!length(call, list)) {
                    return false;
                }
                begin(call);
            }
            case READ -> {
                if (!read(call)) {
                    return false;
                }
            }
            case RANGE -> nextRange();
            case ENDS -> {
                if (!compare(call, element(high), element(low))) {
                    return false;
                }
                endsCompared();
            }
            case MIDDLE_LOW -> {
                if (!compare(call, element(middle), element(low))) {
                    return false;
                }
                if (isLess()) {
                    swap(middle, low);
                    middleFound();
                } else {
                    phase = Phase.MIDDLE_HIGH;
                }
            }
            case MIDDLE_HIGH -> {
                if (!compare(call, element(high), element(middle))) {
                    return false;
                }
                if (isLess()) {
                    swap(middle, high);
                }
                middleFound();
            }
            case PARTITION_UP -> {
                if (!compare(call, element(i), pivot)) {
                    return false;
                }
                if (!isLess()) {
                    phase = Phase.PARTITION_DOWN;
                } else if (i == high - 1) {
                    throw invalidOrder(call);
                } else {
                    i++;
                }
            }
            case PARTITION_DOWN -> {
                if (!compare(call, pivot, element(j))) {
                    return false;
                }
                if (!isLess()) {
                    stoppedBothWays();
                } else if (j < i) {
                    throw invalidOrder(call);
                } else {
                    j--;
                }
            }
            case WRITE -> {
                return write(call);
            }
        }
        return true;
    }

    /**
     * Makes comparisons of integers in a row, up to the next charge. The last of them, by which the range is parted or the
     * order found senseless, are left to {@link #step}.
     */
    private void partIntegers() {
        if (order != null || !(pivot instanceof Long between)) {
            return;
        }
        long middleValue = between;
        boolean upward = phase == Phase.PARTITION_UP;
        int up = i;
        int down = j;
        int left = COMPARISONS_PER_CHARGE - comparisons;
        for (; left > 0; left--) {
            if (upward) {
                if (up >= high - 1 || !(elements[up - 1] instanceof Long element)) {
                    break;
                }
                upward = element < middleValue;
                up += upward ? 1 : 0;
            } else {
                if (down <= up || !(elements[down - 1] instanceof Long element)) {
                    break;
                }
                if (middleValue < element) {
                    down--;
                } else {
                    swap(up++, down--);
                    upward = true;
                }
            }
        }
        phase = upward ? Phase.PARTITION_UP : Phase.PARTITION_DOWN;
        i = up;
        j = down;
        comparisons = COMPARISONS_PER_CHARGE - left;
    }

    private static RuntimeException invalidOrder(Call call) {
        return call.error("invalid order function for sorting");
    }

    private void begin(Call call) {
        long size = value() instanceof Long length ? length : 0;
        if (size < 2) {
            phase = Phase.WRITE;
            return;
        }
        if (size >= Integer.MAX_VALUE) {
            throw call.argumentError(1, "array too big");
        }
        call.memory().allocate(size * SLOT_SIZE);
        elements = new @Nullable Object[(int) size];
        phase = Phase.READ;
    }

    private boolean read(Call call) {
        while (at < elements.length) {
            if (!get(call, list, at + 1L)) {
                return false;
            }
            elements[at++] = value();
            if ((at & 1023) == 0 && pauses(call, 256)) {
                return false;
            }
        }
        at = 0;
        ranges.push(new Range(1, elements.length, 0));
        phase = Phase.RANGE;
        return true;
    }

    private boolean write(Call call) {
        while (at < elements.length) {
            if (!set(call, list, at + 1L, elements[at])) {
                return false;
            }
            at++;
            if ((at & 1023) == 0 && at < elements.length && pauses(call, 256)) {
                return false;
            }
        }
        return true;
    }

    private void nextRange() {
        if (ranges.isEmpty()) {
            phase = Phase.WRITE;
            return;
        }
        Range range = ranges.pop();
        low = range.low;
        high = range.high;
        choice = range.choice;
        phase = low < high ? Phase.ENDS : Phase.RANGE;
    }

    private void endsCompared() {
        if (isLess()) {
            swap(low, high);
        }
        if (high - low == 1) {
            phase = Phase.RANGE;
            return;
        }
        middle = (low + high) >>> 1;
        if (high - low >= LARGE && choice != 0) {
            int quarter = (high - low) / 4;
            middle = low + quarter + Integer.remainderUnsigned(choice, quarter * 2);
        }
        phase = Phase.MIDDLE_LOW;
    }

    private void middleFound() {
        if (high - low == 2) {
            phase = Phase.RANGE;
            return;
        }
        pivot = element(middle);
        swap(middle, high - 1);
        i = low + 1;
        j = high - 2;
        phase = Phase.PARTITION_UP;
    }

    private void stoppedBothWays() {
        if (j >= i) {
            swap(i++, j--);
            phase = Phase.PARTITION_UP;
            return;
        }
        swap(high - 1, i);
        int part = i;
        Range lower = new Range(low, part - 1, choice);
        Range upper = new Range(part + 1, high, choice);
        boolean lowerIsSmaller = part - low < high - part;
        Range smaller = lowerIsSmaller ? lower : upper;
        Range larger = lowerIsSmaller ? upper : lower;
        int smallerSize = lowerIsSmaller ? part - low : high - part;
        if ((larger.high - larger.low) / UNBALANCED > smallerSize) {
            larger = new Range(larger.low, larger.high, PIVOT_CHOICE ^ larger.high);
        }
        ranges.push(larger);
        ranges.push(smaller);
        phase = Phase.RANGE;
    }

    private @Nullable Object element(int index) {
        return elements[index - 1];
    }

    private void swap(int a, int b) {
        Object element = elements[a - 1];
        elements[a - 1] = elements[b - 1];
        elements[b - 1] = element;
    }

    /** Asks whether {@code a} comes before {@code b}; false if that is not known yet. */
    private boolean compare(Call call, @Nullable Object a, @Nullable Object b) {
        if (order != null) {
            return invoke(call, order, a, b);
        }
        if (comparisons >= COMPARISONS_PER_CHARGE) {
            int work = comparisons;
            comparisons = 0;
            if (pauses(call, work)) {
                return false;
            }
        }
        comparisons++;
        return less(call, a, b);
    }

    private boolean isLess() {
        return Values.isTrue(value());
    }
}
