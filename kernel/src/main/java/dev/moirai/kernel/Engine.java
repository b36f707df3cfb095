package dev.moirai.kernel;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** What moves a node: threads and the machine's clock, or a simulation. */
interface Engine {
    Clock clock();

    /** The scheduler of a new host. */
    Scheduler open(Host host);

    /** The carrier for work done outside of turns; use it under its own lock. */
    Carrier outside();

    /** A carrier for the thread of a blocking process; its counts go to {@link #outside}. */
    Carrier newBlockingCarrier();

    /** All carriers there have been, for the ledger. */
    List<Carrier> carriers();

    /** Called once, when the node has been built. */
    void start(Node node);

    /**
     * Lets time pass until {@code done} holds; true if it does, false if {@code longest} is over. Told by {@link #changed}
     * when to look again.
     */
    boolean await(BooleanSupplier done, Duration longest);

    /** Something changed that {@link #await} may be waiting for. */
    void changed();

    /** Ends everything the engine started. */
    void stop();
}
