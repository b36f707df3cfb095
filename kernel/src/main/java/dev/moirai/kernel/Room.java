package dev.moirai.kernel;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Where senders wait for room in a full mailbox ({@link MailboxLimit.Overflow#BLOCK}). */
final class Room {
    private final ConcurrentHashMap<Process, Set<Thread>> waiting = new ConcurrentHashMap<>();
    private final Clock clock;

    Room(Clock clock) {
        this.clock = clock;
    }

    /**
     * Tries until the message is in, the process is gone or patience is over. The wake-up cannot be missed: the sender is in
     * the set and has set the process's flag before it tries, and the process looks at the flag after it made room.
     *
     * @param by the sender's carrier if it is a process
     */
    Mailbox.Push await(Process process, Envelope.Message message, MailboxLimit limit, @Nullable Carrier by) {
        Thread sender = Thread.currentThread();
        long deadline = Clock.after(clock.nanoTime(), limit.patience());
        waiting.compute(process, (_, present) -> {
            Set<Thread> threads = present != null ? present : ConcurrentHashMap.newKeySet();
            threads.add(sender); // in the map's own step: a set found empty is removed from the map in one, too
            return threads;
        });
        try {
            while (true) {
                Mailbox.Push push = process.tryAccept(message);
                long left = deadline - clock.nanoTime();
                if (push != Mailbox.Push.FULL || left <= 0 || sender.isInterrupted()) {
                    return push;
                }
                if (by == null) {
                    LockSupport.parkNanos(process, left);
                } else {
                    by.leave(); // while it waits its own process must be killable
                    LockSupport.parkNanos(process, left);
                    by.enter();
                    if (!isAlive(message.from)) {
                        return push; // the dead send nothing
                    }
                }
            }
        } finally {
            waiting.computeIfPresent(process, (_, threads) -> {
                threads.remove(sender);
                return threads.isEmpty() ? null : threads;
            });
        }
    }

    private static boolean isAlive(@Nullable Pid sender) {
        Process process = sender == null ? null : sender.process;
        return process != null && !process.hasEnded();
    }

    /** Lets all who wait for room in a process's mailbox try again. */
    void open(Process process) {
        @Nullable Set<Thread> threads = waiting.get(process);
        if (threads != null) {
            threads.forEach(LockSupport::unpark);
        }
    }
}
