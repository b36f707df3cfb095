package dev.moirai.script.process;

import dev.moirai.kernel.Pid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which processes wait for which others to answer or to end. Used by processes on any thread.
 *
 * <p>Processes that wait for each other need not be stuck, as another coroutine of one of them may answer; but if their calls
 * run into a deadline, this is why.
 */
public final class WaitGraph {
    private static final int SELDOM = 1_000;

    /** Counts, as several coroutines of a process may wait for the same one. */
    private final Map<Pid, Map<Pid, Integer>> edges = new HashMap<>(); // guarded by this

    private int untilCleanup = SELDOM; // guarded by this

    /** Notes that {@code waiter} waits for {@code target}. */
    public synchronized void add(Pid waiter, Pid target) {
        if (edges.size() > untilCleanup) { // who dies while it waits says nothing
            edges.keySet().removeIf(pid -> !pid.isAlive());
            untilCleanup = Math.max(SELDOM, 2 * edges.size());
        }
        edges.computeIfAbsent(waiter, _ -> new LinkedHashMap<>()).merge(target, 1, Integer::sum);
    }

    /** Notes that one wait is over. */
    public synchronized void remove(Pid waiter, Pid target) {
        Map<Pid, Integer> targets = edges.get(waiter);
        if (targets != null) {
            targets.computeIfPresent(target, (_, count) -> count == 1 ? null : count - 1);
            if (targets.isEmpty()) {
                edges.remove(waiter);
            }
        }
    }

    /** The shortest circle of waits through {@code start}, which is the first and the last of it; null if there is none. */
    public synchronized @Nullable List<Pid> cycle(Pid start) {
        var cameFrom = new HashMap<Pid, Pid>();
        var seen = new HashSet<Pid>(Set.of(start));
        var queue = new ArrayList<Pid>(List.of(start));
        for (int next = 0; next < queue.size(); next++) {
            Pid at = queue.get(next);
            for (Pid target : edges.getOrDefault(at, Map.of()).keySet()) {
                if (target.equals(start)) {
                    return path(start, at, cameFrom);
                }
                if (target.isAlive() && seen.add(target)) {
                    cameFrom.put(target, at);
                    queue.add(target);
                }
            }
        }
        return null;
    }

    private static List<Pid> path(Pid start, Pid end, Map<Pid, Pid> cameFrom) {
        var path = new ArrayList<Pid>(List.of(start));
        for (Pid at = end; at != null && !at.equals(start); at = cameFrom.get(at)) {
            path.add(1, at);
        }
        path.add(start);
        return path;
    }
}
