package dev.moirai.otp.supervisor;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A place where one change happens at a time; others wait in order.
 *
 * <p>With one_for_one each child has a lane of its own, so that a slow start holds up nobody else. With the group strategies
 * all children share one.
 */
final class Lane {
    private @Nullable Deque<Runnable> waiting; // made when something has to wait: most lanes never need it
    private boolean busy;
    private boolean looping;

    /** Does {@code change} now or when those before it are done. It may {@link #hold} the lane beyond its own end. */
    void submit(Runnable change) {
        if (!busy && !looping && (waiting == null || waiting.isEmpty())) {
            looping = true;
            try {
                change.run();
            } finally {
                looping = false;
            }
        } else {
            if (waiting == null) {
                waiting = new ArrayDeque<>(2);
            }
            waiting.add(change);
        }
        run();
    }

    /** What is going on needs time; nothing else begins until {@link #free}. */
    void hold() {
        busy = true;
    }

    void free() {
        busy = false;
        run();
    }

    /** Forgets what waits. */
    void clear() {
        waiting = null;
    }

    private void run() {
        if (looping || waiting == null) {
            return;
        }
        looping = true;
        try {
            Runnable change;
            while (!busy && waiting != null && (change = waiting.poll()) != null) {
                change.run();
            }
        } finally {
            looping = false;
        }
    }
}
