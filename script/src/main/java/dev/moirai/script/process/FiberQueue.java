package dev.moirai.script.process;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fibers of a run that can go on, next first. A fiber is in it once at most. */
final class FiberQueue {
    private @Nullable Fiber first;
    private @Nullable Fiber last;

    boolean isEmpty() {
        return first == null;
    }

    void add(Fiber fiber) {
        Fiber before = last;
        if (before == null) {
            first = fiber;
        } else {
            before.next = fiber;
        }
        last = fiber;
    }

    void addFirst(Fiber fiber) {
        fiber.next = first;
        first = fiber;
        if (last == null) {
            last = fiber;
        }
    }

    /** Takes out the next one; null if there is none. */
    @Nullable
    Fiber poll() {
        Fiber taken = first;
        if (taken != null) {
            first = taken.next;
            taken.next = null;
            if (first == null) {
                last = null;
            }
        }
        return taken;
    }

    List<Fiber> toList() {
        var all = new ArrayList<Fiber>();
        for (Fiber each = first; each != null; each = each.next) {
            all.add(each);
        }
        return all;
    }
}
