package dev.moirai.script.process;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;

/** How many calls of one function run at once; further ones wait in line. Used by processes on any thread. */
public final class CallPool {
    private final int most;
    private final Deque<BooleanSupplier> line = new ArrayDeque<>(); // guarded by this
    private int running; // guarded by this

    CallPool(int most) {
        this.most = most;
    }

    /** How many run at once. */
    public int most() {
        return most;
    }

    /**
     * Has {@code start} run now, or when it is its turn.
     *
     * @param start begins the call, or says false if nobody wants it any more; must not block
     */
    public void begin(BooleanSupplier start) {
        synchronized (this) {
            if (running == most) {
                line.add(start);
                return;
            }
            running++;
        }
        if (!start.getAsBoolean()) {
            ended();
        }
    }

    /** A call that was begun has ended. */
    public void ended() {
        while (true) {
            BooleanSupplier next;
            synchronized (this) {
                next = line.poll();
                if (next == null) {
                    running--;
                    return;
                }
            }
            if (next.getAsBoolean()) {
                return;
            }
        }
    }
}
