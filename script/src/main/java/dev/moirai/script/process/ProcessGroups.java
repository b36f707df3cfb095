package dev.moirai.script.process;

import dev.moirai.kernel.Node;
import dev.moirai.kernel.Pid;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The groups of one scope on this node: who is in which, and who wants to hear of changes. A process that has joined a group
 * several times is in it until it has left as often, or ends. Used by processes on any thread.
 *
 * <p>Changes and what subscribers are told of them have one order: who subscribes gets the members of that moment, and every
 * change after it.
 */
public final class ProcessGroups {
    /** A change of a group. */
    public record Change(boolean joined, String group, Pid member) {}

    /**
     * Someone who wants to hear of changes; over when its process ends.
     *
     * @param group of which group; null for all
     * @param receiver told, in a turn of the process
     */
    public record Subscription(Pid pid, @Nullable String group, BiConsumer<LuaProcess, Change> receiver) {}

    private final Node node;
    /** How often each member has joined each group, in the order they first did. */
    private final Map<String, Map<Pid, Integer>> groups = new TreeMap<>(); // guarded by this

    private final Map<Pid, Integer> watched = new LinkedHashMap<>(); // guarded by this
    private final List<Subscription> subscriptions = new java.util.ArrayList<>(); // guarded by this

    public ProcessGroups(Node node) {
        this.node = node;
    }

    /** Adds a process to groups, each named as often as it is to be in it. */
    public void join(Pid pid, Collection<String> names) {
        boolean isNew;
        synchronized (this) {
            isNew = watched.merge(pid, names.size(), Integer::sum) == names.size();
            for (String name : names) {
                Map<Pid, Integer> members = groups.computeIfAbsent(name, _ -> new LinkedHashMap<>());
                if (members.merge(pid, 1, Integer::sum) == 1) {
                    tell(new Change(true, name, pid));
                }
            }
        }
        if (isNew) {
            node.exitOf(pid).thenRun(() -> leaveAll(pid));
        }
    }

    /** Undoes one join of each group; false if the process is not in all of them, and then it leaves none. */
    public synchronized boolean leave(Pid pid, Collection<String> names) {
        for (String name : names) {
            if (!members(name).contains(pid)) {
                return false;
            }
        }
        names.forEach(name -> leave(pid, name));
        return true;
    }

    private void leave(Pid pid, String name) {
        Map<Pid, Integer> members = groups.get(name);
        if (members != null && members.containsKey(pid)) {
            int left = members.merge(pid, -1, Integer::sum);
            if (left == 0) {
                remove(pid, name, members);
            }
        }
    }

    private synchronized void leaveAll(Pid pid) {
        watched.remove(pid);
        for (String name : List.copyOf(groups.keySet())) {
            Map<Pid, Integer> members = groups.getOrDefault(name, Map.of());
            if (members.containsKey(pid)) {
                remove(pid, name, members);
            }
        }
    }

    private void remove(Pid pid, String name, Map<Pid, Integer> members) {
        members.remove(pid);
        if (members.isEmpty()) {
            groups.remove(name);
        }
        tell(new Change(false, name, pid));
    }

    /** The members of a group, in the order they joined; none if there is no such group. */
    public synchronized List<Pid> members(String name) {
        return groups.getOrDefault(name, Map.of()).keySet().stream()
                .filter(Pid::isAlive)
                .toList();
    }

    /** The groups that have members, in the order of their names. */
    public synchronized List<String> names() {
        return List.copyOf(groups.keySet());
    }

    /** Begins to tell of changes; the members of that moment, by group. */
    public synchronized Map<String, List<Pid>> subscribe(Subscription subscription) {
        subscriptions.add(subscription);
        var now = new TreeMap<String, List<Pid>>();
        for (String name : groups.keySet()) {
            if (subscription.group() == null || subscription.group().equals(name)) {
                now.put(name, members(name));
            }
        }
        return now;
    }

    public synchronized void unsubscribe(Subscription subscription) {
        subscriptions.remove(subscription);
    }

    private void tell(Change change) {
        subscriptions.removeIf(each -> !each.pid().isAlive());
        for (Subscription each : subscriptions) {
            if (each.group() == null || each.group().equals(change.group())) {
                node.send(each.pid(), (Notice) process -> each.receiver().accept(process, change));
            }
        }
    }
}
