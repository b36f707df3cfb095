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
 * <p>A turn that lasts longer than {@link #PATIENCE} is overdue. Then (1) another worker stands in, so that the host keeps its
 * number of threads, and for a moment as many again as are stuck, because hogs seldom come alone; (2) signals for the stuck
 * process are received in place of its turn, so that it can be killed and cancelled, and answers links and monitors; (3) after
 * {@link #REPORT_AFTER} it is named in the log with its stack.
 */
final class Watchdog extends KernelThread {
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
    private static final long TICK = 5_000_000;
    private static final int PATIENCE = 2; // ticks
    private static final int REPORT_AFTER = 200; // ticks
    private static final int CALM = 20; // ticks

    /** What is known of one worker's present turn. Watchdog only. */
    private static final class Watch {
        long turns = -1;
        int ticks;
        boolean reported;
    }

    /** What is known of one host. Watchdog only. */
    private static final class Post {
        final Host host;
        final WorkerScheduler scheduler;
        /** Ticks since a further worker was found stuck. */
        int calm = CALM;

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
    private int untilReport; // watchdog only

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
                LockSupport.parkNanos(this, TICK);
                for (Post post : posts) {
                    check(post);
                }
                timekeeper.wakeIfLate();
                report();
            } catch (Throwable thrown) {
                survived(thrown); // what could not be done now is done at the next tick, when there may be memory
            }
        }
    }

    private void check(Post post) {
        Host host = post.host;
        WorkerScheduler scheduler = post.scheduler;
        if (host.strays) {
            host.strays = false;
            host.node().table().forEach(Process::wakeIfStray);
        }
        scheduler.wakeMissed();
        for (Worker worker : scheduler.workers()) {
            Watch watch = watches.computeIfAbsent(worker, _ -> new Watch());
            long turns = worker.turns();
            if (turns != watch.turns || !worker.carrier().isRunning()) {
                watch.turns = turns;
                watch.ticks = 0;
                watch.reported = false;
                continue;
            }
            watch.ticks++;
            if (watch.ticks >= PATIENCE) {
                Process waiting = worker.takeNext(); // it would run right after the turn that does not end
                if (waiting != null) {
                    scheduler.inject(waiting);
                }
                overdue(post, worker, watch);
            }
        }
        int stuck = 0;
        for (Worker worker : scheduler.workers()) {
            stuck += worker.isOverdue() ? 1 : 0;
        }
        post.calm++;
        if (stuck > 0 || post.calm == CALM) {
            scheduler.standIn(post.calm < CALM ? stuck : 0);
        }
    }

    private void overdue(Post post, Worker worker, Watch watch) {
        if (!worker.isOverdue()) {
            worker.markOverdue();
            post.calm = 0;
        }
        Process process = worker.carrier().running;
        boolean report = watch.ticks >= REPORT_AFTER && !watch.reported;
        if (process == null || !(report || process.hasNews())) {
            return; // what follows waits for the hog to get a processor, which may take long if there are many
        }
        Carrier stuck = worker.carrier();
        if (!stuck.borrow(worker)) {
            return;
        }
        try {
            if (process != stuck.running || worker.turns() != watch.turns) {
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
    private void report() {
        long count = survivals.get();
        if (count != reported && --untilReport <= 0) {
            untilReport = REPORT_AFTER;
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
