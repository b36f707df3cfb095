package dev.moirai.kernel;

import java.util.ArrayList;
import java.util.List;

/** What others may see of a process. */
final class Appearance {
    private Appearance() {}

    /** Its label, or what its body says. May be asked by any thread. */
    static String kind(Process of) {
        Ties bound = of.ties;
        if (bound != null && bound.label != null) {
            return bound.label;
        }
        Body running = of.body;
        return running == null ? "ended" : running.kind();
    }

    /** The name of a class as a person would write it. */
    static String nameOf(Class<?> type) {
        String name = type.getName();
        name = name.substring(name.lastIndexOf('.', name.indexOf('/') < 0 ? name.length() : name.indexOf('/')) + 1);
        int lambda = name.indexOf("$$Lambda");
        return lambda < 0 ? name : name.substring(0, lambda) + " lambda";
    }

    /** What it does at about this moment. May be asked by any thread. */
    static ProcessInfo.State state(Process of) {
        if (of.ended) {
            return ProcessInfo.State.ENDED;
        }
        if (of.isIdle()) {
            return ProcessInfo.State.WAITING;
        }
        return of.isInTurn() ? ProcessInfo.State.RUNNING : ProcessInfo.State.RUNNABLE;
    }

    static String waitsFor(Process of, ProcessInfo.State state) {
        Body running = of.body;
        return state == ProcessInfo.State.WAITING && running != null ? running.waitsFor() : "";
    }

    /** Its names at about this moment. May be asked by any thread. */
    static List<Object> names(Process of) {
        Ties bound = of.ties;
        return of.host.node().names().heldBy(of.pid, bound == null ? List.of() : bound.names());
    }

    /** Its answer to Node.info, given in its turn: everything is exact. */
    static ProcessInfo of(Process of, boolean due) {
        Ties ties = of.ties;
        List<Pid> links = new ArrayList<>();
        List<Pid> monitors = new ArrayList<>();
        List<Pid> monitoredBy = new ArrayList<>();
        if (ties != null) {
            for (LinkTable.Link link : ties.activeLinks()) {
                links.add(link.peer);
            }
            for (Monitor own = ties.newestWatched(); own != null; own = own.nextOfWatcher) {
                monitors.add(own.target);
            }
            for (Monitor watch = ties.oldestWatcher(); watch != null; watch = watch.previousOfTarget) {
                monitoredBy.add(watch.watcher);
            }
        }
        ProcessInfo.State state = due ? ProcessInfo.State.RUNNABLE : ProcessInfo.State.WAITING;
        return new ProcessInfo(
                of.pid,
                of.parent,
                of.host.name(),
                kind(of),
                names(of),
                state,
                waitsFor(of, state),
                of.queued(),
                of.backlogBytes(),
                links,
                monitors,
                monitoredBy,
                of.trapping,
                of.run() != null);
    }
}
