package dev.moirai.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The queue of one process: a shared end anybody may push to, and an own end only the process's turn touches.
 *
 * <p>The shared end is a stack in one word, which also says whether the process is scheduled:
 *
 * <pre>
 *            push (the pusher schedules)           last turn found more work
 *   IDLE ──────────────────────────► envelopes ◄──────────────────────── BUSY
 *    ▲                                   │ drain: BUSY, reversed into        │
 *    │                                   ▼ arrival order, owner's turn       │
 *    └────────────────────────────── BUSY ───────────────────────────────────┘
 *      settle: turn over, nothing new                close: CLOSED, for ever
 * </pre>
 *
 * <p>A process whose word is not IDLE is queued on its scheduler or in a turn, so exactly one push schedules it. The own end
 * is a list in arrival order; only user messages and the signals a body may see are in it.
 */
abstract class Mailbox {
    static final Envelope.Marker IDLE = new Envelope.Marker("idle");
    static final Envelope.Marker BUSY = new Envelope.Marker("busy");
    static final Envelope.Marker CLOSED = new Envelope.Marker("closed");

    private static final VarHandle SHARED;
    private static final VarHandle BYTES;
    private static final VarHandle QUEUED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            SHARED = lookup.findVarHandle(Mailbox.class, "shared", Envelope.class);
            BYTES = lookup.findVarHandle(Mailbox.class, "bytes", long.class);
            QUEUED = lookup.findVarHandle(Mailbox.class, "queued", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** What a push did. */
    enum Push {
        QUEUED,
        /** Queued, and the process was idle: the pusher must schedule it. */
        WAKE,
        FULL,
        CLOSED
    }

    private volatile Envelope shared = BUSY;

    private @Nullable Envelope head; // owner only
    private @Nullable Envelope tail; // owner only
    private @Nullable Envelope seen; // owner only: the last one takeNew looked at
    /** User messages in the own end. Written by the owner, read by senders for the bound. */
    private int queued;
    /** Bytes of {@link Sized} messages in both ends; changed atomically by senders and owner. */
    private volatile long bytes;

    /** Puts a signal at the shared end; never refused while the mailbox is open. */
    final Push push(Envelope envelope) {
        while (true) {
            Envelope top = shared;
            if (top == CLOSED) {
                return Push.CLOSED;
            }
            envelope.next = top;
            envelope.depth = top.depth;
            if (SHARED.compareAndSet(this, top, envelope)) {
                return top == IDLE ? Push.WAKE : Push.QUEUED;
            }
        }
    }

    /** Puts a user message at the shared end if the bounds allow. */
    final Push push(Envelope.Message message, int maxMessages, long maxBytes) {
        long size = message.body instanceof Sized sized ? Math.max(0, sized.bytes()) : 0;
        if (size > 0 && (long) BYTES.getAndAdd(this, size) + size > maxBytes) {
            BYTES.getAndAdd(this, -size);
            return shared == CLOSED ? Push.CLOSED : Push.FULL;
        }
        Push result;
        while (true) {
            Envelope top = shared;
            if (top == CLOSED) {
                result = Push.CLOSED;
                break;
            }
            int depth = top.depth + 1;
            if (depth + (int) QUEUED.getOpaque(this) > maxMessages) {
                result = Push.FULL;
                break;
            }
            message.next = top;
            message.depth = depth;
            if (SHARED.compareAndSet(this, top, message)) {
                return top == IDLE ? Push.WAKE : Push.QUEUED;
            }
        }
        if (size > 0) {
            BYTES.getAndAdd(this, -size);
        }
        return result;
    }

    /** Takes everything from the shared end, in arrival order; null if there is nothing. Owner only. */
    final @Nullable Envelope drain() {
        if (shared == BUSY) {
            return null;
        }
        return inArrivalOrder((Envelope) SHARED.getAndSet(this, BUSY));
    }

    /** Ends the turn: true if nothing came meanwhile and the process is idle now, false if it must run again. */
    final boolean settle() {
        return shared == BUSY && SHARED.compareAndSet(this, BUSY, IDLE);
    }

    /** Closes the shared end for ever; returns what was still in it, in arrival order. */
    final @Nullable Envelope close() {
        return inArrivalOrder((Envelope) SHARED.getAndSet(this, CLOSED));
    }

    final boolean isClosed() {
        return shared == CLOSED;
    }

    final boolean isIdle() {
        return shared == IDLE;
    }

    private static @Nullable Envelope inArrivalOrder(Envelope top) {
        Envelope first = null;
        while (!(top instanceof Envelope.Marker)) {
            Envelope next = top.next;
            top.next = first;
            first = top;
            if (next == null) {
                break;
            }
            top = next;
        }
        return first;
    }

    /** Appends to the own end. Owner only. */
    final void append(Envelope envelope) {
        envelope.next = null;
        if (tail == null) {
            head = envelope;
        } else {
            tail.next = envelope;
        }
        tail = envelope;
        if (envelope instanceof Envelope.Message) {
            QUEUED.setOpaque(this, queued + 1);
        }
    }

    /** Puts a cancel before everything that waits in the own end but earlier cancels. Owner only. */
    final void prepend(Envelope.Control cancel) {
        Envelope previous = null;
        Envelope following = head;
        while (following instanceof Envelope.Control control && control.signal instanceof Signal.Cancel) {
            previous = following;
            following = following.next;
        }
        cancel.next = following;
        if (previous == null) {
            head = cancel;
        } else {
            previous.next = cancel;
        }
        if (following == null) {
            tail = cancel;
        }
        seen = null;
    }

    /** Removes and returns the oldest envelope of the own end. Owner only. */
    final @Nullable Envelope poll() {
        Envelope first = head;
        if (first != null) {
            remove(null, first);
        }
        return first;
    }

    /** Removes and returns the oldest envelope that {@code wanted} accepts. Owner only. */
    final @Nullable Envelope poll(Predicate<Envelope> wanted) {
        return pollAfter(null, wanted, false);
    }

    /** As {@link #poll(Predicate)}, but passes over what an earlier call already rejected. Owner only. */
    final @Nullable Envelope pollNew(Predicate<Envelope> wanted) {
        return pollAfter(seen, wanted, true);
    }

    private @Nullable Envelope pollAfter(@Nullable Envelope start, Predicate<Envelope> wanted, boolean remember) {
        Envelope previous = start;
        Envelope candidate = start == null ? head : start.next;
        while (candidate != null && !wanted.test(candidate)) {
            previous = candidate;
            candidate = candidate.next;
        }
        if (candidate != null) {
            remove(previous, candidate);
        }
        if (remember) {
            seen = previous;
        }
        return candidate;
    }

    /** Lets {@link #pollNew} look at everything again. Owner only. */
    final void forgetSeen() {
        seen = null;
    }

    private void remove(@Nullable Envelope previous, Envelope envelope) {
        Envelope next = envelope.next;
        if (previous == null) {
            head = next;
        } else {
            previous.next = next;
        }
        if (tail == envelope) {
            tail = previous;
        }
        if (seen == envelope) {
            seen = previous;
        }
        envelope.next = null;
        if (envelope instanceof Envelope.Message message) {
            QUEUED.setOpaque(this, queued - 1);
            releaseBytes(message);
        }
    }

    final void releaseBytes(Envelope.Message message) {
        if (message.body instanceof Sized sized) {
            BYTES.getAndAdd(this, -Math.max(0, sized.bytes()));
        }
    }

    /** User messages waiting in the own end; exact for the owner, recent for others. */
    final int queued() {
        return (int) QUEUED.getOpaque(this);
    }

    /** User messages waiting in both ends; recent, not exact, unless nobody sends. */
    final int backlog() {
        Envelope top = shared;
        return queued() + top.depth;
    }

    final long backlogBytes() {
        return bytes;
    }
}
