package dev.moirai.kernel;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a node is set up.
 *
 * @param name what it is called in pids and reports
 * @param host the host processes run on unless told otherwise
 * @param maxProcesses how many processes may live at once on all hosts together, at least 1
 * @param tracer sees what happens, or null
 * @param deadLetters told of each message nobody could take; null to only count them
 */
public record NodeOptions(
        String name,
        HostOptions host,
        int maxProcesses,
        @Nullable Tracer tracer,
        @Nullable DeadLetters deadLetters) {

    /** Told of each message nobody could take, on the thread that found out; must be quick and must not throw. */
    @FunctionalInterface
    public interface DeadLetters {
        void deadLetter(@Nullable Pid from, Pid to, Object message);
    }

    public NodeOptions {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(host, "host");
        if (maxProcesses < 1) {
            throw new IllegalArgumentException("maxProcesses must be at least 1, got " + maxProcesses);
        }
    }

    public static NodeOptions named(String name) {
        return new NodeOptions(name, HostOptions.named("main"), HostOptions.DEFAULT_MAX_PROCESSES, null, null);
    }

    public NodeOptions withHost(HostOptions options) {
        return new NodeOptions(name, options, maxProcesses, tracer, deadLetters);
    }

    public NodeOptions withMaxProcesses(int max) {
        return new NodeOptions(name, host, max, tracer, deadLetters);
    }

    public NodeOptions withTracer(@Nullable Tracer hook) {
        return new NodeOptions(name, host, maxProcesses, hook, deadLetters);
    }

    public NodeOptions withDeadLetters(@Nullable DeadLetters hook) {
        return new NodeOptions(name, host, maxProcesses, tracer, hook);
    }
}
