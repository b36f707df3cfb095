package dev.moirai.bench.contender.moirai;

import dev.moirai.kernel.Node;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** How processes tell the benchmark's thread what came out. */
final class Results<T> {

    private final BlockingQueue<T> queue = new LinkedBlockingQueue<>();

    void add(T result) {
        queue.add(result);
    }

    /** The next result, or null if none comes within the time. */
    @Nullable
    T takeWithin(Duration time) throws InterruptedException {
        return queue.poll(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The next result; a process that never answers fails the benchmark instead of hanging it. */
    T take() throws InterruptedException {
        T result = queue.poll(60, TimeUnit.SECONDS);
        if (result == null) {
            throw new IllegalStateException("no result within 60 s");
        }
        return result;
    }

    /** Waits until the counter has reached the count. */
    static void await(LongAdder counter, long count) {
        while (counter.sum() < count) {
            LockSupport.parkNanos(1000);
        }
    }

    /** Waits until no more than so many processes live. */
    static void awaitPopulation(Node node, int count) {
        while (node.population() > count) {
            LockSupport.parkNanos(100_000);
        }
    }
}
