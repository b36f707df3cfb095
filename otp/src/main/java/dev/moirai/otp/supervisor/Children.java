package dev.moirai.otp.supervisor;

import dev.moirai.kernel.Pid;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The children of a supervisor, in start order, by id and by pid. */
final class Children {
    private final Map<Object, Child> byId = new LinkedHashMap<>();
    private final Map<Pid, Child> byPid = new HashMap<>();
    private int supervisors;

    void add(Child child) {
        byId.put(child.id(), child);
        if (child.spec.type() == ChildSpec.Type.SUPERVISOR) {
            supervisors++;
        }
    }

    void remove(Child child) {
        if (byId.remove(child.id(), child) && child.spec.type() == ChildSpec.Type.SUPERVISOR) {
            supervisors--;
        }
    }

    @Nullable
    Child get(Object id) {
        return byId.get(id);
    }

    boolean contains(Child child) {
        return byId.get(child.id()) == child;
    }

    /** The child whose process that is. */
    @Nullable
    Child of(Pid pid) {
        return byPid.get(pid);
    }

    void bind(Child child, Pid pid) {
        child.pid = pid;
        byPid.put(pid, child);
    }

    void unbind(Child child) {
        if (child.pid != null) {
            byPid.remove(child.pid);
        }
    }

    int size() {
        return byId.size();
    }

    /** Another start order, and with it other types: {@code inOrder} are the same children, and new ones. */
    void reorder(List<Child> inOrder) {
        byId.clear();
        supervisors = 0;
        inOrder.forEach(this::add);
    }

    /** In start order. */
    Collection<Child> all() {
        return byId.values();
    }

    /** The last added first. */
    List<Child> reversed() {
        return new ArrayList<>(byId.values()).reversed();
    }

    ChildCounts counts() {
        return new ChildCounts(byId.size(), byPid.size(), supervisors, byId.size() - supervisors);
    }
}
