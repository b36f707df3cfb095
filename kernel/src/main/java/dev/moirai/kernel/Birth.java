package dev.moirai.kernel;

import org.jspecify.annotations.Nullable;

/** How a process comes to be: admitted, named, tied to its spawner, and only then runnable. */
final class Birth {
    private Birth() {}

    /**
     * @param spawner whose turn this is; null from outside
     * @throws SpawnRefused before anything of the process exists
     */
    static Spawned of(Spawn spawn, Host host, @Nullable Process spawner, Carrier by) {
        Node node = host.node();
        host.admit();
        Pid pid = new Pid(node, host, by.ids.next());
        Process child = new Process(pid, host, spawner == null ? null : spawner.pid(), spawn);
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
        Monitor monitor = null;
        if (spawner != null && spawn.link()) {
            long generation = node.nextGeneration();
            LinkTable.Link ours = spawner.ties().links.getOrAdd(pid);
            ours.active = true;
            ours.sent = generation;
            LinkTable.Link theirs = child.ties().links.getOrAdd(spawner.pid());
            theirs.active = true;
            theirs.seen = generation;
        }
        if (spawner != null && spawn.monitor()) {
            monitor = new Monitor(spawner.pid(), pid, null);
            spawner.ties().addWatched(monitor);
            child.ties().addWatcher(monitor);
        }
        node.table().put(child);
        by.count(Counters.Kind.SPAWNED);
        Tracer tracer = node.tracer();
        if (tracer != null) {
            tracer.spawned(pid, child.parent());
        }
        host.scheduler().ready(child, spawner == null ? null : by);
        return new Spawned(pid, monitor);
    }
}
