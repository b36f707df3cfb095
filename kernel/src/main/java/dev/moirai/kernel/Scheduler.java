package dev.moirai.kernel;

import org.jspecify.annotations.Nullable;

/** Who decides which process of a host runs next: threads, or a simulation. */
interface Scheduler {
    /**
     * Queues a process that has become runnable. Exactly one caller does so per wake-up.
     *
     * @param by the carrier of the turn that made it runnable; null outside of turns
     */
    void ready(Process process, @Nullable Carrier by);

    /** Stops running processes; those that still live stay as they are. */
    void stop();
}
