package dev.moirai.kernel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Armed timers by deadline: adding, removing and firing cost the same however many there are. Not thread-safe.
 *
 * <p>Seven levels of 64 slots (146 years); a slot of level n spans 64ⁿ ticks of about a millisecond. A timer sits at the level of the
 * highest 6-bit group in which its tick differs from the current one, and moves down as that group comes up. Nothing fires
 * early: of the current tick only timers whose deadline has passed fire.
 */
final class TimerWheel {
    /** A tick is 2^20 ns, about 1.05 ms. */
    static final int TICK_SHIFT = 20;

    static final long TICK_NANOS = 1L << TICK_SHIFT;
    private static final int SLOT_BITS = 6;
    private static final int SLOTS = 1 << SLOT_BITS;
    private static final int LEVELS = 7;
    private static final long LAST_TICK = (1L << (LEVELS * SLOT_BITS)) - 1; // what is due later waits there for ever

    private final long origin;
    private final @Nullable Timer[] slots = new @Nullable Timer[LEVELS * SLOTS];
    private final long[] occupied = new long[LEVELS]; // a bit per slot
    private long current; // the tick up to which everything has fired
    private int size;

    TimerWheel(long origin) {
        this.origin = origin;
    }

    int size() {
        return size;
    }

    /** When {@link #advance} must be called for a timer with this deadline; from any thread. */
    long endOfTick(long deadline) {
        long tick = Math.clamp((deadline - origin) >> TICK_SHIFT, 0, LAST_TICK);
        return origin + ((tick + 1) << TICK_SHIFT);
    }

    /** All or nothing, should the stack end: once something is written nothing is called. */
    void add(Timer timer) {
        place(timer);
        timer.wheel = this;
        size++;
    }

    /** All or nothing, as {@link #add}. */
    void remove(Timer timer) {
        unlink(timer);
        timer.wheel = null;
        size--;
    }

    private void place(Timer timer) {
        long tick = Math.clamp((timer.deadline - origin) >> TICK_SHIFT, current, LAST_TICK);
        long differing = tick ^ current;
        int level = differing == 0 ? 0 : (63 - Long.numberOfLeadingZeros(differing)) / SLOT_BITS;
        int index = (int) (tick >>> (level * SLOT_BITS)) & (SLOTS - 1);
        int slot = level * SLOTS + index;
        timer.slot = slot;
        Timer first = slots[slot];
        if (first == null) {
            timer.previousInSlot = null;
            timer.nextInSlot = null;
            slots[slot] = timer;
            occupied[level] |= 1L << index;
            return;
        }
        // second, not first: writing a reference from the array, which is old, costs a fence of G1's
        Timer second = first.nextInSlot;
        timer.previousInSlot = first;
        timer.nextInSlot = second;
        if (second != null) {
            second.previousInSlot = timer;
        }
        first.nextInSlot = timer;
    }

    private void unlink(Timer timer) {
        if (timer.previousInSlot == null) {
            slots[timer.slot] = timer.nextInSlot;
            if (timer.nextInSlot == null) {
                occupied[timer.slot / SLOTS] &= ~(1L << (timer.slot & (SLOTS - 1)));
            }
        } else {
            timer.previousInSlot.nextInSlot = timer.nextInSlot;
        }
        if (timer.nextInSlot != null) {
            timer.nextInSlot.previousInSlot = timer.previousInSlot;
        }
        timer.nextInSlot = null;
        timer.previousInSlot = null;
    }

    /** Moves time to {@code now}; removes the timers that are due and adds them to {@code due}. */
    void advance(long now, List<Timer> due) {
        long target = (now - origin) >> TICK_SHIFT;
        int slot;
        while ((slot = nextSlot()) >= 0 && startOf(slot) <= target) {
            current = Math.max(current, startOf(slot));
            if (slot >= SLOTS) {
                cascade(slot);
            } else if (!fire(slot, now, due)) {
                break;
            }
        }
        current = Math.max(current, target);
    }

    private void cascade(int slot) {
        Timer timer = slots[slot];
        slots[slot] = null;
        occupied[slot / SLOTS] &= ~(1L << (slot & (SLOTS - 1)));
        while (timer != null) {
            Timer next = timer.nextInSlot;
            place(timer);
            timer = next;
        }
    }

    /** Whether the whole slot was due. */
    private boolean fire(int slot, long now, List<Timer> due) {
        boolean all = true;
        Timer timer = slots[slot];
        while (timer != null) {
            Timer next = timer.nextInSlot;
            if (timer.deadline - now <= 0) {
                due.add(timer);
                remove(timer);
            } else {
                all = false;
            }
            timer = next;
        }
        return all;
    }

    /** The slot that comes up next, -1 if the wheel is empty. */
    private int nextSlot() {
        for (int level = 0; level < LEVELS; level++) {
            int index = (int) (current >>> (level * SLOT_BITS)) & (SLOTS - 1);
            long later = occupied[level] & (-1L << index);
            if (later != 0) {
                return level * SLOTS + Long.numberOfTrailingZeros(later);
            }
        }
        return -1;
    }

    /** The first tick of a slot that lies ahead. */
    private long startOf(int slot) {
        int shift = slot / SLOTS * SLOT_BITS;
        long round = current >>> (shift + SLOT_BITS) << (shift + SLOT_BITS);
        return round | ((long) (slot & (SLOTS - 1)) << shift);
    }

    /** A time at which {@link #advance} has work to do, not after the first deadline's tick has ended; MAX_VALUE if empty. */
    long nextTick() {
        int slot = nextSlot();
        if (slot < 0) {
            return Long.MAX_VALUE;
        }
        long start = origin + (Math.max(current, startOf(slot)) << TICK_SHIFT);
        return slot < SLOTS ? start + TICK_NANOS : start;
    }

    /** The first deadline, or an earlier time at which {@link #advance} only sorts timers; MAX_VALUE if empty. */
    long nextDeadline() {
        int slot = nextSlot();
        if (slot < 0) {
            return Long.MAX_VALUE;
        }
        if (slot >= SLOTS) {
            return origin + (Math.max(current, startOf(slot)) << TICK_SHIFT);
        }
        long first = Long.MAX_VALUE;
        for (Timer timer = slots[slot]; timer != null; timer = timer.nextInSlot) {
            first = Math.min(first, timer.deadline);
        }
        return first;
    }
}
