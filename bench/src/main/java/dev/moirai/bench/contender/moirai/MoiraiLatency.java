package dev.moirai.bench.contender.moirai;

import dev.moirai.bench.contender.Latencies;
import dev.moirai.bench.contender.Work;
import dev.moirai.bench.harness.Repetition;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Self;
import dev.moirai.kernel.Step;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Round trips of a ping-pong pair beside trouble. */
final class MoiraiLatency {

    private static final int HOGS = 8;
    private static final int IDLE = 1_000_000;

    private final Node node;

    MoiraiLatency(Node node) {
        this.node = node;
    }

    /** Begins what the pair runs beside. Trouble ends itself when told that it is over. */
    @FunctionalInterface
    private interface Trouble {
        void begin(AtomicBoolean over) throws Exception;
    }

    Map<String, Work> works() {
        return Map.of(
                "latency-quiet", millis -> latency(Duration.ofMillis(millis), _ -> {}),
                "latency-hogs", millis -> latency(Duration.ofMillis(millis), this::hogs),
                "latency-lua-hogs", millis -> latency(Duration.ofMillis(millis), this::luaHogs),
                "latency-crashes",
                        millis -> latency(Duration.ofMillis(millis), over -> MoiraiSupervisors.crashes(node, over)),
                "latency-gc", millis -> latency(Duration.ofMillis(millis), this::garbage));
    }

    /** Told to begin; until it is handled, that counts as a round trip too. */
    private record Go(long at) {}

    /** Times each round trip until its time is over. */
    private static final class Timing implements Handler {
        private final Pid pong;
        private final long nanos;
        private final Consumer<Latencies> result;
        private final Latencies latencies = new Latencies();
        private long end;
        private long sent;

        Timing(Pid pong, Duration time, Consumer<Latencies> result) {
            this.pong = pong;
            this.nanos = time.toNanos();
            this.result = result;
        }

        @Override
        public @Nullable Step on(Self self, Object message) {
            long now = System.nanoTime();
            if (message instanceof Go(long at)) {
                sent = at;
                end = at + nanos;
            }
            latencies.add(now - sent);
            if (now > end) {
                result.accept(latencies);
                return Step.done();
            }
            sent = System.nanoTime();
            self.send(pong, new MoiraiMessages.Ping(latencies.count()));
            return null;
        }
    }

    private Repetition latency(Duration time, Trouble trouble) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        Results<Latencies> result = new Results<>();
        Pid pong = node.spawn(MoiraiMessages.PONG);
        Pid timing = node.spawn(new Timing(pong, time, result::add));
        trouble.begin(over);
        long start = System.nanoTime();
        node.send(timing, new Go(start));
        Latencies latencies = result.takeWithin(time);
        if (latencies == null) {
            over.set(true);
            latencies = result.take();
        }
        over.set(true);
        long took = System.nanoTime() - start;
        node.kill(pong);
        Results.awaitPopulation(node, 0);
        return new Repetition("answered", latencies.count(), took, latencies.figures());
    }

    private void hogs(AtomicBoolean over) {
        for (int i = 0; i < HOGS; i++) {
            node.spawn((_, _) -> {
                while (!over.get()) {
                    Thread.onSpinWait();
                }
                return Step.done();
            });
        }
    }

    private void luaHogs(AtomicBoolean over) {
        for (int i = 0; i < HOGS; i++) {
            node.spawn(new LuaHog(over));
        }
    }

    private void garbage(AtomicBoolean over) {
        LongAdder stopped = new LongAdder();
        Pid[] idle = new Pid[IDLE];
        for (int i = 0; i < IDLE; i++) {
            idle[i] = node.spawn(MoiraiLife.idle(stopped));
        }
        byte[][] recent = new byte[Latencies.LIVE_GARBAGE][];
        int[] next = new int[1];
        node.spawn((self, _) -> {
            if (over.get()) {
                for (Pid pid : idle) {
                    self.send(pid, "stop");
                }
                return Step.done();
            }
            for (int i = 0; i < 200; i++) {
                recent[next[0]++ % recent.length] = new byte[1024];
            }
            return Step.READY;
        });
    }
}
