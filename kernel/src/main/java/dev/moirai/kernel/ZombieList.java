package dev.moirai.kernel;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The processes that have ended while their code still runs, by the thread it occupies. */
final class ZombieList {
    private record Entry(Pid pid, ExitReason reason, long since, CompletableFuture<Void> end) {}

    private final Map<Thread, Entry> entries = new ConcurrentHashMap<>();

    void add(Thread thread, Pid pid, ExitReason reason, long since) {
        entries.put(thread, new Entry(pid, reason, since, new CompletableFuture<>()));
    }

    /** The thread's code returned. */
    void remove(Thread thread) {
        Entry entry = entries.remove(thread);
        if (entry != null) {
            entry.end().complete(null);
        }
    }

    CompletableFuture<Void> endOf(Pid pid) {
        for (Entry entry : entries.values()) {
            if (entry.pid().equals(pid)) {
                return entry.end().copy();
            }
        }
        return CompletableFuture.completedFuture(null);
    }

    List<Zombie> list() {
        return entries.entrySet().stream()
                .map(e -> Zombie.on(
                        e.getKey(),
                        e.getValue().pid(),
                        e.getValue().reason(),
                        e.getValue().since()))
                .sorted((a, b) -> a.pid().compareTo(b.pid()))
                .toList();
    }
}
