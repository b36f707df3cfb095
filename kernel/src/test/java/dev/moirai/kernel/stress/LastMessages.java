package dev.moirai.kernel.stress;

import dev.moirai.kernel.Body;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Self;
import dev.moirai.kernel.Signal;
import dev.moirai.kernel.Spawn;
import dev.moirai.kernel.Step;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Pairs of processes, one of which sends a last message and ends: it must arrive before the notice of the end. */
public final class LastMessages {
    private static final int WATCHERS = 8;
    private static final int IN_FLIGHT = 64;

    private LastMessages() {}

    /** How often a notice of the end overtook the last message, in {@code pairs} pairs. */
    public static long overtaken(long pairs) throws Exception {
        try (Node node = Node.start("last-messages")) {
            long sum = 0;
            CompletableFuture<?>[] all = new CompletableFuture<?>[WATCHERS];
            Watcher[] watchers = new Watcher[WATCHERS];
            for (int i = 0; i < WATCHERS; i++) {
                watchers[i] = new Watcher(pairs / WATCHERS + (i < pairs % WATCHERS ? 1 : 0));
                all[i] = node.spawnWatched(Spawn.of(watchers[i])).exit();
            }
            CompletableFuture.allOf(all).get();
            for (Watcher watcher : watchers) {
                sum += watcher.overtaken;
            }
            if (!node.ledger().isBalanced()) {
                throw new AssertionError("the ledger does not balance: " + node.ledger());
            }
            return sum;
        }
    }

    private static final class Watcher implements Body {
        private final long pairs;
        private long begun;
        private final Set<Pid> heardOf = new HashSet<>();
        private long ended;
        private long overtaken;

        Watcher(long pairs) {
            this.pairs = pairs;
        }

        @Override
        public Step advance(Self self, int budget) {
            Pid me = self.pid();
            @Nullable Object what;
            while ((what = self.take()) != null) {
                switch (what) {
                    case Pid from -> heardOf.add(from);
                    case Signal.Down down -> {
                        ended++;
                        overtaken += heardOf.remove(down.from()) ? 0 : 1;
                    }
                    default -> throw new AssertionError("unexpected " + what);
                }
            }
            while (begun < pairs && begun - ended < IN_FLIGHT) {
                begun++;
                self.spawn(Spawn.of((dying, _) -> {
                            dying.send(me, dying.pid());
                            return Step.done();
                        })
                        .monitored());
            }
            return ended == pairs ? Step.done() : Step.WAITING;
        }
    }
}
