package dev.moirai.kernel;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * How a process comes to be: admitted, named, tied to its spawner, and only then runnable.
 *
 * <p>A birth may fail half-way, for want of memory or stack. Before the process has its name, everything is undone; later it
 * is condemned: it ends like any other, without having run.
 */
final class Birth {
    private Birth() {}

    /**
     * Spawns a process in the turn of another.
     *
     * @throws SpawnRefused before anything of the process exists
     */
    static Spawned of(Spawn spawn, Host host, Process spawner, Carrier by) {
        Process child = prepare(spawn, host, spawner.pid(), by);
        Monitor monitor = null;
        try {
            if (spawn.link()) {
                link(spawner, child);
            }
            if (spawn.monitor()) {
                monitor = watch(spawner, child);
            }
        } catch (Throwable failed) {
            child.condemn();
            throw failed;
        } finally {
            child.begin(by);
        }
        return new Spawned(child.pid(), monitor);
    }

    /** Spawns a process from outside of any turn; any number of threads may do so at once. */
    static Pid fromOutside(Spawn spawn, Host host, Carrier outside) {
        Process child = prepare(spawn, host, null, outside);
        child.begin(null);
        return child.pid();
    }

    /** As {@link #fromOutside}, with somebody who watches it from birth. */
    static Watched watched(Spawn spawn, Host host, Carrier outside) {
        Process child = prepare(spawn, host, null, outside);
        try {
            ExitWatch watch = new ExitWatch(child.pid());
            Process watcher = prepare(Spawn.of(watch), host, null, outside);
            try {
                watch(watcher, child);
            } finally {
                watcher.begin(null);
            }
            return new Watched(child.pid(), watch.exit());
        } catch (Throwable failed) {
            child.condemn();
            throw failed;
        } finally {
            child.begin(null);
        }
    }

    /** Spawns somebody who watches {@code target}. */
    static CompletableFuture<ExitReason> watcherOf(Pid target, Host host, Carrier outside) {
        ExitWatch watch = new ExitWatch(target);
        Process watcher = prepare(Spawn.of(watch), host, null, outside);
        try {
            Monitor monitor = new Monitor(watcher.pid(), target, null);
            watcher.ties().addWatched(monitor);
            host.node().signal(target, new Signal.Watch(monitor), null);
        } catch (Throwable failed) {
            watcher.condemn();
            throw failed;
        } finally {
            watcher.begin(null);
        }
        return watch.exit();
    }

    /** Makes a process that can be reached but does not run before it begins. */
    private static Process prepare(Spawn spawn, Host host, @Nullable Pid parent, Carrier by) {
        host.admit();
        Process child;
        try {
            child = make(spawn, host, parent, by.nextId());
        } catch (Throwable failed) {
            host.left();
            host.tellIfEmpty();
            throw failed;
        }
        by.count(Counters.Kind.SPAWNED);
        Tracer tracer = host.node().tracer();
        if (tracer != null) {
            tracer.spawned(child.pid(), parent);
        }
        return child;
    }

    private static Process make(Spawn spawn, Host host, @Nullable Pid parent, long id) {
        Node node = host.node();
        Pid pid = new Pid(node, host, id);
        try {
            Process child = new Process(pid, host, parent, spawn);
            pid.reaches(child);
            node.table().put(child);
            if (host.isStopping()) { // it may have missed the stop's look at the table
                child.post(new Signal.Cancel(null, "host stopping", Long.MAX_VALUE), null);
            }
            Object name = spawn.name();
            if (name != null) {
                child.ties().addName(name);
                Pid holder = node.names().claim(name, pid); // last: from here on it may get messages
                if (holder != pid) {
                    throw new SpawnRefused(
                            SpawnRefused.Cause.NAME_TAKEN,
                            "the name " + name + " is held by " + holder + "; nothing was spawned");
                }
            }
            return child;
        } catch (Throwable failed) {
            pid.process = null;
            node.table().forfeit(pid);
            throw failed;
        }
    }

    /** Links two processes, neither of which can run meanwhile: {@code child} has not begun. */
    private static void link(Process spawner, Process child) {
        LinkTable.Link ours = spawner.ties().links().getOrAdd(child.pid());
        LinkTable.Link theirs = child.ties().links().getOrAdd(spawner.pid());
        ours.active = true;
        ours.sent = LinkTable.Link.AT_BIRTH;
        theirs.active = true;
        theirs.seen = LinkTable.Link.AT_BIRTH;
    }

    /** Has {@code watcher} watch {@code child}; neither can run meanwhile. */
    private static Monitor watch(Process watcher, Process child) {
        Monitor monitor = new Monitor(watcher.pid(), child.pid(), null);
        Ties ours = watcher.ties();
        Ties theirs = child.ties();
        ours.addWatched(monitor);
        theirs.addWatcher(monitor);
        return monitor;
    }
}
