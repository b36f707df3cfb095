package dev.moirai.kernel;

import java.util.List;

/**
 * Java code that still runs although its process has ended, because no JVM can stop a thread that does not cooperate.
 *
 * <p>Its process is dead to everyone: watchers have been told, names are free, and the code's later runtime calls throw
 * {@link Fenced}. Its thread was interrupted. It leaves the list when it returns.
 *
 * @param pid the process that ended
 * @param reason why it ended
 * @param since when, on {@link Clock#nanoTime}
 * @param thread the name of the thread it occupies
 * @param stack where it is now
 */
public record Zombie(Pid pid, ExitReason reason, long since, String thread, List<StackTraceElement> stack) {
    /** With {@code thread} as it is now. */
    static Zombie on(Thread thread, Pid pid, ExitReason reason, long since) {
        return new Zombie(pid, reason, since, thread.getName(), List.of(thread.getStackTrace()));
    }
}
