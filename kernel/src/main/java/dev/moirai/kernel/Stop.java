package dev.moirai.kernel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Stopping a node: cancel, wait, kill, wait a little, stop the threads; one deadline for everything. */
final class Stop {
    /** How long to wait for processes that were killed at the deadline to be gone. */
    private static final Duration GRACE = Duration.ofMillis(100);

    private final Node node;
    private final Engine engine;

    Stop(Node node, Engine engine) {
        this.node = node;
        this.engine = engine;
    }

    StopReport within(Duration deadline) {
        node.refuseSpawns();
        int population = node.population();
        List<Pid> asked = live();
        for (Pid pid : asked) {
            // The body is told a deadline; ending by force is done below, for all at once.
            node.cancel(pid, "node stopping", deadline.plus(GRACE));
        }
        List<Pid> killed = new ArrayList<>();
        if (!engine.await(() -> node.population() == 0, deadline)) {
            for (Pid pid : live()) {
                killed.add(pid);
                node.kill(pid);
            }
            engine.await(() -> node.population() == 0, GRACE);
        }
        List<Zombie> abandoned = node.zombies();
        engine.stop();
        return new StopReport(Math.max(0, population - killed.size()), killed, abandoned);
    }

    private List<Pid> live() {
        List<Pid> pids = new ArrayList<>();
        node.table().forEach(process -> pids.add(process.pid()));
        return pids;
    }
}
