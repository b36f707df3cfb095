package dev.moirai.kernel.model;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Ledger;
import dev.moirai.kernel.MailboxLimit;
import dev.moirai.kernel.MailboxLimit.Overflow;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.SendResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What processes do, in the plainest way: each has a list of what was sent to it and not yet received, and a list of what it
 * received and has not yet taken. Whoever drives it says who does what, in order, and compares the answers.
 *
 * <p>Links are an on/off switch at each end. An end that unlinked hears nothing of the other until its unlink is confirmed;
 * that is the whole of the protocol, and needs none of the kernel's generations.
 */
final class Model {

    /** Sent, and on its way. {@code from} is null for what comes from outside. */
    sealed interface Sent {}

    record Message(Object body, @Nullable Address through) implements Sent {}

    record Exit(@Nullable Pid from, ExitReason reason, boolean byLink) implements Sent {}

    record Kill() implements Sent {}

    record Cancel(@Nullable Pid from, String reason, long deadline) implements Sent {}

    record Expire(String reason) implements Sent {}

    record Link(Pid from) implements Sent {}

    record Unlink(Pid from, long id) implements Sent {}

    record Unlinked(Pid from, long id) implements Sent {}

    record Watch(Watching watching) implements Sent {}

    record Unwatch(Watching watching) implements Sent {}

    record Down(Watching watching, Pid from, ExitReason reason) implements Sent {}

    record Due(Alarm alarm) implements Sent {}

    /** One monitor. */
    static final class Watching {
        final Pid watcher;
        final Pid target;
        boolean active = true;
        boolean flushed;

        Watching(Pid watcher, Pid target) {
            this.watcher = watcher;
            this.target = target;
        }
    }

    /** One alias. */
    static final class Address {
        final Pid owner;
        final boolean once;
        boolean active = true;

        Address(Pid owner, boolean once) {
            this.owner = owner;
            this.once = once;
        }
    }

    /** One timer; its content is a message, or the end of a cancelled process. */
    record Alarm(Pid owner, long deadline, Object content) {}

    /** One end of a link. */
    private static final class Tie {
        boolean on;
        long unconfirmed;
    }

    /** One process. */
    private static final class Proc {
        final Pid pid;
        final MailboxLimit limit;
        boolean traps;
        boolean due = true;
        boolean cleaned;

        @Nullable
        ExitReason dying;

        boolean byOwnChoice;
        final ArrayDeque<Sent> arrived = new ArrayDeque<>();
        final ArrayList<Sent> unread = new ArrayList<>(); // behind the signal it dies of
        final ArrayList<Sent> inbox = new ArrayList<>();
        final Map<Pid, Tie> ties = new LinkedHashMap<>();
        final List<Watching> watchers = new ArrayList<>();
        final List<Watching> watching = new ArrayList<>();

        @Nullable
        Alarm expiry;

        Proc(Pid pid, MailboxLimit limit, boolean traps) {
            this.pid = pid;
            this.limit = limit;
            this.traps = traps;
        }

        Tie tie(Pid peer) {
            return ties.computeIfAbsent(peer, _ -> new Tie());
        }

        long backlog() {
            return arrived.stream().filter(Message.class::isInstance).count()
                    + unread.stream().filter(Message.class::isInstance).count()
                    + inbox.stream().filter(Message.class::isInstance).count();
        }
    }

    private final Map<Pid, Proc> live = new LinkedHashMap<>();
    private final Map<Object, Pid> names = new HashMap<>();
    private final TreeMap<Long, Alarm> alarms = new TreeMap<>(); // no two deadlines are equal
    private long ids;
    private long sent;
    private long handled;
    private long dropped;
    private long dead;
    private long refused;

    // ---- birth and death

    void spawned(
            Pid pid,
            @Nullable Pid parent,
            @Nullable Object name,
            boolean link,
            @Nullable Watching watch,
            boolean traps,
            MailboxLimit limit) {
        Proc child = new Proc(pid, limit, traps);
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
        alarms.values().removeIf(alarm -> alarm.owner().equals(pid));
        proc.inbox.stream().filter(Message.class::isInstance).forEach(_ -> dead++);
        for (Watching watching : proc.watchers) {
            signal(watching.watcher, new Down(watching, pid, reason));
        }
        proc.ties.forEach((peer, tie) -> {
            if (tie.on) {
                signal(peer, new Exit(pid, reason, true));
            }
        });
        for (Watching own : proc.watching) {
            signal(own.target, new Unwatch(own));
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

    private void receive(Proc proc) {
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
            case Kill _ -> {
                return ExitReason.KILLED;
            }
            case Expire(String reason) -> {
                return new ExitReason.Expired(reason);
            }
            case Exit(Pid from, ExitReason reason, boolean byLink) -> {
                if (byLink) {
                    Tie tie = proc.tie(from);
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
            case Link(Pid from) -> {
                if (proc.tie(from).unconfirmed == 0) {
                    proc.tie(from).on = true;
                }
            }
            case Unlink(Pid from, long id) -> {
                proc.tie(from).on = false;
                signal(from, new Unlinked(proc.pid, id));
            }
            case Unlinked(Pid from, long id) -> {
                if (proc.tie(from).unconfirmed == id) {
                    proc.tie(from).unconfirmed = 0;
                }
            }
            case Watch(Watching watching) -> proc.watchers.add(watching);
            case Unwatch(Watching watching) -> proc.watchers.remove(watching);
            case Down(Watching watching, Pid _, ExitReason _) -> {
                if (watching.active) {
                    watching.active = false;
                    proc.watching.remove(watching);
                    show(proc, what);
                }
            }
            case Due _ -> show(proc, what);
            case Cancel(Pid _, String reason, long deadline) -> {
                int place = 0;
                while (place < proc.inbox.size() && proc.inbox.get(place) instanceof Cancel) {
                    place++;
                }
                proc.inbox.add(place, what);
                proc.due = true;
                Alarm expiry = proc.expiry;
                if (deadline != Long.MAX_VALUE && (expiry == null || deadline < expiry.deadline())) {
                    if (expiry != null) {
                        alarms.remove(expiry.deadline());
                    }
                    proc.expiry = arm(proc.pid, deadline, new Expire(reason));
                }
            }
            case Message message -> {
                if (isVoid(message)) {
                    dead++;
                } else {
                    show(proc, message);
                    if (proc.limit.overflow() == Overflow.DROP_OLDEST) {
                        while (proc.inbox.stream()
                                        .filter(Message.class::isInstance)
                                        .count()
                                > proc.limit.messages()) {
                            proc.inbox.remove(proc.inbox.stream()
                                    .filter(Message.class::isInstance)
                                    .findFirst()
                                    .orElseThrow());
                            dropped++;
                        }
                    }
                }
            }
        }
        return null;
    }

    private void show(Proc proc, Sent what) {
        proc.inbox.add(what);
        proc.due = true;
    }

    private boolean isVoid(Sent what) {
        return switch (what) {
            case Message(Object _, Address through) -> through != null && !through.active;
            case Down(Watching watching, Pid _, ExitReason _) -> watching.flushed;
            default -> false;
        };
    }

    /** What the process takes next; null if nothing waits that is {@code wanted}. */
    @Nullable
    Sent take(Pid pid, Predicate<Sent> wanted) {
        Proc proc = get(pid);
        for (int i = 0; i < proc.inbox.size(); ) {
            Sent what = proc.inbox.get(i);
            if (isVoid(what)) {
                proc.inbox.remove(i);
                dead += what instanceof Message ? 1 : 0;
            } else if (wanted.test(what)) {
                proc.inbox.remove(i);
                if (what instanceof Message(Object _, Address through)) {
                    handled++;
                    if (through != null && through.once) {
                        through.active = false;
                    }
                }
                return what;
            } else {
                i++;
            }
        }
        return null;
    }

    // ---- what a process does

    SendResult send(Pid to, Object body) {
        return send(to, new Message(body, null));
    }

    SendResult send(Address to, Object body) {
        return send(to.owner, new Message(body, to));
    }

    private SendResult send(Pid to, Message message) {
        Proc target = live.get(to);
        if (target == null || isVoid(message)) {
            sent++;
            dead++;
            return SendResult.DEAD;
        }
        Overflow overflow = target.limit.overflow();
        if (overflow != Overflow.DROP_OLDEST && target.backlog() >= target.limit.messages()) {
            if (overflow == Overflow.DROP_NEWEST) {
                sent++;
                dropped++;
                return SendResult.DROPPED;
            }
            refused++;
            return SendResult.FULL;
        }
        sent++;
        target.arrived.add(message);
        return SendResult.ACCEPTED;
    }

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
            case Message _ -> this.dead++;
            case Link(Pid from) -> signal(from, new Exit(dead, ExitReason.NO_PROCESS, true));
            case Unlink(Pid from, long id) -> signal(from, new Unlinked(dead, id));
            case Watch(Watching watching) -> signal(watching.watcher, new Down(watching, dead, reason));
            default -> {}
        }
    }

    void link(Pid self, Pid peer) {
        if (!self.equals(peer) && !get(self).tie(peer).on) {
            get(self).tie(peer).on = true;
            signal(peer, new Link(self));
        }
    }

    void unlink(Pid self, Pid peer) {
        Tie tie = get(self).tie(peer);
        if (tie.on) {
            tie.on = false;
            tie.unconfirmed = ++ids;
            signal(peer, new Unlink(self, tie.unconfirmed));
        }
    }

    Watching monitor(Pid self, Pid target) {
        Watching watching = new Watching(self, target);
        if (self.equals(target)) {
            watching.active = false;
        } else {
            get(self).watching.add(watching);
            signal(target, new Watch(watching));
        }
        return watching;
    }

    boolean demonitor(Watching watching, boolean flush) {
        boolean active = watching.active;
        watching.active = false;
        watching.flushed |= flush;
        if (active) {
            get(watching.watcher).watching.remove(watching);
            signal(watching.target, new Unwatch(watching));
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

    // ---- time

    Alarm arm(Pid owner, long deadline, Object content) {
        Alarm alarm = new Alarm(owner, deadline, content);
        alarms.put(deadline, alarm);
        return alarm;
    }

    boolean isFree(long deadline) {
        return !alarms.containsKey(deadline);
    }

    /** Whether the alarm's message had not been taken; it never is from now on. */
    boolean cancel(Alarm alarm) {
        Proc owner = get(alarm.owner());
        Due due = new Due(alarm);
        return alarms.remove(alarm.deadline(), alarm) | owner.arrived.remove(due) | owner.inbox.remove(due);
    }

    void timeIs(long now) {
        while (!alarms.isEmpty() && alarms.firstKey() <= now) {
            Alarm alarm = alarms.pollFirstEntry().getValue();
            signal(alarm.owner(), alarm.content() instanceof Expire expire ? expire : new Due(alarm));
        }
    }

    // ---- looking

    private Proc get(Pid pid) {
        Proc proc = live.get(pid);
        if (proc == null) {
            throw new IllegalStateException(pid + " acts although it has ended");
        }
        return proc;
    }

    List<Pid> live() {
        return List.copyOf(live.keySet());
    }

    Map<Object, Pid> names() {
        return names;
    }

    /** The first process that should still be advanced or die, null if everything is quiet. */
    @Nullable
    String unrest() {
        while (live.values().stream().anyMatch(proc -> proc.dying == null && !proc.arrived.isEmpty())) {
            live.values().forEach(this::receive); // an answer may go to one that was looked at before
        }
        for (Proc proc : live.values()) {
            if (proc.dying != null || proc.due) {
                return proc.pid + (proc.dying != null ? " should die: " + proc.dying : " should be advanced");
            }
            for (Watching watching : proc.watching) {
                if (!live.containsKey(watching.target)) {
                    return proc.pid + " waits for the end of " + watching.target + ", which is gone";
                }
            }
            for (Map.Entry<Pid, Tie> entry : proc.ties.entrySet()) {
                Proc peer = live.get(entry.getKey());
                if (entry.getValue().on != (peer != null && peer.tie(proc.pid).on)) {
                    return proc.pid + " and " + entry.getKey() + " do not agree about their link";
                }
            }
        }
        return null;
    }

    Ledger ledger() {
        long queued = live.values().stream().mapToLong(Proc::backlog).sum();
        return new Ledger(sent, handled, dropped, dead, queued, refused);
    }

    private static boolean isOrderly(ExitReason reason) {
        ExitReason root = reason instanceof ExitReason.Linked linked ? linked.cause() : reason;
        return root instanceof ExitReason.Normal || root instanceof ExitReason.Shutdown;
    }
}
