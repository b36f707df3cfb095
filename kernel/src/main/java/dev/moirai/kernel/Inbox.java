package dev.moirai.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A queue of runnable processes, first in, first out: anybody adds, any worker takes.
 *
 * <p>Processes carry their own links, so that adding allocates nothing and does one thing: if it throws for want of stack,
 * the process is not in the queue, otherwise it is. Added processes pile up at {@code newest}; who takes turns the pile over
 * into {@code oldest} once that is empty.
 */
final class Inbox {
    private static final VarHandle NEWEST;
    private static final VarHandle TAKEN;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            NEWEST = lookup.findVarHandle(Inbox.class, "newest", Process.class);
            TAKEN = lookup.findVarHandle(Inbox.class, "taken", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile @Nullable Process newest;
    private volatile @Nullable Process oldest; // written by who holds taken

    @SuppressWarnings("UnusedVariable") // used through TAKEN
    private volatile boolean taken;

    void add(Process process) {
        Process top;
        do {
            top = newest;
            process.nextReady = top;
        } while (!NEWEST.compareAndSet(this, top, process));
    }

    /** Takes the oldest; null if there is none, or another thread is taking one at this moment. */
    @Nullable
    Process poll() {
        if (isEmpty() || !TAKEN.compareAndSet(this, false, true)) {
            return null;
        }
        try {
            Process first = oldest;
            if (first == null) {
                first = inOrder((Process) NEWEST.getAndSet(this, null));
            }
            if (first != null) {
                oldest = first.nextReady;
                first.nextReady = null;
            }
            return first;
        } finally {
            taken = false;
        }
    }

    private static @Nullable Process inOrder(@Nullable Process top) {
        Process first = null;
        Process each = top;
        while (each != null) {
            Process next = each.nextReady;
            each.nextReady = first;
            first = each;
            each = next;
        }
        return first;
    }

    boolean isEmpty() {
        return newest == null && oldest == null;
    }
}
