package dev.moirai.kernel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Cancels a process and everything it spawned, children before parents, within one deadline.
 *
 * <p>The generations of the tree are cancelled one after the other, youngest first. Each gets an equal share of the time
 * that is left for it and those above it; what one does not use, the next have. Children spawned meanwhile are found when
 * their generation's turn comes.
 */
final class TreeCancel implements Body {
    private final Pid root;
    private final String reason;
    private final Duration total;
    private final CompletableFuture<StopReport> report = new CompletableFuture<>();

    private final Set<Pid> awaited = new HashSet<>();
    private final List<Pid> forced = new ArrayList<>();
    private int ended;
    private long deadline;
    private boolean begun;

    TreeCancel(Pid root, String reason, Duration total) {
        this.root = root;
        this.reason = reason;
        this.total = total;
    }

    CompletableFuture<StopReport> report() {
        return report;
    }

    @Override
    public Step advance(Self self, int budget) {
        if (!begun) {
            begun = true;
            deadline = Clock.after(self.nanoTime(), total);
            cancelYoungest(self);
        }
        Object what;
        while ((what = self.take()) != null) {
            if (what instanceof Signal.Down(Monitor _, Pid from, ExitReason why) && awaited.remove(from)) {
                if (why instanceof ExitReason.Expired || why instanceof ExitReason.Killed) {
                    forced.add(from);
                } else {
                    ended++;
                }
            }
        }
        if (awaited.isEmpty() && root.isAlive()) {
            cancelYoungest(self);
        }
        if (awaited.isEmpty() && !root.isAlive()) {
            report.complete(
                    new StopReport(ended, List.copyOf(forced), self.node().zombies()));
            return Step.done();
        }
        return Step.WAITING;
    }

    @Override
    public void terminate(Self self, ExitReason why) {
        report.complete(new StopReport(ended, List.copyOf(forced), self.node().zombies()));
    }

    private void cancelYoungest(Self self) {
        List<List<Pid>> generations = generations(self.node());
        if (generations.isEmpty()) {
            return;
        }
        long left = Math.max(0, deadline - self.nanoTime());
        Duration share = Duration.ofNanos(left / generations.size());
        for (Pid pid : generations.getLast()) {
            awaited.add(pid);
            self.monitor(pid);
            self.cancel(pid, reason, share);
        }
    }

    /** The live processes of the tree: the root, its children, their children, and so on. */
    private List<List<Pid>> generations(Node node) {
        Map<Pid, List<Pid>> children = new HashMap<>();
        node.table().forEach(process -> {
            Pid parent = process.parent();
            if (parent != null) {
                children.computeIfAbsent(parent, _ -> new ArrayList<>()).add(process.pid());
            }
        });
        List<List<Pid>> generations = new ArrayList<>();
        List<Pid> generation = root.isAlive() ? List.of(root) : List.of();
        while (!generation.isEmpty()) {
            generations.add(generation);
            List<Pid> next = new ArrayList<>();
            for (Pid pid : generation) {
                next.addAll(children.getOrDefault(pid, List.of()));
            }
            generation = next;
        }
        return generations;
    }

    @Override
    public String waitsFor() {
        return "the end of " + awaited.size() + " cancelled processes";
    }

    @Override
    public String toString() {
        return "cancel of the tree of " + root;
    }
}
