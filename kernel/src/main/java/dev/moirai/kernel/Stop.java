package dev.moirai.kernel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;

/** Stopping hosts: refuse spawns, cancel, wait, kill, wait a little; one deadline for everything. */
final class Stop {
    /** How long to wait for processes that were killed at the deadline to be gone. */
    private static final Duration GRACE = Duration.ofMillis(100);

    private final Node node;
    private final Engine engine;
    private final Collection<Host> hosts;

    Stop(Node node, Engine engine, Collection<Host> hosts) {
        this.node = node;
        this.engine = engine;
        this.hosts = hosts;
    }

    StopReport within(Duration deadline) {
        hosts.forEach(Host::refuseSpawns);
        int population = population();
        for (Pid pid : live()) {
            // The body is told a deadline; ending by force is done below, for all at once.
            node.cancel(pid, "host stopping", deadline.plus(GRACE));
        }
        List<Pid> killed = new ArrayList<>();
        if (!engine.await(() -> population() == 0, deadline)) {
            for (Pid pid : live()) {
                killed.add(pid);
                node.kill(pid);
            }
            engine.await(() -> population() == 0, GRACE);
        }
        return new StopReport(Math.max(0, population - killed.size()), killed, abandoned());
    }

    /** Those whose code still runs: zombies, and the killed that the watchdog, starved like everybody, has not seen yet. */
    private List<Zombie> abandoned() {
        long now = node.clock().nanoTime();
        var found = new LinkedHashMap<Pid, Zombie>();
        node.table().forEach(process -> {
            Thread thread = process.threadAtWork();
            if (thread != null && hosts.contains(process.host())) {
                found.put(process.pid(), Zombie.on(thread, process.pid(), ExitReason.KILLED, now));
            }
        });
        for (Zombie zombie : node.zombies()) { // second: who leaves the table is a zombie before
            Host home = zombie.pid().home();
            if (home != null && hosts.contains(home)) {
                found.put(zombie.pid(), zombie);
            }
        }
        return List.copyOf(found.values());
    }

    private int population() {
        int sum = 0;
        for (Host host : hosts) {
            sum += host.population();
        }
        return sum;
    }

    private List<Pid> live() {
        List<Pid> pids = new ArrayList<>();
        node.table().forEach(process -> {
            if (hosts.contains(process.host())) {
                pids.add(process.pid());
            }
        });
        return pids;
    }
}
