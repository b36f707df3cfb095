package dev.moirai.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What senders write when they put something into a mailbox, and what they read for it; see {@link Mailbox}.
 *
 * <p>{@code SharedEnd}, {@link ProcessState} and {@link Mailbox} are one object in three layers, because the JVM lays out
 * the fields of a superclass first: so what senders write and what the owner writes at each message are in different cache
 * lines, with what rarely changes between them. In one line, each side takes it from the other at each message.
 */
abstract class SharedEnd {
    static final Envelope.Marker BORN = new Envelope.Marker("born");
    static final Envelope.Marker CLOSED = new Envelope.Marker("closed");

    static final VarHandle SHARED;

    static {
        try {
            SHARED = MethodHandles.lookup().findVarHandle(SharedEnd.class, "shared", Envelope.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The newest envelope, or a marker; null if idle. */
    volatile @Nullable Envelope shared;

    /** User messages pushed up to the newest one drained, wrapping. Written by the owner; its settling publishes it. */
    int drained;
    /** What had left the mailbox when it was last drained, so no more than has now. Written by the owner. */
    int takenAtDrain;
    /** Bytes of {@link Sized} messages in both ends; changed atomically by senders and owner. */
    volatile long bytes;

    SharedEnd() {
        SHARED.set(this, BORN); // nobody else has it yet, so without the fence of a volatile write
    }
}
