package dev.moirai.kernel;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Which process holds which name on a node. Any value with equality can be a name; one process may hold several. */
public final class Names {
    private final Map<Object, Pid> holders = new ConcurrentHashMap<>();

    Names() {}

    /** Who holds {@code name} now, or null. */
    public @Nullable Pid lookup(Object name) {
        return holders.get(Objects.requireNonNull(name, "name"));
    }

    /** A copy of all names and their holders at about this moment. */
    public Map<Object, Pid> snapshot() {
        return Map.copyOf(holders);
    }

    /** The holder of the name after the call: {@code pid} if it was free. */
    Pid claim(Object name, Pid pid) {
        if (name instanceof Pid || name instanceof Alias) {
            throw new IllegalArgumentException(name + " is an address already; it cannot be a name too");
        }
        Pid holder = holders.putIfAbsent(Objects.requireNonNull(name, "name"), pid);
        return holder == null ? pid : holder;
    }

    boolean release(Object name, Pid pid) {
        return holders.remove(name, pid);
    }
}
