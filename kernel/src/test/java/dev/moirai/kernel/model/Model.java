package dev.moirai.kernel.model;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Pid;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What processes do, in the plainest way: each has a list of what was sent to it and not yet received, and a list of what it
 * received and has not yet taken. Whoever drives it says who does what, in order, and compares the answers.
 *
 * <p>Links are an on/off switch at each end. An end that unlinked hears nothing of the other until its unlink is confirmed;
 * that is the whole of the protocol, and needs none of the kernel's generations.
 */
final class Model {

    private final Map<Pid, Proc> live = new LinkedHashMap<>();
    private final Map<Object, Pid> names = new HashMap<>();
    final Alarms alarms = new Alarms(this);
    final Post post = new Post(this);
    private long ids;

    // ---- birth and death

    void spawned(Proc child, @Nullable Pid parent, @Nullable Object name, boolean link, Sent.@Nullable Watching watch) {
        Pid pid = child.pid;
        live.put(pid, child);
        if (name != null) {
            names.put(name, pid);
        }
        if (parent != null && link) {
            child.tie(parent).on = true;
            get(parent).tie(pid).on = true;
        }
        if (parent != null && watch != null) {
            child.watchers.add(watch);
            get(parent).watching.add(watch);
        }
    }

    /** The body of a process is advanced: what must have been received by now? The reason if it should have died instead. */
    @Nullable
    ExitReason advanced(Pid pid) {
        Proc proc = get(pid);
        receive(proc);
        proc.due = false;
        return proc.dying;
    }

    void wantsMore(Pid pid) {
        get(pid).due = true;
    }

    void endsItself(Pid pid, ExitReason reason) {
        get(pid).dying = reason;
        get(pid).byOwnChoice = true;
    }

    /** The body cleans up; the reason it must have been given, null if it should live. */
    @Nullable
    ExitReason cleansUp(Pid pid) {
        Proc proc = get(pid);
        receive(proc);
        proc.cleaned = true;
        proc.byOwnChoice |=
                proc.dying != null && isOrderly(proc.dying); // either way it may clean up, even if that fails
        return proc.dying;
    }

    void cleanUpFailed(Pid pid, ExitReason crash) {
        Proc proc = get(pid);
        if (proc.dying != null && isOrderly(proc.dying)) {
            proc.dying = crash;
        }
    }

    /** A process has ended; returns what its reason must be, null if it should live. */
    @Nullable
    ExitReason exited(Pid pid) {
        Proc proc = get(pid);
        receive(proc);
        ExitReason reason = proc.dying;
        if (reason == null) {
            return null;
        }
        live.remove(pid);
        names.values().removeIf(pid::equals);
        alarms.removeAllOf(pid);
        proc.inbox.stream().filter(Sent.Message.class::isInstance).forEach(_ -> post.lost());
        for (Sent.Watching watching : proc.watchers) {
            signal(watching.watcher, new Sent.Down(watching, pid, reason));
        }
        proc.ties.forEach((peer, tie) -> {
            if (tie.on) {
                signal(peer, new Sent.Exit(pid, reason, true));
            }
        });
        for (Sent.Watching own : proc.watching) {
            signal(own.target, new Sent.Unwatch(own));
        }
        proc.unread.forEach(unread -> answerForDead(pid, unread, reason));
        proc.arrived.forEach(late -> answerForDead(pid, late, reason));
        return reason;
    }

    /** Whether the body should have been given the chance to clean up. */
    boolean cleanUpIsRight(Pid pid) {
        Proc proc = get(pid);
        receive(proc);
        return proc.cleaned == (proc.byOwnChoice || (proc.dying != null && isOrderly(proc.dying)));
    }

    // ---- receiving

    void receive(Proc proc) {
        while (proc.dying == null && !proc.arrived.isEmpty()) {
            proc.dying = receive(proc, proc.arrived.removeFirst());
            if (proc.dying != null) {
                proc.unread.addAll(proc.arrived);
                proc.arrived.clear();
            }
        }
    }

    private @Nullable ExitReason receive(Proc proc, Sent what) {
        switch (what) {
            case Sent.Kill _ -> {
                return ExitReason.KILLED;
            }
            case Sent.Expire(String reason) -> {
                return new ExitReason.Expired(reason);
            }
            case Sent.Exit(Pid from, ExitReason reason, boolean byLink) -> {
                if (byLink) {
                    Proc.Tie tie = proc.tie(from);
                    if (!tie.on || tie.unconfirmed != 0) {
                        return null;
                    }
                    tie.on = false;
                }
                if (proc.traps) {
                    show(proc, what);
                } else if (!(reason instanceof ExitReason.Normal)) {
                    return !byLink || reason instanceof ExitReason.Linked
                            ? reason
                            : new ExitReason.Linked(from, reason);
                }
            }
            case Sent.Link(Pid from) -> {
                if (proc.tie(from).unconfirmed == 0) {
                    proc.tie(from).on = true;
                }
            }
            case Sent.Unlink(Pid from, long id) -> {
                proc.tie(from).on = false;
                signal(from, new Sent.Unlinked(proc.pid, id));
            }
            case Sent.Unlinked(Pid from, long id) -> {
                if (proc.tie(from).unconfirmed == id) {
                    proc.tie(from).unconfirmed = 0;
                }
            }
            case Sent.Watch(Sent.Watching watching) -> proc.watchers.add(watching);
            case Sent.Unwatch(Sent.Watching watching) -> proc.watchers.remove(watching);
            case Sent.Down(Sent.Watching watching, Pid _, ExitReason _) -> {
                if (watching.active) {
                    watching.active = false;
                    proc.watching.remove(watching);
                    show(proc, what);
                }
            }
            case Sent.Due _ -> show(proc, what);
            case Sent.Cancel(Pid _, String reason, long deadline) -> {
                int place = 0;
                while (place < proc.inbox.size() && proc.inbox.get(place) instanceof Sent.Cancel) {
                    place++;
                }
                proc.inbox.add(place, what);
                proc.due = true;
                Sent.Alarm expiry = proc.expiry;
                if (deadline != Long.MAX_VALUE && (expiry == null || deadline < expiry.deadline())) {
                    if (expiry != null) {
                        alarms.remove(expiry);
                    }
                    proc.expiry = alarms.arm(proc.pid, deadline, new Sent.Expire(reason));
                }
            }
            case Sent.Message message -> {
                post.received(proc, message);
            }
        }
        return null;
    }

    private void show(Proc proc, Sent what) {
        proc.inbox.add(what);
        proc.due = true;
    }

    // ---- what a process does

    void signal(Pid to, Sent what) {
        Proc target = live.get(to);
        if (target == null) {
            answerForDead(to, what, ExitReason.NO_PROCESS);
        } else {
            target.arrived.add(what);
        }
    }

    private void answerForDead(Pid dead, Sent what, ExitReason reason) {
        switch (what) {
            case Sent.Message _ -> post.lost();
            case Sent.Link(Pid from) -> signal(from, new Sent.Exit(dead, ExitReason.NO_PROCESS, true));
            case Sent.Unlink(Pid from, long id) -> signal(from, new Sent.Unlinked(dead, id));
            case Sent.Watch(Sent.Watching watching) -> signal(watching.watcher, new Sent.Down(watching, dead, reason));
            default -> {}
        }
    }

    void link(Pid self, Pid peer) {
        if (!self.equals(peer) && !get(self).tie(peer).on) {
            get(self).tie(peer).on = true;
            signal(peer, new Sent.Link(self));
        }
    }

    void unlink(Pid self, Pid peer) {
        Proc.Tie tie = get(self).tie(peer);
        if (tie.on) {
            tie.on = false;
            tie.unconfirmed = ++ids;
            signal(peer, new Sent.Unlink(self, tie.unconfirmed));
        }
    }

    Sent.Watching monitor(Pid self, Pid target) {
        Sent.Watching watching = new Sent.Watching(self, target);
        if (self.equals(target)) {
            watching.active = false;
        } else {
            get(self).watching.add(watching);
            signal(target, new Sent.Watch(watching));
        }
        return watching;
    }

    boolean demonitor(Sent.Watching watching, boolean flush) {
        boolean active = watching.active;
        watching.active = false;
        watching.flushed |= flush;
        if (active) {
            get(watching.watcher).watching.remove(watching);
            signal(watching.target, new Sent.Unwatch(watching));
        }
        return active;
    }

    void trap(Pid self, boolean trap) {
        get(self).traps = trap;
    }

    boolean register(Pid self, Object name) {
        Pid holder = names.putIfAbsent(name, self);
        return holder == null || holder.equals(self);
    }

    boolean unregister(Pid self, Object name) {
        return names.remove(name, self);
    }

    @Nullable
    Pid holder(Object name) {
        return names.get(name);
    }

    // ---- looking

    /** Null if it has ended. */
    @Nullable
    Proc find(Pid pid) {
        return live.get(pid);
    }

    Proc get(Pid pid) {
        Proc proc = live.get(pid);
        if (proc == null) {
            throw new IllegalStateException(pid + " acts although it has ended");
        }
        return proc;
    }

    Collection<Proc> processes() {
        return live.values();
    }

    List<Pid> live() {
        return List.copyOf(live.keySet());
    }

    Map<Object, Pid> names() {
        return names;
    }

    private static boolean isOrderly(ExitReason reason) {
        ExitReason root = reason instanceof ExitReason.Linked linked ? linked.cause() : reason;
        return root instanceof ExitReason.Normal || root instanceof ExitReason.Shutdown;
    }
}
