package dev.moirai.otp.task;

import java.time.Duration;
import java.util.Objects;

/**
 * How a stream of tasks runs.
 *
 * @param concurrency the most tasks at once, at least 1; the processors by default
 * @param ordered whether outcomes come in the order of the inputs, or as they are ready
 * @param timeout the longest each task may take; 5 seconds by default
 * @param onTimeout what happens to one that takes longer
 * @param linked whether a failing task fails the consumer, or is an outcome
 */
public record StreamOptions(int concurrency, boolean ordered, Duration timeout, OnTimeout onTimeout, boolean linked) {

    /** What happens when a task takes too long. */
    public enum OnTimeout {
        /** The consumer ends. */
        EXIT,
        /** The task is killed, and that is its outcome. */
        KILL_TASK
    }

    public static final StreamOptions DEFAULT = new StreamOptions(
            Runtime.getRuntime().availableProcessors(), true, Duration.ofSeconds(5), OnTimeout.EXIT, true);

    public StreamOptions {
        Objects.requireNonNull(timeout, "timeout");
        Objects.requireNonNull(onTimeout, "onTimeout");
        if (concurrency < 1) {
            throw new IllegalArgumentException("invalid_concurrency: must be at least 1, got " + concurrency);
        }
    }

    public StreamOptions concurrency(int most) {
        return new StreamOptions(most, ordered, timeout, onTimeout, linked);
    }

    public StreamOptions unordered() {
        return new StreamOptions(concurrency, false, timeout, onTimeout, linked);
    }

    public StreamOptions timeout(Duration each) {
        return new StreamOptions(concurrency, ordered, each, onTimeout, linked);
    }

    public StreamOptions killOnTimeout() {
        return new StreamOptions(concurrency, ordered, timeout, OnTimeout.KILL_TASK, linked);
    }

    public StreamOptions notLinked() {
        return new StreamOptions(concurrency, ordered, timeout, onTimeout, false);
    }
}
