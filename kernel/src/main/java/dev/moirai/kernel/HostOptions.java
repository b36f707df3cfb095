package dev.moirai.kernel;

import java.util.Objects;

/**
 * How a host is set up.
 *
 * @param name unique on its node
 * @param workers OS threads, at least 1; the processors by default
 * @param maxProcesses how many processes may live at once, at least 1
 * @param mailbox the bounds of mailboxes of its processes, unless their {@link Spawn} says otherwise
 */
public record HostOptions(String name, int workers, int maxProcesses, MailboxLimit mailbox) {

    public static final int DEFAULT_MAX_PROCESSES = 10_000_000;

    public HostOptions {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(mailbox, "mailbox");
        if (workers < 1) {
            throw new IllegalArgumentException("workers must be at least 1, got " + workers);
        }
        if (maxProcesses < 1) {
            throw new IllegalArgumentException("maxProcesses must be at least 1, got " + maxProcesses);
        }
    }

    public static HostOptions named(String name) {
        return new HostOptions(
                name, Runtime.getRuntime().availableProcessors(), DEFAULT_MAX_PROCESSES, MailboxLimit.DEFAULT);
    }

    public HostOptions withWorkers(int threads) {
        return new HostOptions(name, threads, maxProcesses, mailbox);
    }

    public HostOptions withMaxProcesses(int max) {
        return new HostOptions(name, workers, max, mailbox);
    }

    public HostOptions withMailbox(MailboxLimit limit) {
        return new HostOptions(name, workers, maxProcesses, limit);
    }
}
