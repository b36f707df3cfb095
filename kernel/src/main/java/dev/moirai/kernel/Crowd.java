package dev.moirai.kernel;

import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Processes that outrun a receiver: they sent to a mailbox in which much waited already, and it is emptied on the worker this
 * belongs to.
 *
 * <p>They have their turns there, after all who wait there, and nowhere else: where messages are small it takes longer to
 * fetch them from another core than to send and handle them. As soon as turns there are long, and whenever one does not end,
 * the watchdog {@linkplain #disperse disperses} them.
 */
final class Crowd {
    private final Worker home;
    private final Inbox waiting = new Inbox();
    private volatile boolean closed; // set and cleared by the owner

    Crowd(Worker home) {
        this.home = home;
    }

    /** Takes in a process. Anyone. */
    void add(Process process) {
        waiting.add(process); // publishes with a full fence
        try {
            if (closed) {
                disperse();
            } else if (home.getUp()) {
                LockSupport.unpark(home);
            }
        } catch (VirtualMachineError _) {
            home.scheduler().overslept = true; // it is queued, so this must not fail; the watchdog will disperse it
        }
    }

    /** Takes the one that waits longest; null if there is none. Owner only. */
    @Nullable
    Process poll() {
        return waiting.poll();
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Lets any worker of the host run who waits here. Anyone. */
    void disperse() {
        while (!isEmpty()) {
            Process process = waiting.poll();
            if (process != null) {
                home.scheduler().inject(process);
            } else {
                Thread.onSpinWait(); // another thread is taking one
            }
        }
    }

    /** The worker is at work. Owner only. */
    void open() {
        closed = false;
    }

    /** The worker leaves: who is here, and who comes from now on, is dispersed. Owner only. */
    void close() {
        closed = true;
        VarHandle.fullFence(); // who adds now sees it, or is seen here
        disperse();
    }
}
