package dev.moirai.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One carrier's share of the node's {@link Ledger}: counted by its owner without locked instructions, read by anybody.
 *
 * <p>A count may lag behind for a reader on another thread; at a quiet point all are exact.
 */
final class Counters {
    private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int PADDING = 8; // a cache line on each side, so that carriers do not slow each other

    enum Kind {
        SENT,
        HANDLED,
        DROPPED,
        DEAD_LETTERED,
        REFUSED,
        SPAWNED,
        EXITED,
        TURNS
    }

    private static final int KINDS = Kind.values().length;

    private final long[] counts = new long[KINDS + 2 * PADDING];

    /** Owner only. */
    void add(Kind kind, int change) {
        int index = PADDING + kind.ordinal();
        COUNT.setOpaque(counts, index, counts[index] + change);
    }

    /** For a carrier that several threads share. */
    void addShared(Kind kind, int change) {
        COUNT.getAndAdd(counts, PADDING + kind.ordinal(), (long) change);
    }

    long get(Kind kind) {
        return (long) COUNT.getOpaque(counts, PADDING + kind.ordinal());
    }
}
