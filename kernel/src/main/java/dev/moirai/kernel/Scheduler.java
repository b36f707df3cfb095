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

    /**
     * Lets the thread of a blocking process go on; its mailbox was idle, or it is just born. Exactly one caller does so per
     * wake-up.
     */
    void resume(Process process, BlockingRun run);

    /** Stops running processes; those that still live stay as they are. */
    void stop();
}
