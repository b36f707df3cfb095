package dev.moirai.bench.contender.threads;

import dev.moirai.bench.contender.Latencies;
import dev.moirai.bench.contender.Work;
import dev.moirai.bench.harness.Repetition;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Round trips of a pair of virtual threads beside trouble. */
final class ThreadsLatency {

    private static final int HOGS = 8;
    private static final int IDLE = 1_000_000;

    private ThreadsLatency() {}

    /** Begins what the pair runs beside. Trouble ends itself when told that it is over. */
    @FunctionalInterface
    private interface Trouble {
        void begin(AtomicBoolean over);
    }

    static Map<String, Work> works() {
        return Map.of(
                "latency-quiet", millis -> latency(Duration.ofMillis(millis), _ -> {}),
                "latency-hogs", millis -> latency(Duration.ofMillis(millis), ThreadsLatency::hogs),
                "latency-gc", millis -> latency(Duration.ofMillis(millis), ThreadsLatency::garbage));
    }

    private static Repetition latency(Duration time, Trouble trouble) throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        BlockingQueue<ThreadsMessages.Ping> pong = new LinkedTransferQueue<>();
        Thread ponging = ThreadsMessages.pong(pong);
        trouble.begin(over);
        BlockingQueue<Latencies> result = new LinkedTransferQueue<>();
        long start = System.nanoTime();
        ThreadsMessages.start(() -> {
            Latencies latencies = new Latencies();
            BlockingQueue<ThreadsMessages.Pong> mailbox = new LinkedTransferQueue<>();
            long sent = start;
            while (sent - start < time.toNanos()) {
                pong.add(new ThreadsMessages.Ping(mailbox, 0));
                mailbox.take();
                long now = System.nanoTime();
                latencies.add(now - sent);
                sent = now;
            }
            result.add(latencies);
        });
        Latencies latencies = result.poll(time.toNanos(), TimeUnit.NANOSECONDS);
        over.set(true);
        if (latencies == null) {
            latencies = result.take();
        }
        ponging.interrupt();
        return new Repetition("answered", latencies.count(), System.nanoTime() - start, latencies.figures());
    }

    private static void hogs(AtomicBoolean over) {
        for (int i = 0; i < HOGS; i++) {
            Thread.startVirtualThread(() -> {
                while (!over.get()) {
                    Thread.onSpinWait();
                }
            });
        }
    }

    private static void garbage(AtomicBoolean over) {
        CountDownLatch end = new CountDownLatch(1);
        for (int i = 0; i < IDLE; i++) {
            ThreadsMessages.start(end::await);
        }
        Thread.startVirtualThread(() -> {
            byte[][] recent = new byte[Latencies.LIVE_GARBAGE][];
            for (int i = 0; !over.get(); i++) {
                recent[i % recent.length] = new byte[1024];
                if (i % 200 == 0) {
                    Thread.yield();
                }
            }
            end.countDown();
        });
    }
}
