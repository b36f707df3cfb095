package dev.moirai.kernel;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What binds a process to others and to time: links, monitors, names, timers, and what it is called. Most processes have
 * few of these and many have none, so a process makes its ties only when it needs them. Guarded by the process's turn.
 */
final class Ties {
    private @Nullable LinkTable links; // many are watched and have no link
    private @Nullable Monitor watchers; // others' monitors on this process, newest first
    private @Nullable Monitor oldestWatcher;
    private @Nullable Monitor watched; // this process's monitors on others
    private @Nullable Timer timers;
    private List<Object> names = List.of(); // replaced, never changed: others may look

    @Nullable
    String label;
    /** The deadline of the most urgent cancel received. */
    @Nullable
    Expiry expiry;

    // ---- links

    LinkTable links() {
        if (links == null) {
            links = new LinkTable();
        }
        return links;
    }

    List<LinkTable.Link> activeLinks() {
        return links == null ? List.of() : links.active();
    }

    boolean hasActiveLinks() {
        return links != null && links.hasActive();
    }

    LinkTable.@Nullable Link oldestLink() {
        return links == null ? null : links.oldest();
    }

    // ---- watchers: told in the order they came

    void addWatcher(Monitor monitor) {
        monitor.noted = true;
        monitor.nextOfTarget = watchers;
        if (watchers != null) {
            watchers.previousOfTarget = monitor;
        } else {
            oldestWatcher = monitor;
        }
        watchers = monitor;
    }

    void removeWatcher(Monitor monitor) {
        if (!monitor.noted) {
            return;
        }
        monitor.noted = false;
        Monitor newer = monitor.previousOfTarget;
        Monitor older = monitor.nextOfTarget;
        if (newer == null) {
            watchers = older;
        } else {
            newer.nextOfTarget = older;
        }
        if (older == null) {
            oldestWatcher = newer;
        } else {
            older.previousOfTarget = newer;
        }
        monitor.previousOfTarget = null;
        monitor.nextOfTarget = null;
    }

    @Nullable
    Monitor oldestWatcher() {
        return oldestWatcher;
    }

    // ---- monitors of its own

    void addWatched(Monitor monitor) {
        monitor.nextOfWatcher = watched;
        if (watched != null) {
            watched.previousOfWatcher = monitor;
        }
        watched = monitor;
    }

    void removeWatched(Monitor monitor) {
        if (monitor.previousOfWatcher == null) {
            watched = monitor.nextOfWatcher;
        } else {
            monitor.previousOfWatcher.nextOfWatcher = monitor.nextOfWatcher;
        }
        if (monitor.nextOfWatcher != null) {
            monitor.nextOfWatcher.previousOfWatcher = monitor.previousOfWatcher;
        }
        monitor.previousOfWatcher = null;
        monitor.nextOfWatcher = null;
    }

    @Nullable
    Monitor newestWatched() {
        return watched;
    }

    // ---- timers

    Timer arm(Timer timer) {
        timer.nextOfOwner = timers;
        if (timers != null) {
            timers.previousOfOwner = timer;
        }
        timers = timer;
        timer.shard.arm(timer);
        return timer;
    }

    boolean disarm(Timer timer) {
        if (timer.state == Timer.State.DONE) {
            return false;
        }
        timer.shard.disarm(timer);
        timer.state = Timer.State.DONE;
        removeTimer(timer);
        return true;
    }

    void removeTimer(Timer timer) {
        if (timer.previousOfOwner == null) {
            timers = timer.nextOfOwner;
        } else {
            timer.previousOfOwner.nextOfOwner = timer.nextOfOwner;
        }
        if (timer.nextOfOwner != null) {
            timer.nextOfOwner.previousOfOwner = timer.previousOfOwner;
        }
        timer.previousOfOwner = null;
        timer.nextOfOwner = null;
    }

    void disarmTimers() {
        for (Timer timer = timers; timer != null; timer = timer.nextOfOwner) {
            timer.shard.disarm(timer);
            timer.state = Timer.State.DONE;
        }
        timers = null;
    }

    /** The process is to end by the deadline of the cancel, if it has one and none is earlier. */
    void expireBy(Signal.Cancel cancel) {
        if (!cancel.hasDeadline()) {
            return;
        }
        Expiry earlier = expiry;
        if (earlier != null) {
            if (earlier.deadline - cancel.deadline() <= 0) {
                return;
            }
            if (earlier.timer != null) {
                disarm(earlier.timer);
            }
        }
        expiry = new Expiry(cancel);
    }

    /** Whether it has a deadline that no timer watches yet. */
    boolean hasUnarmedExpiry() {
        return expiry != null && expiry.timer == null;
    }

    // ---- names

    void addName(Object name) {
        if (!names.contains(name)) {
            List<Object> more = new ArrayList<>(names);
            more.add(name);
            names = List.copyOf(more);
        }
    }

    void removeName(Object name) {
        names = names.stream().filter(held -> !held.equals(name)).toList();
    }

    List<Object> names() {
        return names;
    }
}
