package dev.moirai.kernel;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A node on one thread with virtual time, where a seed decides who runs next: the same seed gives the same run.
 *
 * <p>The kernel is the real one; only the scheduler and the clock differ. Nothing happens by itself: {@link #run},
 * {@link #advance} and {@link #runUntil} make processes run, on the calling thread.
 *
 * <pre>{@code
 * Simulation simulation = new Simulation(42);
 * Pid pid = simulation.node().spawn(new Heartbeat());
 * simulation.advance(Duration.ofMinutes(5)); // takes no real time
 * }</pre>
 */
public final class Simulation implements AutoCloseable {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    /** The longest a single call lets simulated processes spin without any of them waiting. */
    private static final long MAX_TURNS = 50_000_000;

    private final long seed;
    private final SplittableRandom random;
    private final List<Process> runnable = new ArrayList<>();
    /**
     * Threads that make everything else happen while they wait. Those of blocking processes among them cannot be given a turn
     * as well: they see what has arrived when they are done.
     */
    private final Set<@Nullable Thread> awaiting = new HashSet<>();

    private final Engine engine = new SimulatedEngine();
    private final TraceHash trace;
    private final Node node;
    private @Nullable ProcessTable table;
    private @Nullable Carrier carrier;
    private @Nullable Carrier outside;
    private @Nullable TimerShard timers;
    private long now = 1_000_000_000;
    private boolean stopped;

    public Simulation(long seed) {
        this(seed, NodeOptions.named("sim"));
    }

    /** @param options of the node; workers mean nothing here */
    public Simulation(long seed, NodeOptions options) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.trace = new TraceHash(options.tracer());
        this.node = new Node(options.withTracer(trace), this::build);
    }

    private Engine build(ProcessTable processes) {
        table = processes;
        timers = new TimerShard(now, () -> {});
        carrier = new Carrier(false, timers, random.split(), processes.new Ids());
        outside = new Carrier(true, timers, random.split(), processes.new Ids());
        return engine;
    }

    public long seed() {
        return seed;
    }

    public Node node() {
        return node;
    }

    public Clock clock() {
        return engine.clock();
    }

    /** A hash over everything that has happened so far, in order: equal seeds give equal hashes. */
    public long traceHash() {
        return trace.hash();
    }

    /** Runs until every process waits; time stands still. */
    public void run() {
        runUntilQuiet(MAX_TURNS);
    }

    private void runUntilQuiet(long mostTurns) {
        for (long turns = 0; !runnable.isEmpty(); turns++) {
            if (turns == mostTurns) {
                throw new IllegalStateException(
                        "after " + mostTurns + " turns without time passing some process still runs: "
                                + runnable.getFirst() + " (seed " + seed + ")");
            }
            turn();
        }
    }

    /** Runs one turn of one process, chosen by the seed; false if every process waits. */
    public boolean step() {
        if (runnable.isEmpty()) {
            return false;
        }
        turn();
        return true;
    }

    private void turn() {
        int chosen = random.nextInt(runnable.size());
        Process process = runnable.set(chosen, runnable.getLast());
        runnable.removeLast();
        BlockingRun run = process.run();
        if (run != null && !process.hasEnded()) {
            process.leftTheQueue();
            if (!process.isIdle() && !process.isClosed() && !awaiting.contains(run.thread())) {
                run.wakeAndWait();
            }
            return;
        }
        Carrier on = Objects.requireNonNull(carrier);
        on.thread = Thread.currentThread();
        // Small budgets make turns end in odd places, which is where the interesting orders are.
        int budget = random.nextInt(4) == 0 ? Worker.BUDGET : 1 + random.nextInt(200);
        if (process.turn(on, budget)) {
            runnable.add(process);
        }
    }

    /** Lets {@code time} pass, running processes and timers as they become due. */
    public void advance(Duration time) {
        long end = now + time.toNanos();
        run();
        while (nextDeadline() <= end) {
            fireNext();
            run();
        }
        now = Math.max(now, end);
    }

    /**
     * Runs, letting as much time pass as needed, until {@code done} holds.
     *
     * @throws IllegalStateException if nothing can ever happen any more and it still does not hold
     */
    public void runUntil(BooleanSupplier done) {
        while (!done.getAsBoolean()) {
            if (!step()) {
                if (nextDeadline() == Long.MAX_VALUE) {
                    throw new IllegalStateException(
                            "every process waits and no timer is armed, but what was awaited has not come (seed " + seed
                                    + ")");
                }
                fireNext();
            }
        }
    }

    /** Runs until every process waits and no timer is armed. */
    public void runToEnd() {
        run();
        while (nextDeadline() != Long.MAX_VALUE) {
            fireNext();
            run();
        }
    }

    private long nextDeadline() {
        return Objects.requireNonNull(timers).nextDeadline();
    }

    private void fireNext() {
        now = Math.max(now, nextDeadline());
        Objects.requireNonNull(timers).fire(now);
    }

    /** Stops the node; what still lives is killed when 30 virtual seconds are over. */
    @Override
    public void close() {
        if (!stopped) {
            node.close();
        }
    }

    private final class SimulatedEngine implements Engine, Clock {
        @Override
        public Clock clock() {
            return this;
        }

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public Instant now() {
            return START.plusNanos(now);
        }

        @Override
        public Scheduler open(Host host) {
            return new Scheduler() {
                @Override
                public void ready(Process process, @Nullable Carrier by) {
                    runnable.add(process);
                }

                @Override
                public void resume(Process process, BlockingRun run) {
                    runnable.add(process);
                }

                @Override
                public void stop() {}
            };
        }

        @Override
        public Carrier outside() {
            return Objects.requireNonNull(outside);
        }

        @Override
        public Carrier newBlockingCarrier() {
            return outside().forOwnThread(random.split(), Objects.requireNonNull(table).new Ids());
        }

        @Override
        public List<Carrier> carriers() {
            return List.of(Objects.requireNonNull(carrier), outside());
        }

        @Override
        public void start(Node started) {}

        @Override
        public boolean await(BooleanSupplier done, Duration longest) {
            long end = now + longest.toNanos();
            boolean nested = !awaiting.add(Thread.currentThread());
            try {
                while (!done.getAsBoolean()) {
                    if (!step()) {
                        if (nextDeadline() > end) {
                            now = end;
                            return false;
                        }
                        fireNext();
                    }
                }
                return true;
            } finally {
                if (!nested) {
                    awaiting.remove(Thread.currentThread());
                }
            }
        }

        @Override
        public boolean await(CompletableFuture<?> future, Duration longest) {
            if (Objects.requireNonNull(carrier).isRunning()) {
                throw Engine.waitInTurn();
            }
            return await(future::isDone, longest);
        }

        @Override
        public void changed() {}

        @Override
        public void survived() {}

        @Override
        public void stop() {
            stopped = true;
        }
    }
}
