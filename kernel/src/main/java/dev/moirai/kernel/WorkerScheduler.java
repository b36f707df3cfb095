package dev.moirai.kernel;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The workers of one host and what they share: the inbox for processes made runnable elsewhere, stealing, sleeping, waking.
 *
 * <p><b>No wake-up is lost.</b> Whoever adds work publishes it, then (full fence) looks whether anyone sleeps. A worker about
 * to sleep registers, then (full fence) looks at all queues once more. One of the two sees the other.
 *
 * <p><b>Few wake-ups.</b> Waking a thread costs more than many turns. At most one worker searches at a time: while one does,
 * nobody is woken; when it finds something and there may be more, it wakes the next.
 */
final class WorkerScheduler implements Scheduler {
    private static final int SEARCH_ROUNDS = 4;

    private final Inbox inbox = new Inbox();
    private final List<Worker> workers = new CopyOnWriteArrayList<>();
    private final Function<WorkerScheduler, Worker> recruit;
    private final int target;

    private final AtomicInteger searching = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Worker> sleepers = new ArrayDeque<>(); // guarded by lock
    private volatile int sleeping; // written under lock
    private volatile boolean stopped;
    /** The stack of somebody who should have woken a worker was used up. */
    private volatile boolean overslept;
    /** Workers beyond {@link #target} that stand in for stuck ones. Guarded by lock. */
    private int surplus;

    /** @param recruit makes a further worker for this scheduler, not yet started */
    WorkerScheduler(int workers, Function<WorkerScheduler, Worker> recruit) {
        this.target = workers;
        this.recruit = recruit;
    }

    void start() {
        for (int i = 0; i < target; i++) {
            add();
        }
    }

    private void add() {
        Worker worker = recruit.apply(this);
        workers.add(worker);
        worker.start();
    }

    List<Worker> workers() {
        return workers;
    }

    // ---- work arriving

    @Override
    public void ready(Process process, @Nullable Carrier by) {
        Worker worker = by == null ? null : by.worker;
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
        wakeOne();
    }

    @Nullable
    Process pollInbox() {
        return inbox.poll();
    }

    /** Wakes a sleeping worker unless one is searching already. */
    void wakeOne() {
        try {
            if (sleeping > 0 && searching.get() == 0) {
                wake();
            }
        } catch (StackOverflowError _) {
            overslept = true; // the work is queued; the timekeeper wakes who should do it
        }
    }

    /** Wakes all who may have been missed. Timekeeper only. */
    void wakeMissed() {
        if (overslept) {
            overslept = false;
            workers.forEach(LockSupport::unpark);
            if (hasWork()) {
                wakeOne();
            }
        }
    }

    private void wake() {
        Worker worker;
        lock.lock();
        try {
            worker = sleepers.pollLast();
            sleeping = sleepers.size();
        } finally {
            lock.unlock();
        }
        if (worker != null) {
            LockSupport.unpark(worker);
        }
    }

    // ---- workers without work

    /** Looks everywhere, sleeps if there is nothing; null when the worker must end. */
    @Nullable
    Process findWorkFor(Worker worker) {
        while (!isOver(worker)) {
            searching.incrementAndGet();
            Process found = null;
            for (int round = 0; found == null && round < SEARCH_ROUNDS; round++) {
                found = search(worker, round == SEARCH_ROUNDS - 1);
                Thread.onSpinWait();
            }
            boolean last = searching.decrementAndGet() == 0;
            if (found != null) {
                if (last && hasWork()) {
                    wakeOne();
                }
                return found;
            }
            sleep(worker);
        }
        return null;
    }

    private @Nullable Process search(Worker worker, boolean thoroughly) {
        Process process = inbox.poll();
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
            process = victim.queue().stealInto(worker.queue());
            if (process == null && thoroughly && victim.hasNext()) {
                process = victim.takeNext();
            }
            if (process != null) {
                return process;
            }
        }
        return null;
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
        for (Worker worker : workers) {
            if (!worker.queue().isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private void sleep(Worker worker) {
        lock.lock();
        try {
            sleepers.add(worker);
            sleeping = sleepers.size(); // volatile: registered before we look once more
        } finally {
            lock.unlock();
        }
        if (hasWork() || stopped) {
            withdraw(worker);
            return;
        }
        while (isRegistered(worker) && !stopped) {
            LockSupport.park(this);
        }
    }

    private boolean isRegistered(Worker worker) {
        lock.lock();
        try {
            return sleepers.contains(worker);
        } finally {
            lock.unlock();
        }
    }

    private void withdraw(Worker worker) {
        lock.lock();
        try {
            sleepers.remove(worker);
            sleeping = sleepers.size();
        } finally {
            lock.unlock();
        }
    }

    // ---- stuck workers

    /** A worker is stuck in a turn: another stands in for it. */
    void standIn() {
        lock.lock();
        try {
            if (stopped) {
                return;
            }
            surplus++;
        } finally {
            lock.unlock();
        }
        add();
    }

    /** Whether the worker must end: the host stopped, or there is one too many since a stuck one came back. */
    boolean isOver(Worker worker) {
        if (stopped) {
            workers.remove(worker);
            return true;
        }
        if (workers.size() <= target) {
            return false;
        }
        lock.lock();
        try {
            int stuck = 0;
            for (Worker each : workers) {
                stuck += each.isOverdue() ? 1 : 0;
            }
            if (workers.size() - stuck <= target || surplus == 0) {
                return false;
            }
            surplus--;
            workers.remove(worker);
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void stop() {
        lock.lock();
        try {
            stopped = true;
            sleepers.clear();
            sleeping = 0;
        } finally {
            lock.unlock();
        }
        workers.forEach(LockSupport::unpark);
    }
}
