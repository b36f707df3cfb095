package dev.moirai.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * An OS thread that advances the processes of one host, a turn at a time.
 *
 * <p>What a turn makes runnable first goes to {@code next} and runs right after it on this thread, so that two processes
 * that talk to each other stay in one cache; what else it makes runnable goes to the queue, where idle workers steal.
 */
final class Worker extends KernelThread {
    /** Reductions per turn. */
    static final int BUDGET = 4_000;
    /** How often in a row {@code next} may be preferred to the queue. */
    private static final int NEXT_STREAK = 64;
    /** How often the host's shared queue is looked at although there is work here. */
    private static final int INBOX_INTERVAL = 61;

    private static final VarHandle NEXT;
    private static final VarHandle TURNS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            NEXT = lookup.findVarHandle(Worker.class, "next", Process.class);
            TURNS = lookup.findVarHandle(Worker.class, "turns", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final WorkerScheduler scheduler;
    private final RunQueue queue = new RunQueue();
    private final Carrier carrier;

    private volatile @Nullable Process next; // set by the owner when null, taken by anyone
    private int streak; // owner only
    private long turns; // written by the owner, read by the watchdog
    private volatile boolean overdue; // set by the watchdog, cleared by the owner

    Worker(WorkerScheduler scheduler, String name, TimerShard timers, RandomGenerator random, ProcessTable.Ids ids) {
        super(name);
        this.scheduler = scheduler;
        this.carrier = new Carrier(false, timers, random, ids, this);
        carrier.thread = this;
    }

    Carrier carrier() {
        return carrier;
    }

    WorkerScheduler scheduler() {
        return scheduler;
    }

    @Override
    public void run() {
        Process process;
        while ((process = findWork()) != null) {
            boolean again = process.turn(carrier, BUDGET);
            TURNS.setOpaque(this, turns + 1);
            if (overdue) {
                overdue = false;
                Thread.interrupted();
                process.node().zombieList().remove(this);
            }
            if (again) {
                ready(process);
            }
        }
    }

    /** Something this worker's turn made runnable. Owner only. */
    void ready(Process process) {
        if (next == null && (streak < NEXT_STREAK || queue.isEmpty())) {
            NEXT.setRelease(this, process);
        } else {
            enqueue(process);
        }
    }

    private void enqueue(Process process) {
        if (!queue.offer(process)) {
            scheduler.inject(process);
            return;
        }
        VarHandle.fullFence(); // the queue is visible before we look whether anyone sleeps
        scheduler.wakeOne();
    }

    private @Nullable Process findWork() {
        if (scheduler.isOver(this)) {
            handOver();
            return null;
        }
        if (turns % INBOX_INTERVAL == 0) {
            Process process = scheduler.pollInbox();
            if (process != null) {
                return process;
            }
        }
        if (next != null) {
            Process process = takeNext();
            if (process != null) {
                streak++;
                return process;
            }
        }
        streak = 0;
        Process process = queue.poll();
        return process != null ? process : scheduler.findWorkFor(this);
    }

    @Nullable
    Process takeNext() {
        return (Process) NEXT.getAndSet(this, null);
    }

    boolean hasNext() {
        return next != null;
    }

    RunQueue queue() {
        return queue;
    }

    /** Leaves what is still queued here to the others. */
    private void handOver() {
        Process process = takeNext();
        if (process != null) {
            scheduler.inject(process);
        }
        while ((process = queue.poll()) != null) {
            scheduler.inject(process);
        }
    }

    long turns() {
        return (long) TURNS.getOpaque(this);
    }

    /** Whether its turn has lasted so long that another worker stands in for it. */
    boolean isOverdue() {
        return overdue;
    }

    /** Watchdog only. */
    void markOverdue() {
        overdue = true;
    }
}
