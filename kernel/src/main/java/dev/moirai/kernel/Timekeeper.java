package dev.moirai.kernel;

import java.lang.invoke.VarHandle;
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
 * The node's one thread that watches time: fires timers, and watches for turns that do not end.
 *
 * <p>A turn that lasts longer than {@link #PATIENCE} is overdue. Then (1) another worker stands in, so that the host keeps its
 * number of threads, and for a moment as many again as are stuck, because hogs seldom come alone; (2) signals for the stuck process are received in place of its turn at each tick, so that it can be
 * killed and cancelled, and answers links and monitors; (3) after {@link #REPORT_AFTER} it is named in the log with its stack.
 */
final class Timekeeper extends KernelThread {
    private static final Logger LOG = LoggerFactory.getLogger(Timekeeper.class);
    private static final long TICK = 5_000_000;
    private static final int PATIENCE = 2; // ticks
    private static final int REPORT_AFTER = 200; // ticks
    private static final int CALM = 20; // ticks

    /** What is known of one worker's present turn. Timekeeper only. */
    private static final class Watch {
        long turns = -1;
        int ticks;
        boolean reported;
    }

    /** What is known of one host. Timekeeper only. */
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

    private final Clock clock = Clock.SYSTEM;
    private final List<TimerShard> shards = new CopyOnWriteArrayList<>();
    private final List<Post> posts = new CopyOnWriteArrayList<>();
    private final Map<Worker, Watch> watches = new WeakHashMap<>(); // timekeeper only
    private final Carrier carrier;
    private volatile long wakeAt = Long.MAX_VALUE; // timekeeper only, read by those who arm timers
    private volatile boolean stopped;
    private long nextCheck; // timekeeper only
    private final AtomicLong survivals = new AtomicLong();
    private long reported; // timekeeper only
    private int untilReport; // timekeeper only

    Timekeeper(ProcessTable table, RandomGenerator random) {
        super("moirai-timekeeper");
        this.carrier = new Carrier(false, newShard(), random, table.new Ids());
        carrier.thread = this;
    }

    TimerShard newShard() {
        TimerShard[] shard = new TimerShard[1];
        shard[0] = new TimerShard(clock.nanoTime(), () -> armed(shard[0].nextTick()));
        shards.add(shard[0]);
        return shard[0];
    }

    void watch(Host host, WorkerScheduler scheduler) {
        posts.add(new Post(host, scheduler));
    }

    Carrier carrier() {
        return carrier;
    }

    private void armed(long at) {
        if (at - wakeAt < 0) {
            LockSupport.unpark(this);
        }
    }

    @Override
    public void run() {
        nextCheck = clock.nanoTime() + TICK;
        while (!stopped) {
            try {
                beat();
            } catch (Throwable thrown) {
                survived(thrown); // what could not be done now is done at the next beat, when there may be memory
            }
        }
    }

    /** Does what is due, and waits for the next that will be. */
    private void beat() {
        long now = clock.nanoTime();
        if (now - nextCheck >= 0) {
            nextCheck = now + TICK;
            for (Post post : posts) {
                check(post);
            }
            report();
        }
        long next = nextCheck;
        for (TimerShard shard : shards) {
            if (shard.nextTick() - now <= 0) {
                shard.fire(now);
            }
            long tick = shard.nextTick();
            if (tick != Long.MAX_VALUE && tick - next < 0) {
                next = tick;
            }
        }
        wakeAt = next; // published before the shards are looked at once more, so that no arming is missed
        VarHandle.fullFence();
        for (TimerShard shard : shards) {
            if (shard.nextTick() != Long.MAX_VALUE && shard.nextTick() - next < 0) {
                next = shard.nextTick();
            }
        }
        long left = next - clock.nanoTime();
        if (left > 0) {
            LockSupport.parkNanos(this, left);
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
