package dev.moirai.kernel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All processes of a node as text, for a person: a tree by who spawned whom, each with its state and what it waits for.
 * Siblings that are alike (same kind, state and wait, nothing below them) share one line from {@link #CROWD} on, with their
 * count, so that a million sessions are one line and the one that is stuck is another.
 *
 * <p>It reads processes while they run and never stops or copies them; each line is true of some recent moment.
 */
final class Dump {
    /** From how many alike siblings on they share a line. */
    private static final int CROWD = 4;
    /** Supervision trees deeper than this are cut, and the cut is said. */
    private static final int DEEPEST = 200;
    /** How many processes with long queues the summary names. */
    private static final int LONGEST_QUEUES = 5;

    private record Alike(String kind, ProcessInfo.State state, String waitsFor) {}

    private final Node node;
    private final Map<Long, List<Process>> children = new HashMap<>();
    private final StringBuilder out = new StringBuilder();

    private Dump(Node node) {
        this.node = node;
    }

    static String of(Node node) {
        return new Dump(node).write();
    }

    private String write() {
        List<Process> all = new ArrayList<>();
        node.table().forEach(all::add);
        List<Process> roots = new ArrayList<>();
        for (Process process : all) {
            Pid parent = process.parent();
            if (parent == null || !parent.isAlive()) {
                roots.add(process);
            } else {
                children.computeIfAbsent(parent.id(), _ -> new ArrayList<>()).add(process);
            }
        }
        summary(all);
        level(roots, "", 0);
        for (Zombie zombie : node.zombies()) {
            out.append("zombie ")
                    .append(zombie.pid())
                    .append(" (")
                    .append(zombie.reason())
                    .append(") still runs on ");
            out.append(zombie.thread()).append(":\n");
            zombie.stack().forEach(frame -> out.append("    at ").append(frame).append('\n'));
        }
        return out.toString();
    }

    private void summary(List<Process> all) {
        out.append("node ").append(node.name()).append(": ").append(all.size()).append(" processes on ");
        out.append(node.hosts().size()).append(node.hosts().size() == 1 ? " host\n" : " hosts\n");
        all.stream()
                .filter(process -> process.backlog() > 0)
                .sorted(Comparator.comparingInt(Process::backlog).reversed())
                .limit(LONGEST_QUEUES)
                .forEach(process -> out.append("  ")
                        .append(process.backlog())
                        .append(" messages wait for ")
                        .append(process.pid())
                        .append(' ')
                        .append(Appearance.kind(process))
                        .append('\n'));
    }

    private void level(List<Process> siblings, String indent, int depth) {
        if (depth > DEEPEST) {
            out.append(indent).append("... and deeper\n");
            return;
        }
        Map<Alike, List<Process>> crowds = new LinkedHashMap<>();
        for (Process process : siblings) {
            if (!children.containsKey(process.pid().id())) {
                ProcessInfo.State state = Appearance.state(process);
                crowds.computeIfAbsent(
                                new Alike(Appearance.kind(process), state, Appearance.waitsFor(process, state)),
                                _ -> new ArrayList<>(1))
                        .add(process);
            }
        }
        for (Process process : siblings) {
            if (children.containsKey(process.pid().id())) {
                ProcessInfo.State state = Appearance.state(process);
                line(process, new Alike(Appearance.kind(process), state, Appearance.waitsFor(process, state)), indent);
                level(children.getOrDefault(process.pid().id(), List.of()), indent + "  ", depth + 1);
            }
        }
        crowds.forEach((alike, members) -> {
            if (members.size() < CROWD) {
                members.forEach(process -> line(process, alike, indent));
            } else {
                crowd(alike, members, indent);
            }
        });
    }

    private void line(Process process, Alike alike, String indent) {
        out.append(indent).append(process.pid()).append(' ').append(alike.kind());
        List<Object> names = Appearance.names(process);
        if (!names.isEmpty()) {
            out.append(' ').append(names);
        }
        describe(alike);
        if (process.backlog() > 0) {
            out.append(", ").append(process.backlog()).append(" messages");
        }
        out.append('\n');
    }

    private void crowd(Alike alike, List<Process> members, String indent) {
        long messages = 0;
        for (Process member : members) {
            messages += member.backlog();
        }
        out.append(indent).append(members.size()).append(" × ").append(alike.kind());
        describe(alike);
        out.append(", ")
                .append(members.getFirst().pid())
                .append(" to ")
                .append(members.getLast().pid());
        if (messages > 0) {
            out.append(", ").append(messages).append(" messages in all");
        }
        out.append('\n');
    }

    private void describe(Alike alike) {
        @Nullable String waitsFor = alike.waitsFor().isEmpty() ? null : alike.waitsFor();
        out.append(": ");
        out.append(waitsFor == null ? alike.state().name().toLowerCase(Locale.ROOT) : "waits for " + waitsFor);
    }
}
