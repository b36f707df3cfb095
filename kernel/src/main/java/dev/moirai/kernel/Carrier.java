package dev.moirai.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a thread needs to advance processes: counters, a timer shard and ids of its own, and the seam where the watchdog can
 * step in for a turn that does not end.
 *
 * <p><b>Borrowing.</b> Body code may run for ever, and meanwhile its process must still be killable. So kernel code on this
 * thread runs between {@link #enter} and {@link #leave}, and body code outside of that. To handle signals in place of a
 * stuck turn the watchdog (1) sets {@code borrowed}, (2) takes the thread's stack trace, (3) waits until {@code inside} is
 * false. Step 2 makes the thread pass a handshake: every write before it is visible to the watchdog, and the thread's next
 * {@link #enter} sees {@code borrowed} and waits. That is why {@code enter} needs no locked instruction of its own: the
 * rare side pays for both. Threads of blocking processes are borrowed for every signal that finds them computing, so there
 * {@code enter} pays for itself and step 2 is left out.
 */
sealed class Carrier extends Apart {
    private static final VarHandle INSIDE;
    private static final VarHandle BORROWED;

    static {
        try {
            INSIDE = MethodHandles.lookup().findVarHandle(Carrier.class, "inside", boolean.class);
            BORROWED = MethodHandles.lookup().findVarHandle(Carrier.class, "borrowed", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Counters counters;
    /** Several threads count here. */
    private final boolean shared;
    /** It belongs to the thread of a blocking process, not to one that advances many. */
    private final boolean ownThread;

    final TimerShard timers;
    final RandomGenerator random;
    final ProcessTable.Ids ids;
    /** The worker it belongs to now; null in a simulation and for threads outside. */
    @Nullable
    Worker worker; // set before the worker starts

    @Nullable
    Thread thread; // set before the first turn on it

    /** A process is in its turn here. */
    boolean running; // owner only, read by the watchdog while borrowed

    /** Where the receiver has its turns whose mailbox the process in its turn overfills; null if it overfills none. */
    @Nullable
    Carrier outrun; // owner only

    @SuppressWarnings("UnusedVariable") // read through INSIDE
    private boolean inside; // owner only, read by the watchdog

    private volatile boolean borrowed; // set and cleared by the borrower

    Carrier(boolean shared, TimerShard timers, RandomGenerator random, ProcessTable.Ids ids) {
        this(new Counters(), shared, false, timers, random, ids);
    }

    private Carrier(
            Counters counters,
            boolean shared,
            boolean ownThread,
            TimerShard timers,
            RandomGenerator random,
            ProcessTable.Ids ids) {
        this.counters = counters;
        this.shared = shared;
        this.ownThread = ownThread;
        this.timers = timers;
        this.random = random;
        this.ids = ids;
        this.inside = !ownThread; // a thread of a blocking process begins in the kernel, but it may never begin
    }

    /** An id for a process that is being born here; to be put into the table, or forfeited. */
    long nextId() {
        if (worker == null && shared && !ownThread) {
            synchronized (ids) {
                return ids.next();
            }
        }
        return ids.next();
    }

    /** A carrier for one blocking process that counts where this one does. */
    Carrier forOwnThread(RandomGenerator chance, ProcessTable.Ids supply) {
        return new Carrier(counters, true, true, timers, chance, supply);
    }

    boolean isOwnThread() {
        return ownThread;
    }

    void count(Counters.Kind kind) {
        count(kind, 1);
    }

    void count(Counters.Kind kind, int change) {
        if (shared) {
            counters.addShared(kind, change);
        } else {
            counters.add(kind, change);
        }
    }

    long counted(Counters.Kind kind) {
        return counters.get(kind);
    }

    /** Whether a turn is going on; recent, not exact. */
    boolean isRunning() {
        return running;
    }

    /** Body code ends, kernel code begins; waits while the watchdog is at work here. */
    void enter() {
        setInside();
        while (borrowed) {
            INSIDE.setRelease(this, false);
            while (borrowed) {
                Thread.onSpinWait();
            }
            setInside();
        }
    }

    private void setInside() {
        if (ownThread) {
            INSIDE.setVolatile(this, true);
        } else {
            INSIDE.setOpaque(this, true);
        }
    }

    /** Kernel code ends, body code begins. */
    void leave() {
        INSIDE.setRelease(this, false);
    }

    /**
     * Takes over from the thread while it is in body code: true if it is, and it stays out of the kernel until
     * {@link #giveBack}; false if it is in the kernel, or somebody else has borrowed it.
     */
    boolean borrow(Thread of) {
        if (!BORROWED.compareAndSet(this, false, true)) {
            return false;
        }
        boolean mine = false;
        try {
            boolean shookHands = ownThread || of.getStackTrace().length > 0; // may need more memory than there is
            for (int spins = 0; (boolean) INSIDE.getVolatile(this) && spins < 1_000; spins++) {
                Thread.onSpinWait();
            }
            mine = shookHands && !(boolean) INSIDE.getVolatile(this);
            return mine;
        } finally {
            if (!mine) {
                borrowed = false;
            }
        }
    }

    void giveBack() {
        borrowed = false;
    }

    /** As the workers have it: see {@link Apart}. */
    @SuppressWarnings("UnusedVariable") // to be there is all they are for
    static final class Padded extends Carrier {
        private long p0;
        private long p1;
        private long p2;
        private long p3;
        private long p4;
        private long p5;
        private long p6;
        private long p7;

        Padded(TimerShard timers, RandomGenerator random, ProcessTable.Ids ids) {
            super(false, timers, random, ids);
        }
    }
}
