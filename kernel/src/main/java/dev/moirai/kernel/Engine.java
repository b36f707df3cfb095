package dev.moirai.kernel;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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

    /**
     * Waits until {@code future} is done; false if {@code longest} is over first.
     *
     * @throws IllegalStateException inside a turn
     */
    boolean await(CompletableFuture<?> future, Duration longest);

    /** Something changed that {@link #await} may be waiting for. */
    void changed();

    /** Memory or stack ran out in the kernel's own code, and what it did was left for later. Must not fail. */
    void survived();

    /** Ends everything the engine started. */
    void stop();

    /** What {@link #await(CompletableFuture, Duration)} throws where nobody may wait. */
    static IllegalStateException waitInTurn() {
        return new IllegalStateException(
                "a turn must not wait, it would hold up its host; send a message and handle the"
                        + " answer when it comes, or use a blocking process");
    }
}
