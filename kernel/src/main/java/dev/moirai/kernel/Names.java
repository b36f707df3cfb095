package dev.moirai.kernel;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which process holds which name on a node. Any value with equality can be a name; one process may hold several. */
public final class Names {
    private final Map<Object, Pid> holders = new ConcurrentHashMap<>();
    /** Names that others gave to living processes. What a process takes itself is in its ties. */
    private final Map<Pid, Set<Object>> given = new ConcurrentHashMap<>();

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

    /**
     * Gives a name to a process, by any thread; it is given back when that one ends. False if somebody else holds it, or the
     * process has ended.
     *
     * <p>It is noted first, claimed then, and last it is looked whether the process lives. A process becomes unreachable
     * first and then gives back what is noted. So if it is alive here it will find the note, and the claim; if not, it may
     * have looked between the two, and the claim is taken back here.
     */
    public boolean give(Object name, Pid pid) {
        given.compute(pid, (_, noted) -> { // in one step: a set that was just given back must not be added to
            Set<Object> names = noted == null ? ConcurrentHashMap.newKeySet() : noted;
            names.add(name);
            return names;
        });
        boolean held = claim(name, pid).equals(pid);
        if (pid.isAlive()) {
            return held;
        }
        releaseGiven(pid);
        release(name, pid);
        return false;
    }

    /** Takes a name away from whoever holds it, by any thread; false if nobody does. */
    public boolean revoke(Object name) {
        return holders.remove(Objects.requireNonNull(name, "name")) != null;
    }

    /** Gives back what others gave to a process that has left the process table. */
    void releaseGiven(Pid pid) {
        Set<Object> names = given.remove(pid); // not after isEmpty(): it may say so while others come and go
        if (names != null) {
            names.forEach(name -> holders.remove(name, pid));
        }
    }

    /** Which names a process holds: of {@code taken}, which it took itself, and of those that it was given. */
    List<Object> heldBy(Pid pid, List<Object> taken) {
        Set<Object> more = given.isEmpty() ? Set.of() : given.getOrDefault(pid, Set.of());
        return taken.isEmpty() && more.isEmpty()
                ? List.of()
                : Stream.concat(taken.stream(), more.stream())
                        .distinct()
                        .filter(name -> pid.equals(holders.get(name)))
                        .toList();
    }
}
