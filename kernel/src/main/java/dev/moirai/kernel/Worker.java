package dev.moirai.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * An OS thread that advances the processes of one host, a turn at a time.
 *
 * <p>What a turn makes runnable first runs next, right after it on this thread, so that two processes that talk to each other
 * stay in one cache; what else it makes runnable goes to the queue, where idle workers steal. Who sends more than its receiver
 * takes goes to the {@link Crowd} of the worker the receiver runs on.
 */
sealed class Worker extends KernelThread {
    /** Reductions per turn. */
    static final int BUDGET = 4_000;
    /** How often in a row {@code next} may be preferred to the queue. */
    private static final int NEXT_STREAK = 64;
    /** After how many turns the host's shared queue is looked at although there is work here. */
    private static final int INBOX_INTERVAL = 64;
    /** How often the shared queue is looked at before the own one is {@linkplain RunQueue#renewed renewed}. */
    private static final int RENEWAL_INTERVAL = 1_024;
    /** A turn that used up its budget counts for as many. */
    private static final int LONG_TURN = 8;
    /** After how many turns it is looked whether another worker does not get on. */
    private static final int RELIEF_INTERVAL = 1_024;
    /** What a turn that used up its budget counts for then: eight of them are some 0.1 ms. */
    private static final int LONG_TURN_FOR_RELIEF = 128;
    /** Who sends as many messages in a turn is faster where their receiver is. */
    private static final int MANY = 64;

    private static final VarHandle TURNS;
    private static final VarHandle ASLEEP;

    static {
        KernelThread.readyForTheEndOfTheStack(VirtualMachineError.class);
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            TURNS = lookup.findVarHandle(Worker.class, "turns", long.class);
            ASLEEP = lookup.findVarHandle(Worker.class, "asleep", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final WorkerScheduler scheduler;
    private final Carrier carrier;

    private volatile RunQueue queue = new RunQueue.Padded(); // replaced by the owner
    private final Crowd crowd = new Crowd(this);

    private int streak; // owner only
    private int untilInbox; // owner only
    private int untilRelief = RELIEF_INTERVAL; // owner only
    private int untilRenewal = RENEWAL_INTERVAL; // owner only
    private boolean crowdFirst; // owner only
    /** The process in its turn comes from the crowd. Owner only. */
    private boolean fromCrowd;
    /** What had been sent here before the turn. Owner only. */
    private long sentBefore;

    private long turns; // written by the owner, read by the watchdog
    private volatile boolean overdue; // set by the watchdog, cleared by the owner
    /** Whose turn the kernel could not finish. Not written at each turn: a reference from old to new costs a fence. Owner only. */
    private @Nullable Process unfinished;

    /** More than one chain of processes waits here, each of which could go on for long. Cleared by who takes one. */
    private volatile boolean competing;
    /** Another worker, and its {@link #turns} when this one looked. Owner only. */
    private @Nullable Worker observed;

    private long turnsOfObserved;
    private int observations;
    /** {@link #turns} when an idle worker last looked. Thieves only; a race between them makes one take too early. */
    private long turnsAtLook;
    /** What had been taken from the queue when an idle worker last looked. Thieves only, as above. */
    private int takenAtLook;

    private volatile boolean asleep; // set by the owner, cleared by who wakes it
    private volatile int osThread; // set by the owner when it starts, read by the watchdog
    private volatile boolean lowered; // set by the watchdog, for ever
    private volatile boolean offDuty; // set by the owner, cleared by the watchdog

    /** @param carrier nobody else uses */
    Worker(WorkerScheduler scheduler, String name, Carrier carrier) {
        super(name);
        this.scheduler = scheduler;
        this.carrier = carrier;
        carrier.worker = this;
        carrier.thread = this;
    }

    Carrier carrier() {
        return carrier;
    }

    WorkerScheduler scheduler() {
        return scheduler;
    }

    /**
     * Works until it is dismissed. Memory may run out anywhere in here; what was under way is then done again.
     *
     * <p>Between this and a process's turn there is no other frame: each costs something in the stack trace of every exception.
     */
    @Override
    public void run() {
        osThread = OsThreads.current();
        do {
            boolean working = !offDuty;
            if (working) {
                crowd.open();
            }
            while (working) {
                Process process = null;
                try {
                    process = begin();
                    working = process != null;
                    if (process != null) {
                        if (process.turn(carrier, BUDGET)) {
                            queueAgain(process);
                        }
                        Process done = process;
                        process = null; // it is in a queue, if anywhere
                        turnEnded(done);
                    }
                } catch (Throwable thrown) {
                    if (process != null) {
                        unfinished = process;
                    }
                    scheduler.survived(thrown);
                }
            }
            TURNS.setOpaque(this, turns + 1); // what the watchdog saw of it before is over
        } while (scheduler.standBy(this));
        scheduler.dismiss(this);
    }

    /** Whose turn it is now; null if there is nothing more to do, for ever. */
    private @Nullable Process begin() {
        Process process = unfinished;
        if (process != null) {
            returnToCrew(process);
            enqueue(process, false);
            unfinished = null;
        }
        fromCrowd = false;
        process = findWork();
        if (process == null) {
            return null;
        }
        untilInbox--;
        untilRelief--;
        queue.running = process;
        if (fromCrowd) {
            sentBefore = carrier.counted(Counters.Kind.SENT);
        }
        return process;
    }

    private void queueAgain(Process process) {
        if (process.hasUsedUpItsBudget()) {
            untilInbox -= LONG_TURN - 1;
            untilRelief -= LONG_TURN_FOR_RELIEF - 1;
            goOn(process);
        } else {
            ready(process);
        }
    }

    private void turnEnded(Process process) {
        queue.running = null;
        carrier.outrun = null;
        TURNS.setOpaque(this, turns + 1);
        if (overdue) {
            returnToCrew(process);
        }
    }

    /** A turn that was taken for stuck has ended. */
    private void returnToCrew(Process process) {
        overdue = false;
        Thread.interrupted();
        process.node().zombieList().remove(this);
    }

    /** Something this worker's turn made runnable. Owner only. */
    void ready(Process process) {
        RunQueue own = queue;
        if (!own.hasNext() && (streak < NEXT_STREAK || own.isEmpty())) {
            own.setNext(process);
        } else {
            if (!own.hasNext()) {
                competing = true;
            }
            enqueue(process, false);
        }
    }

    /** A process that has used up its budget goes on after all who wait here. */
    private void goOn(Process process) {
        Carrier outrun = carrier.outrun;
        if (outrun != null) {
            giveWay(process, outrun.worker);
        } else if (fromCrowd && queue.isEmpty() && carrier.counted(Counters.Kind.SENT) - sentBefore >= MANY) {
            crowd.add(process);
        } else if (!queue.hasNext() && queue.isEmpty()) {
            queue.setNext(process);
        } else {
            enqueue(process, true);
        }
    }

    /**
     * A process that sends more than its receiver takes waits until all that is in the queue there has had its turn, the receiver
     * among it. Where no worker of this host has the receiver, it gets a little time.
     */
    private void giveWay(Process process, @Nullable Worker home) {
        if (home != null && home.scheduler == scheduler) {
            home.crowd.add(process);
            return;
        }
        scheduler.inject(process);
        if (!queue.hasNext() && queue.isEmpty()) {
            scheduler.rest();
        }
    }

    /** @param announced whether somebody has been woken to help with those who wait here already, if there are any */
    private void enqueue(Process process, boolean announced) {
        if (!queue.offer(process)) {
            scheduler.inject(process);
            return;
        }
        try {
            VarHandle.fullFence(); // the queue is visible before we look whether anyone sleeps
            if (!announced || queue.size() <= 1) {
                scheduler.wakeOne();
            }
        } catch (VirtualMachineError _) {
            scheduler.overslept = true; // it is queued, so this must not fail
        }
    }

    private @Nullable Process findWork() {
        if (scheduler.isOver(this)) {
            handOver();
            return null;
        }
        if (untilInbox <= 0) {
            untilInbox = INBOX_INTERVAL;
            if (--untilRenewal <= 0) {
                renewQueue();
            }
            crowdFirst = !crowdFirst;
            Process process = crowdFirst && !crowd.isEmpty() ? takeFromCrowd() : scheduler.pollInbox();
            if (process != null) {
                return process;
            }
        }
        if (untilRelief <= 0) {
            untilRelief = RELIEF_INTERVAL;
            Process process = relieve();
            if (process != null) {
                return process;
            }
        }
        RunQueue own = queue;
        if (own.hasNext()) {
            Process process = own.takeNext();
            if (process != null) {
                streak++;
                return process;
            }
        }
        streak = 0;
        Process process = own.poll();
        if (process != null) {
            return process;
        }
        competing = false;
        process = takeFromCrowd();
        if (process == null) {
            process = scheduler.findWorkFor(this);
            if (process == null) {
                handOver();
            }
        }
        return process;
    }

    @Nullable
    Process takeFromCrowd() {
        Process process = crowd.poll();
        fromCrowd |= process != null;
        return process;
    }

    /**
     * Takes something from a worker that has not finished a turn since this one last looked. The operating system may have given
     * its processor to somebody else, for milliseconds, and all other workers may be too busy to look for work.
     */
    private @Nullable Process relieve() {
        Worker other = observed;
        if (other == null) {
            other = scheduler.anotherThan(this, observations++);
            observed = other;
            turnsOfObserved = other == null ? 0 : other.turns();
            return null;
        }
        observed = null;
        if (other.turns() != turnsOfObserved) {
            return null;
        }
        Process process = other.takeNext();
        return process != null ? process : other.queue.stealInto(queue);
    }

    private void renewQueue() {
        queue = queue.renewed(); // who lies down now looks into the new one; who has looked into the old one is woken
        untilRenewal = RENEWAL_INTERVAL;
        try {
            if (!queue.isEmpty()) {
                scheduler.wakeOne();
            }
        } catch (VirtualMachineError _) {
            scheduler.overslept = true;
        }
    }

    /** Takes what would run right after the turn. Anyone. */
    @Nullable
    Process takeNext() {
        return queue.takeNext();
    }

    /**
     * Gives an idle worker something that waits here, if it would wait longer than moving it takes: if the turn or the queue
     * has not got on since an idle worker last looked, or the queue is long. Two processes that talk to each other in short
     * turns are faster on one worker than on two. Thief only.
     */
    @Nullable
    Process giveTo(Worker thief) {
        long turnsNow = turns();
        RunQueue from = queue;
        int takenNow = from.taken();
        boolean stuck = turnsNow == turnsAtLook;
        boolean waited = stuck || takenNow == takenAtLook || competing || from.size() > 1;
        turnsAtLook = turnsNow;
        takenAtLook = from.isEmpty() ? takenNow - 1 : takenNow;
        Process process = waited ? from.stealInto(thief.queue) : null;
        if (process != null) {
            competing = false;
        } else if (stuck && from.hasNext()) {
            process = from.takeNext();
        }
        return process;
    }

    RunQueue queue() {
        return queue;
    }

    Crowd crowd() {
        return crowd;
    }

    /** Whose turn it is, or was a moment ago. Watchdog only, exact while it has borrowed the carrier. */
    @Nullable
    Process running() {
        return carrier.isRunning() ? queue.running : null;
    }

    /** Leaves what is still queued here to the others. Owner only. */
    private void handOver() {
        crowd.close();
        Process process = takeNext();
        if (process != null) {
            scheduler.inject(process);
        }
        while ((process = queue.poll()) != null) {
            scheduler.inject(process);
        }
    }

    // ---- sleep

    /** From now on it may be woken. Owner only. */
    void lieDown() {
        asleep = true;
        VarHandle.fullFence();
    }

    boolean isAsleep() {
        return asleep;
    }

    /** Tells it to get up; true if it was asleep and nobody else has told it. */
    boolean getUp() {
        return asleep && ASLEEP.compareAndSet(this, true, false);
    }

    // ---- turns

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

    /** Its number in {@link OsThreads}; 0 if unknown. */
    int osThread() {
        return osThread;
    }

    /** Whether the operating system prefers others to it, for ever. */
    boolean isLowered() {
        return lowered;
    }

    /** Before it is done; false if it has been done before. Watchdog only. */
    boolean markLowered() {
        boolean first = !lowered;
        lowered = true;
        return first;
    }

    // ---- duty

    boolean isOffDuty() {
        return offDuty;
    }

    /** Owner only. */
    void goOffDuty() {
        offDuty = true;
    }

    /** Watchdog only. */
    void callUp() {
        offDuty = false;
        LockSupport.unpark(this);
    }

    /** As the workers have it: see {@link Apart}. */
    @SuppressWarnings("UnusedVariable") // to be there is all they are for
    static final class Padded extends Worker {
        private long p0;
        private long p1;
        private long p2;
        private long p3;
        private long p4;
        private long p5;
        private long p6;
        private long p7;

        Padded(WorkerScheduler scheduler, String name, Carrier carrier) {
            super(scheduler, name, carrier);
        }
    }
}
