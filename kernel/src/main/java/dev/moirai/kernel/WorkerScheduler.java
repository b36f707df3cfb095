package dev.moirai.kernel;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The workers of one host and what they share: the inbox for processes made runnable elsewhere, stealing, sleeping, waking.
 *
 * <p><b>No wake-up is lost.</b> Whoever adds work publishes it, then (full fence) looks whether anyone sleeps. A worker about
 * to sleep says so, then (full fence) looks at all queues once more. One of the two sees the other.
 *
 * <p><b>Few wake-ups.</b> Waking a thread costs more than many turns. At most one worker searches at a time: while one does,
 * nobody is woken; when it finds something and there may be more, it wakes the next.
 */
final class WorkerScheduler implements Scheduler {
    /** How often a worker without work looks at the others before it sleeps: for about as long as a wake-up takes. */
    private static final int LOOKS = 4;
    /** Between two looks, about 5 µs. */
    private static final int SPINS = 250;

    /** How many workers are kept ready at most beside those at work. */
    private static final int LARGEST_RESERVE = 16;

    static {
        KernelThread.readyForTheEndOfTheStack(VirtualMachineError.class);
    }

    private final Inbox inbox = new Inbox();
    private final List<Worker> workers = new CopyOnWriteArrayList<>();
    private final String name;
    private final Crew crew;
    private final int target;

    private final AtomicInteger searching = new AtomicInteger();
    /** How many are asleep, or woken and not yet up: counted by themselves, as who wakes them may run out of stack. */
    private final AtomicInteger sleeping = new AtomicInteger();
    /** Held by a worker that finds out whether it must end, never where a process's code is below on the stack. */
    private final ReentrantLock leaving = new ReentrantLock();

    private volatile boolean stopped;
    /** Somebody who should have woken a worker had no stack or memory left. */
    volatile boolean overslept;
    /** How many more than {@link #target} may be at work beside the stuck ones, as more may be about to get stuck. */
    private volatile int further; // written by the watchdog
    /**
     * Off duty, to be called up as stand-ins: a thread is started only when it has had a processor, and who starts it waits for
     * that. Beside hogs that is long.
     */
    private final BlockingQueue<Worker> reserve = new ArrayBlockingQueue<>(LARGEST_RESERVE);

    private int mostStandIns; // watchdog only

    /** Where workers come from and go to. */
    interface Crew {
        /** A further worker, not yet started. */
        Worker recruit(WorkerScheduler by);

        /** A worker's thread is about to end. */
        void dismiss(Worker worker);

        /** A worker met {@code thrown} in the kernel's own code, and goes on. */
        void survived(Throwable thrown);
    }

    WorkerScheduler(String name, int workers, Crew crew) {
        this.name = name;
        this.target = workers;
        this.crew = crew;
        this.mostStandIns = Math.min(workers, LARGEST_RESERVE);
    }

    void start() {
        for (int i = 0; i < target; i++) {
            add();
        }
    }

    private void add() {
        Worker worker = crew.recruit(this);
        workers.add(worker);
        try {
            start(worker);
        } catch (Throwable refused) {
            workers.remove(worker);
            throw refused;
        }
    }

    private void start(Worker worker) {
        try {
            worker.start();
        } catch (Throwable refused) {
            crew.dismiss(worker);
            throw refused;
        }
    }

    void dismiss(Worker worker) {
        crew.dismiss(worker);
    }

    void survived(Throwable thrown) {
        crew.survived(thrown);
    }

    String name() {
        return name;
    }

    List<Worker> workers() {
        return workers;
    }

    // ---- work arriving

    @Override
    public void ready(Process process, @Nullable Carrier by) {
        Worker worker = by != null ? by.worker : Thread.currentThread() instanceof Worker own ? own : null;
        if (worker != null && worker.scheduler() == this) {
            worker.ready(process);
        } else {
            inject(process);
        }
    }

    @Override
    public void resume(Process process, BlockingRun run) {
        run.wake();
    }

    void inject(Process process) {
        inbox.add(process); // publishes with a full fence
        try {
            wakeOne();
        } catch (VirtualMachineError _) {
            overslept = true; // it is queued, so this must not fail; the watchdog wakes who should run it
        }
    }

    @Nullable
    Process pollInbox() {
        return inbox.poll();
    }

    /** Wakes a sleeping worker unless one is searching already. */
    void wakeOne() {
        if (sleeping.get() > 0 && searching.get() == 0) {
            wake();
        }
    }

    /** Wakes all who may have been missed. Watchdog only. */
    void wakeMissed() {
        if (overslept) {
            overslept = false;
            workers.forEach(LockSupport::unpark); // one may have been told to get up, and that was all
            wake();
        }
    }

    private void wake() {
        for (int i = 0; i < workers.size(); i++) {
            Worker worker = workerAt(i);
            if (worker != null && worker.getUp()) {
                LockSupport.unpark(worker);
                return;
            }
        }
    }

    // ---- workers without work

    /** Looks everywhere, sleeps if there is nothing; null when the worker must end. */
    @Nullable
    Process findWorkFor(Worker worker) {
        while (!isOver(worker)) {
            Process found = null;
            boolean last;
            searching.incrementAndGet();
            try {
                for (int look = 0; found == null && look < LOOKS; look++) {
                    found = search(worker);
                    if (found == null) {
                        Thread.yield(); // other threads of the machine may have more to do
                        spin();
                    }
                }
            } finally {
                last = searching.decrementAndGet() == 0;
            }
            if (found != null) {
                try {
                    if (last && hasWork()) {
                        wakeOne();
                    }
                } catch (VirtualMachineError _) {
                    overslept = true; // what was found must not be lost
                }
                return found;
            }
            sleep(worker);
        }
        return null;
    }

    /** Lets a little time pass. */
    void rest() {
        for (int i = 0; i < SPINS; i++) {
            Thread.onSpinWait();
        }
    }

    /** As {@link #rest}, but ends as soon as there is something in the inbox. */
    private void spin() {
        for (int i = 0; i < SPINS && inbox.isEmpty(); i++) {
            Thread.onSpinWait();
        }
    }

    private @Nullable Process search(Worker worker) {
        Process process = inbox.poll();
        if (process == null) {
            process = worker.takeFromCrowd();
        }
        if (process != null) {
            return process;
        }
        int count = workers.size();
        int from = count == 0 ? 0 : worker.carrier().random.nextInt(count);
        for (int i = 0; i < count; i++) {
            Worker victim = workerAt((from + i) % count);
            if (victim == null || victim == worker) {
                continue;
            }
            process = victim.giveTo(worker);
            if (process != null) {
                return process;
            }
        }
        return null;
    }

    /** One of the workers by a number that counts up; null if it is {@code one}. */
    @Nullable
    Worker anotherThan(Worker one, int number) {
        int count = workers.size();
        Worker found = count < 2 ? null : workerAt(Math.floorMod(number, count));
        return found == one ? null : found;
    }

    private @Nullable Worker workerAt(int index) {
        try {
            return workers.get(index);
        } catch (IndexOutOfBoundsException _) {
            return null; // one left meanwhile
        }
    }

    boolean hasWork() {
        if (!inbox.isEmpty()) {
            return true;
        }
        for (int i = 0; i < workers.size(); i++) {
            Worker worker = workerAt(i);
            if (worker != null && !worker.queue().isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private void sleep(Worker worker) {
        sleeping.incrementAndGet();
        try {
            worker.lieDown(); // with a full fence: it can be woken before it looks once more
            if (hasWork() || !worker.crowd().isEmpty()) {
                worker.getUp();
            }
            while (worker.isAsleep() && !stopped) {
                LockSupport.park(this);
            }
        } finally {
            sleeping.decrementAndGet();
        }
    }

    // ---- stuck workers

    /**
     * Lets others stand in for stuck workers. Watchdog only.
     *
     * @param more how many beyond those that replace the stuck
     */
    void standIn(int more) {
        further = more;
        int missing = target + more - atWork();
        for (; missing > 0 && !stopped; missing--) {
            if (!callUp()) {
                add();
            }
        }
        mostStandIns = Math.max(mostStandIns, Math.min(workers.size() - target, LARGEST_RESERVE));
        for (; missing < 0 && sleeping.get() > 0; missing++) {
            wake(); // to find that it is over
        }
    }

    private boolean callUp() {
        Worker worker = reserve.peek();
        if (worker == null) {
            return false;
        }
        workers.add(worker); // may find no memory
        reserve.remove();
        worker.callUp();
        return true;
    }

    /** Makes sure, a thread at a time, that there are as many in reserve as were ever needed at once. Watchdog only. */
    void replenish() {
        if (inReserve() < mostStandIns && !stopped) {
            mostStandIns--; // not again and again if there is no memory for it
            Worker worker = crew.recruit(this);
            worker.goOffDuty();
            start(worker);
            mostStandIns++;
        }
    }

    int inReserve() {
        return reserve.size();
    }

    /** Waits in reserve; false if the worker must end. */
    boolean standBy(Worker worker) {
        if (hasWork()) {
            wakeOne(); // it may have been woken for this
        }
        worker.goOffDuty();
        if (worker.isLowered() || !reserve.offer(worker)) {
            return false;
        }
        while (worker.isOffDuty() && !stopped) {
            LockSupport.park(this);
        }
        return !stopped;
    }

    private int atWork() {
        int count = 0;
        for (int i = 0; i < workers.size(); i++) {
            Worker worker = workerAt(i);
            count += worker != null && !worker.isOverdue() ? 1 : 0;
        }
        return count;
    }

    /** Whether the worker's duty ends: the host stopped, its priority is low, or there is one too many since a stuck one came back. */
    boolean isOver(Worker worker) {
        if (worker.isLowered()) {
            workers.remove(worker);
            return true;
        }
        if (!stopped && workers.size() <= target + further) {
            return false;
        }
        leaving.lock(); // one at a time, so that not all leave at once
        try {
            if (!stopped && atWork() <= target + further) {
                return false;
            }
            workers.remove(worker);
            return true;
        } finally {
            leaving.unlock();
        }
    }

    @Override
    public void stop() {
        stopped = true;
        workers.forEach(LockSupport::unpark);
        reserve.forEach(LockSupport::unpark);
    }
}
