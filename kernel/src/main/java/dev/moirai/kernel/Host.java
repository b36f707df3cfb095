package dev.moirai.kernel;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A compartment of a node: processes that share a fixed number of OS threads and limits. */
public final class Host {
    private final Node node;
    private final HostOptions options;
    private final Scheduler scheduler;
    private final AtomicInteger population = new AtomicInteger();
    private volatile boolean stopping;
    /** Some process here was left without being queued; see Lifecycle.wake. */
    volatile boolean strays;

    Host(Node node, HostOptions options, Engine engine) {
        this.node = node;
        this.options = options;
        this.scheduler = engine.open(this);
    }

    public Node node() {
        return node;
    }

    public String name() {
        return options.name();
    }

    public HostOptions options() {
        return options;
    }

    /** How many processes live here now. */
    public int population() {
        return population.get();
    }

    /** Spawns a process here from outside of any process. */
    public Pid spawn(Body body) {
        return node.spawn(Spawn.of(body).on(this));
    }

    Scheduler scheduler() {
        return scheduler;
    }

    /** Counts one more process in, or refuses it. */
    void admit() {
        if (stopping) {
            throw new SpawnRefused(SpawnRefused.Cause.STOPPING, "host " + name() + " is stopping");
        }
        if (population.incrementAndGet() > options.maxProcesses()) {
            population.decrementAndGet();
            throw new SpawnRefused(
                    SpawnRefused.Cause.LIMIT,
                    "host " + name() + " already runs " + options.maxProcesses() + " processes, its maxProcesses");
        }
        if (node.isFull()) {
            population.decrementAndGet();
            throw new SpawnRefused(
                    SpawnRefused.Cause.LIMIT,
                    "node " + node.name() + " already runs " + node.options().maxProcesses()
                            + " processes, its maxProcesses");
        }
    }

    /** Counts one process out. */
    void left() {
        population.decrementAndGet();
    }

    /** Tells those who wait for it if there are no more processes. */
    void tellIfEmpty() {
        if (stopping && population.get() == 0) {
            node.emptied();
        }
    }

    /**
     * Cancels every process here, waits until they have ended or the deadline is over, and ends the rest by force. Spawns
     * are refused from the start, for ever.
     */
    public StopReport stop(Duration deadline) {
        return node.stop(this, deadline);
    }

    boolean isStopping() {
        return stopping;
    }

    void refuseSpawns() {
        stopping = true;
    }

    @Override
    public String toString() {
        return "host " + name();
    }
}
