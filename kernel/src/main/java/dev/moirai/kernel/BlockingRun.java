package dev.moirai.kernel;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The thread of a blocking process. Its whole life is one long turn, which it settles only while it waits in a receive:
 *
 * <pre>
 *   waiting (mailbox IDLE) ── somebody pushes: wake ──► computing (not IDLE) ── receive finds nothing ──► waiting
 * </pre>
 *
 * <p>Signals that arrive while it computes are received in place of its turn by a worker, as for a stuck turn (see
 * {@link Carrier}); so it can be killed although it never calls the runtime.
 */
final class BlockingRun {
    private final Process process;
    private final Blocking code;
    private final Carrier carrier;
    private volatile boolean awake;
    private volatile boolean resting;
    private volatile @Nullable Thread conductor; // the simulation's thread
    private volatile @Nullable Thread thread; // set once at birth
    private volatile @Nullable Waiting waiting; // written by the own thread

    BlockingRun(Process process, Blocking code, Carrier carrier) {
        this.process = process;
        this.code = code;
        this.carrier = carrier;
    }

    Carrier carrier() {
        return carrier;
    }

    Blocking code() {
        return code;
    }

    /** Lets the thread go on, or begin. Called by whoever's push found the mailbox idle, and at birth. */
    void wake() {
        Thread waiting = thread;
        if (waiting == null) {
            Thread begun = Thread.ofVirtual().name("moirai-" + process.pid()).unstarted(() -> process.live(this));
            carrier.thread = begun;
            thread = begun;
            begun.start();
        } else {
            awake = true;
            LockSupport.unpark(waiting);
        }
    }

    /** As {@link #wake}, and waits until the thread waits again or has ended: how a simulation runs it. */
    void wakeAndWait() {
        resting = false;
        conductor = Thread.currentThread();
        wake();
        while (!resting) {
            LockSupport.park(this);
        }
    }

    /** The thread waits, or has ended. Own thread only. */
    void rest() {
        resting = true;
        LockSupport.unpark(conductor);
    }

    /** Waits until {@link #wake}. Own thread only, outside of the kernel. */
    void awaitWake() {
        boolean interrupted = false;
        rest();
        while (!awake) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted(); // an interrupt is no wake-up; kept for the code
        }
        awake = false;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Nullable
    Thread thread() {
        return thread;
    }

    /** What it waits for, if it told. */
    @Nullable
    Waiting waiting() {
        Waiting known = waiting;
        return known == null || known.isOver() ? null : known;
    }

    /** Own thread only. */
    void waitsFor(@Nullable Waiting what) {
        waiting = what;
    }
}
