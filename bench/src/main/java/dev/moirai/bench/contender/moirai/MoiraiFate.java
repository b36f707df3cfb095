package dev.moirai.bench.contender.moirai;

import dev.moirai.bench.contender.Work;
import dev.moirai.bench.harness.Repetition;
import dev.moirai.kernel.Body;
import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Self;
import dev.moirai.kernel.Signal;
import dev.moirai.kernel.Spawn;
import dev.moirai.kernel.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Links and monitors. */
final class MoiraiFate {

    private final Node node;

    MoiraiFate(Node node) {
        this.node = node;
    }

    Map<String, Work> works() {
        return Map.of(
                "link-cascade", this::linkCascade,
                "link-chain", this::linkChain,
                "monitor-fan-in", this::monitorFanIn);
    }

    private static final Body WAITS = (Handler) (_, _) -> null;

    private Repetition linkCascade(long count) throws InterruptedException {
        Results<String> built = new Results<>();
        Pid hub = node.spawn(new Body() {
            private boolean born;

            @Override
            public Step advance(Self self, int budget) {
                if (!born) {
                    born = true;
                    for (long i = 1; i < count; i++) {
                        self.spawn(Spawn.of(WAITS).linked());
                    }
                    built.add("built");
                }
                return self.take() == null ? Step.WAITING : Step.done(new ExitReason.Failed("boom"));
            }
        });
        built.take();
        long alive = node.population();
        long start = System.nanoTime();
        node.send(hub, "die");
        Results.awaitPopulation(node, 0);
        return Work.since(start, alive, count);
    }

    /** The first spawns the second with a link, and so on; the last fails with how deep it is. */
    private static Body chain(long depth, long length) {
        return new Body() {
            private boolean born;

            @Override
            public Step advance(Self self, int budget) {
                if (depth == length) {
                    return Step.done(new ExitReason.Failed(depth));
                }
                if (!born) {
                    born = true;
                    self.spawn(Spawn.of(chain(depth + 1, length)).linked());
                }
                return Step.WAITING;
            }
        };
    }

    private Repetition linkChain(long count) throws InterruptedException {
        Results<Object> result = new Results<>();
        long start = System.nanoTime();
        node.spawn(new Body() {
            private boolean born;

            @Override
            public Step advance(Self self, int budget) {
                if (!born) {
                    born = true;
                    self.spawn(Spawn.of(chain(1, count)).monitored());
                }
                if (self.take() instanceof Signal.Down down
                        && down.reason().root() instanceof ExitReason.Failed(Object depth)) {
                    result.add(depth);
                    return Step.done();
                }
                return Step.WAITING;
            }
        });
        return Work.since(start, result.take(), count);
    }

    /** Watches n processes, then tells each to die and counts their Downs. */
    private static final class Watching implements Body {
        private final long count;
        private final LongConsumer progress;
        private final List<Pid> watched = new ArrayList<>();
        private long downs;

        Watching(long count, LongConsumer progress) {
            this.count = count;
            this.progress = progress;
        }

        @Override
        public Step advance(Self self, int budget) {
            if (watched.isEmpty()) {
                for (long i = 0; i < count; i++) {
                    watched.add(self.spawn(Spawn.of(DIES).monitored()).pid());
                }
                progress.accept(watched.size());
            }
            for (int cost = 0; cost < budget; cost += MESSAGE_COST) {
                Object message = self.take();
                if (message == null) {
                    return Step.WAITING;
                }
                Step step = on(self, message);
                if (step != null) {
                    return step;
                }
            }
            return Step.READY;
        }

        private @Nullable Step on(Self self, Object message) {
            if (message instanceof Signal.Down) {
                if (++downs == count) {
                    progress.accept(downs);
                    return Step.done();
                }
            } else {
                watched.forEach(pid -> self.send(pid, "die"));
            }
            return null;
        }
    }

    private static final Handler DIES = (_, _) -> Step.done(new ExitReason.Failed("boom"));

    private Repetition monitorFanIn(long count) throws InterruptedException {
        Results<Long> progress = new Results<>();
        Pid watching = node.spawn(new Watching(count, progress::add));
        progress.take();
        long start = System.nanoTime();
        node.send(watching, "go");
        return Work.since(start, progress.take(), count);
    }
}
