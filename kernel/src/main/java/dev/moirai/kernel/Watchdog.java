package dev.moirai.kernel;

import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's one thread that watches for what nobody else can see to: turns that do not end, and processes and workers that
 * were to be woken by somebody whose stack or memory ended.
 *
 * <p>A turn that lasts too long is overdue. Then (1) another worker stands in, so that the host keeps its number of threads,
 * and for a moment as many again as are stuck, because hogs seldom come alone; (2) signals for the stuck process are received
 * in place of its turn, so that it can be killed and cancelled, and answers links and monitors; (3) if those that compute
 * occupy all processors, the operating system is asked to prefer others to them; (4) after {@link #REPORT_AFTER} it is named in
 * the log with its stack.
 */
final class Watchdog extends KernelThread {
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    private static final long MILLI = 1_000_000;
    /** Between two looks, while all is well. */
    private static final long TICK = 3 * MILLI;
    /** The same, while further turns get stuck. */
    private static final long ALARM_TICK = MILLI;
    /** How much of a processor's time a turn may use, and the same while further turns get stuck. */
    private static final long MOST_TIME = 2 * MILLI;

    private static final long MOST_TIME_IN_ALARM = MILLI;
    /** How long a turn may last whose use of processors is unknown, or that waits for something. */
    private static final long PATIENCE = 9 * MILLI;
    /** How long a turn may last that has hardly had a processor: it waits for one, or for the end of a system call. */
    private static final long PATIENCE_WITH_THE_MACHINE = 30 * MILLI;

    /** Where turns take longer, who outruns a receiver need not stay with it. */
    private static final long SHORT_TURN = 20_000;

    /** Less than other threads usually get at a time, and more than this one needs for a look. */
    private static final long SLICE = MILLI;

    private static final long REPORT_AFTER = 1_000 * MILLI;
    /** After so long without a further stuck turn no more are expected. */
    private static final long CALM = 100 * MILLI;
    /** Before that long turns are usual, as classes are loaded; and the start is not slowed down. */
    private static final long WARM = 1_000 * MILLI;

    /** What is known of one worker's present turn. Watchdog only. */
    private static final class Watch {
        long turns = -1;
        /** How long it has been seen. */
        long lasted;
        /** The worker's {@link OsThreads#processorTime} when it was first seen. */
        long timeBefore;

        boolean computes;
        boolean reported;
    }

    /** What is known of one host. Watchdog only. */
    private static final class Post {
        final Host host;
        final WorkerScheduler scheduler;
        /** How long ago a further worker was found stuck. */
        long calm = CALM;

        Post(Host host, WorkerScheduler scheduler) {
            this.host = host;
            this.scheduler = scheduler;
        }
    }

    private final List<Post> posts = new CopyOnWriteArrayList<>();
    private final Map<Worker, Watch> watches = new WeakHashMap<>(); // watchdog only
    private final Timekeeper timekeeper;
    private final Carrier carrier;
    private volatile boolean stopped;
    private final AtomicLong survivals = new AtomicLong();
    private long reported; // watchdog only
    private long sinceReport = REPORT_AFTER; // watchdog only
    private @Nullable OsThreads threads; // watchdog only
    private long age; // watchdog only

    Watchdog(Timekeeper timekeeper, RandomGenerator random, ProcessTable.Ids ids) {
        super("moirai-watchdog");
        this.timekeeper = timekeeper;
        this.carrier = new Carrier(false, timekeeper.newShard(), random, ids);
        carrier.thread = this;
    }

    void watch(Host host, WorkerScheduler scheduler) {
        posts.add(new Post(host, scheduler));
    }

    Carrier carrier() {
        return carrier;
    }

    @Override
    public void run() {
        while (!stopped) {
            try {
                long tick = isAlarm() ? ALARM_TICK : TICK;
                LockSupport.parkNanos(this, tick);
                grow(tick);
                posts.forEach(post -> look(post, tick));
                lowerIfNobodyElseCanRun(); // first, so that those who stand in get a processor
                posts.forEach(this::standIn);
                timekeeper.wakeIfLate();
                report(tick);
            } catch (Throwable thrown) {
                survived(thrown); // what could not be done now is done at the next tick, when there may be memory
            }
        }
    }

    private void grow(long tick) {
        boolean wasCold = age < WARM;
        age += tick;
        if (wasCold && age >= WARM) {
            threads = OsThreads.open();
            if (threads != null) {
                threads.askForSlicesOf(SLICE);
            }
        }
    }

    private boolean isAlarm() {
        for (Post post : posts) {
            if (post.calm < CALM) {
                return true;
            }
        }
        return false;
    }

    private void look(Post post, long tick) {
        Host host = post.host;
        WorkerScheduler scheduler = post.scheduler;
        if (host.strays) {
            host.strays = false;
            host.node().table().forEach(Process::wakeIfStray);
        }
        scheduler.wakeMissed();
        boolean alarm = post.calm < CALM;
        for (Worker worker : scheduler.workers()) {
            Watch watch = watches.computeIfAbsent(worker, _ -> new Watch());
            long turns = worker.turns();
            if ((turns - watch.turns) * SHORT_TURN < tick) {
                worker.crowd().disperse();
            }
            if (turns != watch.turns || !worker.carrier().isRunning()) {
                watch.turns = turns;
                watch.lasted = 0;
                watch.timeBefore = timeOf(worker);
                watch.computes = false;
                watch.reported = false;
                continue;
            }
            watch.lasted += tick;
            if (lastsTooLong(worker, watch, alarm)) {
                Process waiting = worker.takeNext(); // it would run right after the turn that does not end
                if (waiting != null) {
                    scheduler.inject(waiting);
                }
                overdue(post, worker, watch);
            }
        }
        post.calm += tick;
    }

    private void standIn(Post post) {
        int stuck = 0;
        for (Worker worker : post.scheduler.workers()) {
            stuck += worker.isOverdue() ? 1 : 0;
        }
        boolean alarm = post.calm < CALM;
        post.scheduler.standIn(alarm ? stuck : 0);
        if (!alarm && stuck == 0 && age >= WARM) {
            post.scheduler.replenish();
        }
    }

    private long timeOf(Worker worker) {
        return threads == null ? 0 : threads.processorTime(worker.osThread());
    }

    /** Who only waits for a processor is not stuck: more workers would make all wait longer. */
    private boolean lastsTooLong(Worker worker, Watch watch, boolean alarm) {
        long time = timeOf(worker);
        if (time == 0 || worker.getState() != Thread.State.RUNNABLE) {
            return watch.lasted >= PATIENCE;
        }
        watch.computes |= time - watch.timeBefore >= (alarm ? MOST_TIME_IN_ALARM : MOST_TIME);
        return watch.computes || watch.lasted >= PATIENCE_WITH_THE_MACHINE;
    }

    /**
     * Has the operating system prefer others to the stuck turns that compute, if these could occupy all processors. It cannot
     * be undone, so such a worker ends with its turn.
     */
    private void lowerIfNobodyElseCanRun() {
        OsThreads os = threads;
        if (os == null) {
            return;
        }
        int computing = 0;
        for (Post post : posts) {
            for (Worker worker : post.scheduler.workers()) {
                computing += isStuckComputing(worker) ? 1 : 0;
            }
        }
        if (computing < PROCESSORS) {
            return;
        }
        for (Post post : posts) {
            for (Worker worker : post.scheduler.workers()) {
                if (isStuckComputing(worker) && worker.markLowered()) {
                    os.lower(worker.osThread());
                }
            }
        }
    }

    private boolean isStuckComputing(Worker worker) {
        Watch watch = watches.get(worker);
        return worker.isOverdue() && watch != null && watch.computes;
    }

    private void overdue(Post post, Worker worker, Watch watch) {
        if (!worker.isOverdue()) {
            worker.markOverdue();
            post.calm = 0;
        }
        Process process = worker.running();
        boolean report = watch.lasted >= REPORT_AFTER && !watch.reported;
        if (process == null || !(report || process.hasNews())) {
            return; // what follows waits for the hog to get a processor, which may take long if there are many
        }
        Carrier stuck = worker.carrier();
        if (!stuck.borrow(worker)) {
            return;
        }
        try {
            if (process != worker.running() || worker.turns() != watch.turns) {
                return;
            }
            if (report) {
                watch.reported = true;
                ThreadEngine.reportHog(worker, process);
            }
            if (!process.hasEnded() && process.receiveInPlaceOfTurn(carrier)) {
                worker.interrupt();
            }
        } finally {
            stuck.giveBack();
        }
    }

    /** Memory or stack ran out in the kernel's own code, on any thread, or it has a fault; null for want of memory. */
    void survived(@Nullable Throwable thrown) {
        survivals.incrementAndGet();
        if (thrown != null && !(thrown instanceof VirtualMachineError)) {
            try {
                LOG.error("the kernel failed and goes on; please report this", thrown);
            } catch (Throwable _) {
                survivals.incrementAndGet();
            }
        }
    }

    /** Says how often memory ran out, when it is there again. */
    private void report(long tick) {
        long count = survivals.get();
        sinceReport += tick;
        if (count != reported && sinceReport >= REPORT_AFTER) {
            sinceReport = 0;
            reported = count;
            LOG.error(
                    "memory or stack was used up {} times so far while the kernel did something of its own;"
                            + " each time it was done later, and nothing was lost",
                    count);
        }
    }

    void end() {
        stopped = true;
        LockSupport.unpark(this);
    }
}
