package dev.moirai.kernel;

import org.jspecify.annotations.Nullable;

/** How a process comes to be: admitted, named, tied to its spawner, and only then runnable. */
final class Birth {
    private Birth() {}

    /**
     * Spawns a process on behalf of another, or of a thread outside.
     *
     * @param spawner whose turn this is; null from outside
     * @throws SpawnRefused before anything of the process exists
     */
    static Spawned of(Spawn spawn, Host host, @Nullable Process spawner, Carrier by) {
        Process child = prepare(spawn, host, spawner == null ? null : spawner.pid(), by);
        if (spawner != null && spawn.link()) {
            link(spawner, child);
        }
        Monitor monitor = spawner != null && spawn.monitor() ? watch(spawner, child) : null;
        child.wake(spawner == null ? null : by);
        return new Spawned(child.pid(), monitor);
    }

    /** Makes a process that can be reached but does not run before it is woken. */
    static Process prepare(Spawn spawn, Host host, @Nullable Pid parent, Carrier by) {
        Node node = host.node();
        host.admit();
        Pid pid = new Pid(node, host, by.ids.next());
        Process child = new Process(pid, host, parent, spawn);
        pid.process = child;
        Object name = spawn.name();
        if (name != null) {
            Pid holder = node.names().claim(name, pid);
            if (holder != pid) {
                pid.process = null;
                host.left();
                throw new SpawnRefused(
                        SpawnRefused.Cause.NAME_TAKEN,
                        "the name " + name + " is held by " + holder + "; nothing was spawned");
            }
            child.ties().addName(name);
        }
        node.table().put(child);
        if (host.isStopping()) { // it may have missed the stop's look at the table
            child.post(new Signal.Cancel(null, "host stopping", Long.MAX_VALUE), by);
        }
        by.count(Counters.Kind.SPAWNED);
        Tracer tracer = node.tracer();
        if (tracer != null) {
            tracer.spawned(pid, parent);
        }
        return child;
    }

    /** Links two processes, neither of which can run meanwhile: {@code child} is not awake yet. */
    private static void link(Process spawner, Process child) {
        long generation = child.node().nextGeneration();
        LinkTable.Link ours = spawner.ties().links.getOrAdd(child.pid());
        ours.active = true;
        ours.sent = generation;
        LinkTable.Link theirs = child.ties().links.getOrAdd(spawner.pid());
        theirs.active = true;
        theirs.seen = generation;
    }

    /** Has {@code watcher} watch {@code child}; neither can run meanwhile. */
    static Monitor watch(Process watcher, Process child) {
        Monitor monitor = new Monitor(watcher.pid(), child.pid(), null);
        watcher.ties().addWatched(monitor);
        child.ties().addWatcher(monitor);
        return monitor;
    }
}
