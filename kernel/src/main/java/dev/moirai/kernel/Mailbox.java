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
 *         push (the pusher schedules)          push
 *   IDLE ────────────────────────────► newest ◄──────── newest, drained
 *    ▲                                 │    └───────────► ▲        │
 *    │                                 │  drain, owner's turn      │
 *    └─────────────────────────────────┼───────────────────────────┘
 *      settle: turn over, nothing new  ▼ close: CLOSED, for ever
 * </pre>
 *
 * <p>A process whose word is not IDLE is queued on its scheduler or in a turn, so exactly one push schedules it. Draining
 * leaves the newest envelope in the word: the owner remembers it and stops there the next time, and it keeps the count of
 * messages pushed so far where every sender reads it. So the bound holds to the message although no sender writes a counter.
 * The own end is a list in arrival order; only user messages and the signals a body may see are in it.
 *
 * <p>Mailboxes live long, envelopes do not, and a reference from an old object to a young one costs one of G1's fences. So as
 * few as possible are written for a message: IDLE is null, and the last of the own end is {@code tail} only if it is not
 * {@code known}.
 */
abstract class Mailbox extends ProcessState {
    private static final VarHandle BYTES;
    private static final VarHandle TAKEN;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            BYTES = lookup.findVarHandle(SharedEnd.class, "bytes", long.class);
            TAKEN = lookup.findVarHandle(Mailbox.class, "taken", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** What a push did. */
    enum Push {
        QUEUED,
        /** Queued, and so much waits before it that the sender should give way. */
        CROWDED,
        /** Queued, and the process was idle: the pusher must schedule it. */
        WAKE,
        FULL,
        CLOSED
    }

    /** More than that waits only if senders outrun the process: what is in cache, and what a collection soon moves. */
    private static final int CROWD = 4_096;

    private @Nullable Envelope head; // owner only
    /** The last of the own end; null if it is empty or its last is {@link #known}. Owner only. */
    private @Nullable Envelope tail;

    private int changes; // owner only: how often something else than an append was done to the own end
    private @Nullable Envelope seen; // owner only: the last one takeNew looked at
    private @Nullable Envelope known = BORN; // owner only: the newest one drained; null if idle
    /** User messages that have left the mailbox, wrapping. Written by the owner, read by senders for the bound. */
    private int taken;
    /** Whether what was last drained are messages without conditions only. Owner only. */
    private boolean onlyMessages;

    Mailbox(Pid pid, Host host, @Nullable Pid parent, MailboxLimit limit) {
        super(pid, host, parent, limit);
    }

    /** Puts a signal at the shared end; never refused while the mailbox is open. */
    final Push push(Envelope envelope) {
        while (true) {
            Envelope top = shared;
            if (top == CLOSED) {
                return Push.CLOSED;
            }
            int before = pushedBefore(top);
            envelope.next = top;
            envelope.number = before;
            if (SHARED.compareAndSet(this, top, envelope)) {
                if (top != null) {
                    return Push.QUEUED;
                }
                if (drained != before) { // see pushedBefore
                    takenAtDrain -= drained - before;
                    taken -= drained - before;
                }
                return Push.WAKE;
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
            int before = pushedBefore(top);
            if (isFull(before, maxMessages)) {
                if (top != shared) {
                    continue; // the two counts may be of different moments
                }
                result = Push.FULL;
                break;
            }
            message.next = top;
            message.number = before + 1;
            if (SHARED.compareAndSet(this, top, message)) {
                if (top != null) {
                    return before - takenAtDrain > CROWD ? Push.CROWDED : Push.QUEUED;
                }
                if (drained != before) { // see pushedBefore
                    takenAtDrain -= drained - before;
                    taken -= drained - before;
                }
                return Push.WAKE;
            }
        }
        if (size > 0) {
            BYTES.getAndAdd(this, -size);
        }
        return result;
    }

    /**
     * How many user messages were pushed up to {@code top}.
     *
     * <p>A push onto IDLE counts from {@link #drained}, and the process may have run and become idle again between
     * that and the push. It does not run now before the pusher schedules it, so the pusher may correct {@link #taken}. It
     * does so in its own frame: once pushed it calls nothing, as its stack may end, and a push that throws must not have
     * happened.
     */
    private int pushedBefore(@Nullable Envelope top) {
        return top == null ? drained : top.number;
    }

    /**
     * Whether so many are in that no further one may come, if {@code before} were pushed. What had left at the last drain
     * nearly always answers this; only when it does not is the owner's own count read, which is in the owner's cache.
     */
    private boolean isFull(int before, int maxMessages) {
        return Integer.compareUnsigned(before - takenAtDrain, maxMessages) >= 0
                && before - (int) TAKEN.getOpaque(this) >= maxMessages;
    }

    /** Takes everything new from the shared end, in arrival order; null if there is nothing. Owner only. */
    final @Nullable Envelope drain() {
        Envelope top = shared;
        return top == null || top == known ? null : inArrivalOrder(top);
    }

    /**
     * Drains all that is new to the own end if nothing in it needs to be looked at first, and to {@link #unread} otherwise; true
     * if the own end has got something. Owner only.
     */
    final boolean admit() {
        boolean unseen = limit.overflow() != MailboxLimit.Overflow.DROP_OLDEST;
        Envelope first = drain();
        if (first == null) {
            return false;
        }
        // From here on nothing is called, as the stack may end.
        if (!unseen || !onlyMessages) {
            unread = first;
            return false;
        }
        if (tail != null) {
            tail.next = first;
            tail = null;
        } else {
            head = first;
        }
        return true;
    }

    /** Whether {@link #drain} would find something; recent, not exact, for others than the owner. */
    final boolean hasUndrained() {
        return shared != known;
    }

    /** Ends the turn: true if nothing came meanwhile and the process is idle now, false if it must run again. */
    final boolean settle() {
        Envelope top = known;
        if (shared != top) {
            return false;
        }
        keepTail();
        known = null; // before others may run it
        if (SHARED.compareAndSet(this, top, null)) {
            return true;
        }
        known = top;
        return false;
    }

    /** Closes the shared end for ever; returns what was still in it, in arrival order. */
    final @Nullable Envelope close() {
        Envelope top = (Envelope) SHARED.getAndSet(this, CLOSED);
        return top == null || top == known ? null : inArrivalOrder(top);
    }

    final boolean isClosed() {
        return shared == CLOSED;
    }

    final boolean isIdle() {
        return shared == null;
    }

    private @Nullable Envelope inArrivalOrder(Envelope newest) {
        Envelope end = known;
        keepTail();
        known = newest;
        drained = newest.number;
        takenAtDrain = taken;
        Envelope first = null;
        Envelope each = newest;
        boolean messages = true;
        do {
            Envelope earlier = each.next;
            each.next = first;
            first = each;
            messages &= each.getClass() == Envelope.Message.class;
            each = earlier;
        } while (each != null && each != end);
        onlyMessages = messages;
        return first;
    }

    /** To be called before {@link #known} changes. */
    private void keepTail() {
        if (head != null && tail == null) {
            tail = known;
        }
    }

    /** Appends to the own end. Owner only. */
    final void append(Envelope envelope) {
        Envelope last = tail == null && head != null ? known : tail;
        envelope.next = null;
        if (last == null) {
            head = envelope;
        } else {
            last.next = envelope;
        }
        tail = envelope;
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
        changes++;
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

    /** What {@code wanted} does may change the own end; then it begins anew, as its place in it may be gone. */
    private @Nullable Envelope pollAfter(@Nullable Envelope start, Predicate<Envelope> wanted, boolean remember) {
        Envelope previous = start;
        Envelope candidate = start == null ? head : start.next;
        while (candidate != null) {
            int version = changes;
            boolean found = wanted.test(candidate);
            if (changes != version) {
                previous = remember ? seen : null;
                candidate = previous == null ? head : previous.next;
                continue;
            }
            if (found) {
                remove(previous, candidate);
                break;
            }
            previous = candidate;
            candidate = candidate.next;
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
        if (next == null) {
            tail = previous;
        }
        if (seen == envelope) {
            seen = previous;
        }
        envelope.next = null;
        changes++;
        if (envelope instanceof Envelope.Message message) {
            left(message);
        }
    }

    /** Gives back the room of a message that has left, or never came to the own end. Owner only. */
    final void left(Envelope.Message message) {
        TAKEN.setOpaque(this, taken + 1);
        releaseBytes(message);
    }

    /** User messages in the own end once {@code latest} is its last. Owner only. */
    final int queuedUpTo(Envelope.Message latest) {
        return latest.number - taken;
    }

    final void releaseBytes(Envelope.Message message) {
        if (message.body instanceof Sized sized) {
            BYTES.getAndAdd(this, -Math.max(0, sized.bytes()));
        }
    }

    /** User messages that wait and that the owner has seen arrive. Owner only. */
    final int queued() {
        return drained - taken;
    }

    /** User messages waiting in both ends; recent, not exact, unless nobody sends. */
    final int backlog() {
        Envelope top = shared;
        int pushed = top == CLOSED ? drained : pushedBefore(top);
        return Math.max(0, pushed - (int) TAKEN.getOpaque(this));
    }

    final long backlogBytes() {
        return bytes;
    }
}
