package dev.moirai.kernel;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves a node by real threads and the machine's clock. */
final class ThreadEngine implements Engine, WorkerScheduler.Crew {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadEngine.class);

    private final ProcessTable table;
    private final SplittableRandom seeds = new SplittableRandom(); // guarded by this
    private final List<Carrier> carriers = new CopyOnWriteArrayList<>();
    private final List<WorkerScheduler> schedulers = new CopyOnWriteArrayList<>();
    private final AtomicInteger workersMade = new AtomicInteger();
    /** Of workers that have ended, for those to come: their counts and timers go on. */
    private final Queue<Carrier> spareCarriers = new ConcurrentLinkedQueue<>();

    private final Timekeeper timekeeper;
    private final Watchdog watchdog;
    /** Notified when something has happened that {@link #await(BooleanSupplier, Duration)} may be waiting for. */
    private final Object news = new Object();

    private final Carrier outside;

    ThreadEngine(ProcessTable table) {
        this.table = table;
        this.timekeeper = new Timekeeper(this::survived);
        this.watchdog = new Watchdog(timekeeper, seeds.split(), table.new Ids());
        carriers.add(watchdog.carrier());
        this.outside = new Carrier(true, timekeeper.newShard(), newRandom(), table.new Ids());
        carriers.add(outside);
    }

    @Override
    public void start(Node node) {
        timekeeper.setName("moirai-" + node.name() + "-timekeeper");
        timekeeper.start();
        watchdog.setName("moirai-" + node.name() + "-watchdog");
        watchdog.start();
        warnOfLostWakeUps();
    }

    private static void warnOfLostWakeUps() {
        Runtime.Version version = Runtime.version();
        if (version.feature() == 25 && version.interim() == 0 && version.update() < 3) {
            LOG.error(
                    "JDK {} loses wake-ups of virtual threads (JDK-8369227): blocking processes may hang. Use 25.0.3 or newer.",
                    version);
        }
    }

    private synchronized SplittableRandom newRandom() {
        return seeds.split();
    }

    @Override
    public Clock clock() {
        return Clock.SYSTEM;
    }

    @Override
    public Scheduler open(Host host) {
        WorkerScheduler scheduler = new WorkerScheduler(
                host.node().name() + "-" + host.name(), host.options().workers(), this);
        schedulers.add(scheduler);
        scheduler.start();
        watchdog.watch(host, scheduler);
        return scheduler;
    }

    @Override
    public Worker recruit(WorkerScheduler by) {
        Carrier carrier = spareCarriers.poll();
        if (carrier == null) {
            carrier = new Carrier.Padded(timekeeper.newShard(), newRandom(), table.new Ids());
            carriers.add(carrier);
        }
        return new Worker.Padded(by, "moirai-" + by.name() + "-" + workersMade.incrementAndGet(), carrier);
    }

    @Override
    public void dismiss(Worker worker) {
        spareCarriers.add(worker.carrier());
    }

    @Override
    public void survived(Throwable thrown) {
        watchdog.survived(thrown);
    }

    @Override
    public void survived() {
        watchdog.survived(null);
    }

    @Override
    public Carrier outside() {
        return outside;
    }

    @Override
    public Carrier newBlockingCarrier() {
        return outside.forOwnThread(newRandom(), table.new Ids());
    }

    @Override
    public List<Carrier> carriers() {
        return carriers;
    }

    @Override
    public boolean await(BooleanSupplier done, Duration longest) {
        long deadline = System.nanoTime() + longest.toNanos();
        synchronized (news) {
            try {
                while (!done.getAsBoolean()) {
                    long left = deadline - System.nanoTime();
                    if (left <= 0) {
                        return false;
                    }
                    TimeUnit.NANOSECONDS.timedWait(news, left);
                }
                return true;
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    @Override
    public boolean await(CompletableFuture<?> future, Duration longest) {
        if (Thread.currentThread() instanceof KernelThread) {
            throw Engine.waitInTurn();
        }
        try {
            future.get(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            return false;
        } catch (ExecutionException | CancellationException _) {
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
        return true;
    }

    @Override
    public void changed() {
        synchronized (news) {
            news.notifyAll();
        }
    }

    @Override
    public void stop() {
        schedulers.forEach(WorkerScheduler::stop);
        timekeeper.end();
        watchdog.end();
    }

    static void reportHog(Worker worker, @Nullable Process process) {
        LOG.warn(
                "{} has kept {} busy for more than a second without ending its turn; another worker stands in. It is at:\n{}",
                process,
                worker.getName(),
                Arrays.stream(worker.getStackTrace())
                        .map(frame -> "    at " + frame)
                        .collect(Collectors.joining("\n")));
    }
}
