package dev.moirai.bench.contender.moirai;

import dev.moirai.bench.contender.Heap;
import dev.moirai.bench.contender.Work;
import dev.moirai.bench.harness.Repetition;
import dev.moirai.kernel.Body;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Self;
import dev.moirai.kernel.Signal;
import dev.moirai.kernel.Spawn;
import dev.moirai.kernel.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Birth, death and memory of processes. */
final class MoiraiLife {

    private final Node node;

    MoiraiLife(Node node) {
        this.node = node;
    }

    Map<String, Work> works() {
        return Map.of(
                "spawn-exit", this::spawnExit,
                "spawn-ask-join", this::spawnAskJoin,
                "idle-memory", this::idleMemory,
                "skynet", this::skynet);
    }

    private Repetition spawnExit(long count) {
        LongAdder ended = new LongAdder();
        long start = System.nanoTime();
        node.spawn(new Loop(count) {
            @Override
            boolean once(Self self, long left) {
                self.spawn((_, _) -> {
                    ended.increment();
                    return Step.done();
                });
                return true;
            }
        });
        Results.await(ended, count);
        Repetition result = Work.since(start, ended.sum(), count);
        Results.awaitPopulation(node, 0);
        return result;
    }

    private record Ask(long number) {}

    private record Reply(long number) {}

    private static final Handler ANSWERS_ONCE = (self, message) -> {
        Pid asking = self.sender();
        if (asking != null && message instanceof Ask(long number)) {
            self.send(asking, new Reply(number + 1));
        }
        return Step.done();
    };

    /** Spawns, asks and joins one process after the other. */
    private static final class Asking implements Handler {
        private final LongConsumer result;
        private long left;
        private long sum;

        Asking(long count, LongConsumer result) {
            this.left = count;
            this.result = result;
        }

        @Override
        public @Nullable Step on(Self self, Object message) {
            switch (message) {
                case Reply(long number) -> {
                    sum += number;
                    return null;
                }
                case Signal.Down _ -> left--;
                default -> {}
            }
            if (left == 0) {
                result.accept(sum);
                return Step.done();
            }
            Pid child = self.spawn(Spawn.of(ANSWERS_ONCE).monitored()).pid();
            self.send(child, new Ask(left));
            return null;
        }
    }

    private Repetition spawnAskJoin(long count) throws InterruptedException {
        Results<Long> result = new Results<>();
        Pid asking = node.spawn(new Asking(count, result::add));
        long start = System.nanoTime();
        node.send(asking, "go");
        return Work.since(start, result.take(), count);
    }

    private Repetition idleMemory(long count) {
        LongAdder stopped = new LongAdder();
        List<Pid> all = new ArrayList<>((int) count);
        long before = Heap.used();
        long start = System.nanoTime();
        for (long i = 0; i < count; i++) {
            all.add(node.spawn(idle(stopped)));
        }
        long took = System.nanoTime() - start;
        double bytes = (double) (Heap.used() - before) / count;
        all.forEach(pid -> node.send(pid, "stop"));
        Results.await(stopped, count);
        Results.awaitPopulation(node, 0);
        return new Repetition(String.valueOf(stopped.sum()), count, took, Map.of("bytes", bytes));
    }

    static Handler idle(LongAdder stopped) {
        return (_, _) -> {
            stopped.increment();
            return Step.done();
        };
    }

    private Repetition skynet(long leaves) throws InterruptedException {
        Results<Long> result = new Results<>();
        Pid top = node.spawn((Handler) (_, sum) -> {
            result.add((Long) sum);
            return Step.done();
        });
        long start = System.nanoTime();
        node.spawn(new Skynet(top, 0, leaves));
        Repetition repetition = Work.since(start, result.take(), leaves);
        Results.awaitPopulation(node, 0);
        return repetition;
    }

    /** A node of the tree: spawns its ten parts when born, adds up what they send. */
    private static final class Skynet implements Body {
        private final Pid parent;
        private final long number;
        private final long leaves;
        private int answers = -1;
        private long sum;

        Skynet(Pid parent, long number, long leaves) {
            this.parent = parent;
            this.number = number;
            this.leaves = leaves;
        }

        @Override
        public Step advance(Self self, int budget) {
            if (leaves == 1) {
                self.send(parent, number);
                return Step.done();
            }
            if (answers < 0) {
                answers = 0;
                long part = leaves / 10;
                for (int i = 0; i < 10; i++) {
                    self.spawn(new Skynet(self.pid(), number + i * part, part));
                }
            }
            Object message;
            while ((message = self.take()) != null) {
                sum += (Long) message;
                answers++;
            }
            if (answers < 10) {
                return Step.WAITING;
            }
            self.send(parent, sum);
            return Step.done();
        }
    }
}
