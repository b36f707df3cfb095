package dev.moirai.kernel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
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
        List<Zombie> abandoned =
                node.zombies().stream().filter(zombie -> isHere(zombie.pid())).toList();
        return new StopReport(Math.max(0, population - killed.size()), killed, abandoned);
    }

    private int population() {
        int sum = 0;
        for (Host host : hosts) {
            sum += host.population();
        }
        return sum;
    }

    private boolean isHere(Pid pid) {
        Host home = pid.home();
        return home != null && hosts.contains(home);
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
