package dev.moirai.kernel;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A blocking process's handle on itself: may be used by its own thread, at any time. Each call is a safepoint. */
public interface BlockingSelf extends Self {

    /** Waits for the next message or visible signal, in order of arrival. */
    Object receive();

    /** As {@link #receive()}, for at most {@code longest}; null if nothing came. */
    @Nullable
    Object receive(Duration longest);

    /** Waits for something that {@code wanted} accepts; everything else stays in the mailbox, in order. */
    Object receive(Predicate<Object> wanted);

    /** As {@link #receive(Predicate)}, for at most {@code longest}; null if it did not come. */
    @Nullable
    Object receive(Predicate<Object> wanted, Duration longest);

    /** Waits until {@code time} is over, receiving signals meanwhile. */
    void sleep(Duration time);

    /**
     * Acts on what has arrived for the process: throws {@link Fenced} if it has ended. Long computations should call it now
     * and then; every other call here does the same.
     */
    void checkpoint();

    /**
     * Tells others that this process is about to wait for another one, until {@link #waitNoMore}.
     *
     * @return the processes that would wait for one another in a circle, this one first; then nothing is told. Usually empty.
     *     Of processes that close a circle at the same time at least one is told of it
     */
    List<Pid> waitFor(Waiting what);

    /** The wait is over. */
    void waitNoMore();
}
