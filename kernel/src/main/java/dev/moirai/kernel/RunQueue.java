package dev.moirai.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The processes a worker has at hand: the one in its turn, the one that runs {@code next}, and a queue of others, first in,
 * first out; the owner adds, the owner and thieves take.
 *
 * <p>The queue is a ring of fixed size. {@code tail} is written by the owner only; whoever takes moves {@code head} by compare-and-set
 * after reading the slots, so a slot that was overwritten meanwhile is never used: overwriting needs {@code head} to have
 * moved, which makes the compare-and-set fail.
 *
 * <p>All three are written at each turn, and a reference from an object of G1's old generation to a younger one costs a
 * fence each time. So a worker takes a {@linkplain #renewed new one} now and then: it never gets old.
 */
sealed class RunQueue extends Apart {
    private static final int CAPACITY = 256;
    private static final int MASK = CAPACITY - 1;
    private static final VarHandle HEAD;
    private static final VarHandle TAIL;
    private static final VarHandle NEXT;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            HEAD = lookup.findVarHandle(RunQueue.class, "head", int.class);
            TAIL = lookup.findVarHandle(RunQueue.class, "tail", int.class);
            NEXT = lookup.findVarHandle(RunQueue.class, "next", Process.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final AtomicReferenceArray<@Nullable Process> slots = new AtomicReferenceArray<>(CAPACITY);
    private volatile int head;
    private volatile int tail;
    private volatile @Nullable Process next; // set by the owner when null, taken by anyone

    /** Whose turn it is. */
    @Nullable
    Process running; // owner only, read by the watchdog while it has borrowed the owner's carrier

    /** Adds at the end; false if there is no room. Owner only. */
    boolean offer(Process process) {
        int end = (int) TAIL.getOpaque(this);
        if (end - (int) HEAD.getAcquire(this) == CAPACITY) {
            return false;
        }
        slots.setPlain(end & MASK, process);
        TAIL.setRelease(this, end + 1);
        return true;
    }

    /** Takes the oldest; null if empty. Owner only. */
    @Nullable
    Process poll() {
        while (true) {
            int first = (int) HEAD.getAcquire(this);
            if (first == (int) TAIL.getOpaque(this)) {
                return null;
            }
            Process process = slots.getPlain(first & MASK);
            if (HEAD.compareAndSet(this, first, first + 1)) {
                return process;
            }
        }
    }

    /** Moves the older half, or as many as there is room for, to {@code thief}'s queue and returns one of them to run; null if empty. Thief only. */
    @Nullable
    Process stealInto(RunQueue thief) {
        while (true) {
            int first = (int) HEAD.getAcquire(this);
            int available = (int) TAIL.getAcquire(this) - first;
            if (available <= 0) {
                return null;
            }
            int end = (int) TAIL.getOpaque(thief);
            int room = CAPACITY - (end - (int) HEAD.getAcquire(thief));
            int count = Math.min(available - available / 2, Math.min(CAPACITY / 2, room + 1));
            Process one = slots.getPlain(first & MASK);
            for (int i = 1; i < count; i++) {
                thief.slots.setPlain((end + i - 1) & MASK, slots.getPlain((first + i) & MASK));
            }
            if (HEAD.compareAndSet(this, first, first + count)) {
                TAIL.setRelease(thief, end + count - 1);
                return one;
            }
        }
    }

    /** What is to run before the queue. Owner only, when there is none. */
    void setNext(Process process) {
        NEXT.setRelease(this, process);
    }

    boolean hasNext() {
        return next != null;
    }

    @Nullable
    Process takeNext() {
        return (Process) NEXT.getAndSet(this, null);
    }

    /** A new one with all that is in this, which is left empty. Owner only, between turns. */
    RunQueue renewed() {
        RunQueue fresh = new Padded();
        Process process = takeNext();
        if (process != null) {
            fresh.setNext(process);
        }
        while ((process = poll()) != null) {
            fresh.offer(process);
        }
        return fresh;
    }

    /** Whether nobody waits in the queue, whoever runs next. */
    boolean isEmpty() {
        return head == tail;
    }

    int size() {
        return Math.max(0, tail - head);
    }

    /** How many were ever taken, wrapping. */
    int taken() {
        return (int) HEAD.getOpaque(this);
    }

    /** As the workers have it: see {@link Apart}. */
    @SuppressWarnings("UnusedVariable") // to be there is all they are for
    static final class Padded extends RunQueue {
        private long p0;
        private long p1;
        private long p2;
        private long p3;
        private long p4;
        private long p5;
        private long p6;
        private long p7;
    }
}
