package dev.moirai.kernel;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The processes that have ended while their code still runs, by the thread it occupies. */
final class ZombieList {
    private record Entry(Pid pid, ExitReason reason, long since) {}

    private final Map<Thread, Entry> entries = new ConcurrentHashMap<>();

    void add(Thread thread, Pid pid, ExitReason reason, long since) {
        entries.put(thread, new Entry(pid, reason, since));
    }

    /** The thread's code returned. */
    void remove(Thread thread) {
        entries.remove(thread);
    }

    List<Zombie> list() {
        return entries.entrySet().stream()
                .map(e -> new Zombie(
                        e.getValue().pid(),
                        e.getValue().reason(),
                        e.getValue().since(),
                        e.getKey().getName(),
                        List.of(e.getKey().getStackTrace())))
                .sorted((a, b) -> a.pid().compareTo(b.pid()))
                .toList();
    }
}
