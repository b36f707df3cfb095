package dev.moirai.kernel;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Everything but a user message that can reach a process.
 *
 * <p>Signals and messages from A to B are received in the order A sent them. <em>Received</em> means: taken from the shared
 * end of the mailbox by the process's next turn, where {@code Process.receive} handles each kind; that never waits behind
 * queued user messages. What a body sees afterwards, in arrival order among its messages, are {@link Exit} (only when
 * trapping), {@link Down} and what timers carry; {@link Cancel} is put before waiting messages, as it has a deadline.
 *
 * <pre>
 * signal     sent when                               on receipt
 * Exit       a linked process ended; exit(pid, r)    the exit table in Process.exitSignal
 * Kill       kill(pid)                               death, whatever the process does
 * Cancel     cancel(pid, ...)                        the deadline is armed, the body is told
 * Down       a monitored process ended               delivered once, unless demonitored
 * Link       link(pid)                               the link is noted; answered with Exit if the target is dead
 * Unlink     unlink(pid)                             the link is forgotten, answered with Unlinked
 * Unlinked   Unlink was received                     links from that side count again
 * Watch      monitor(pid)                            noted; answered with Down if the target is dead
 * Unwatch    demonitor(m), or the watcher ended      forgotten
 * Fired      a timer is due                          its message is delivered, unless the timer was cancelled
 * Expire     the deadline of a Cancel passed         death with ExitReason.Expired
 * Wake       the body's own helper has news          the body is advanced
 * Inform     Node.info(pid)                          answered with the facts
 * </pre>
 */
public sealed interface Signal {

    /**
     * A linked process ended, or somebody asked this one to end.
     *
     * @param link which link brought this; null for an explicit {@link Self#exit}
     */
    record Exit(Pid from, ExitReason reason, @Nullable LinkTag link) implements Signal {}

    /** A monitored process ended: the answer to one {@link Self#monitor} call. */
    record Down(Monitor monitor, Pid from, ExitReason reason) implements Signal {}

    /**
     * A request to end.
     *
     * @param reason why, in words; may be empty
     * @param deadline when the process is ended by force, on {@link Clock#nanoTime}; {@link Long#MAX_VALUE} for never
     */
    record Cancel(@Nullable Pid from, String reason, long deadline) implements Signal {
        /** Whether the cancel has a deadline at all. */
        public boolean hasDeadline() {
            return deadline != Long.MAX_VALUE;
        }
    }

    /** End now; cannot be trapped. */
    record Kill(@Nullable Pid from) implements Signal {}

    record Link(Pid from, long generation) implements Signal {}

    record Unlink(Pid from, long id) implements Signal {}

    record Unlinked(Pid from, long id) implements Signal {}

    record Watch(Monitor monitor) implements Signal {}

    record Unwatch(Monitor monitor) implements Signal {}

    record Fired(Timer timer) implements Signal {}

    record Expire(String reason) implements Signal {}

    record Wake() implements Signal {
        static final Wake WAKE = new Wake();
    }

    record Inform(CompletableFuture<@Nullable ProcessInfo> answer) implements Signal {}

    /** Whether it ends a process whatever that does. */
    default boolean isForce() {
        return this instanceof Kill || this instanceof Expire;
    }

    /**
     * Which incarnation of a link an {@link Exit} travelled on.
     *
     * <p>Each {@code link} call has a generation of its own, so that the reason of a link that was dissolved and made again
     * meanwhile is never taken for news of the new one.
     *
     * @param sent the generation of the sender's own {@code link} call, 0 if it made none
     * @param seen the generation of the receiver's {@code link} call that the sender had received, 0 if none
     */
    record LinkTag(long sent, long seen) {}
}
