package dev.moirai.bench.contender.pekko;

import dev.moirai.bench.contender.Latencies;
import dev.moirai.bench.contender.Work;
import dev.moirai.bench.harness.Repetition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Round trips of a pair of actors beside trouble. */
final class PekkoLatency {

    private static final int HOGS = 8;
    private static final int IDLE = 1_000_000;

    private final Root root;

    PekkoLatency(Root root) {
        this.root = root;
    }

    /** Begins what the pair runs beside. Trouble ends itself when told that it is over. */
    @FunctionalInterface
    private interface Trouble {
        void begin(AtomicBoolean over) throws InterruptedException;
    }

    Map<String, Work> works() {
        return Map.of(
                "latency-quiet", millis -> latency(Duration.ofMillis(millis), _ -> {}),
                "latency-hogs", millis -> latency(Duration.ofMillis(millis), this::hogs),
                "latency-gc", millis -> latency(Duration.ofMillis(millis), this::garbage),
                "latency-crashes", millis -> latency(Duration.ofMillis(millis), this::crashes));
    }

    private static Behavior<PekkoMessages.Pong> timing(
            ActorRef<PekkoMessages.Ping> pong, Duration time, Consumer<Latencies> result) {
        Latencies latencies = new Latencies();
        long[] times = {0, 0};
        return Behaviors.setup(context -> Behaviors.receiveMessage(message -> {
            long now = System.nanoTime();
            if (times[0] == 0) { // the first message says when it was sent: until it is handled, that counts too
                times[0] = message.number();
                times[1] = message.number();
            }
            latencies.add(now - times[1]);
            if (now - times[0] > time.toNanos()) {
                result.accept(latencies);
                return Behaviors.stopped();
            }
            times[1] = System.nanoTime();
            pong.tell(new PekkoMessages.Ping(context.getSelf(), 0));
            return Behaviors.same();
        }));
    }

    private Repetition latency(Duration time, Trouble trouble) throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        BlockingQueue<Latencies> result = new LinkedBlockingQueue<>();
        ActorRef<PekkoMessages.Ping> pong = root.spawn(PekkoMessages.pong());
        ActorRef<PekkoMessages.Pong> timing = root.spawn(timing(pong, time, result::add));
        trouble.begin(over);
        long start = System.nanoTime();
        timing.tell(new PekkoMessages.Pong(start));
        Latencies latencies = result.poll(time.toNanos(), TimeUnit.NANOSECONDS);
        over.set(true);
        if (latencies == null) {
            latencies = Root.take(result);
        }
        root.stop(pong);
        return new Repetition("answered", latencies.count(), System.nanoTime() - start, latencies.figures());
    }

    private void hogs(AtomicBoolean over) throws InterruptedException {
        List<ActorRef<String>> hogs = new ArrayList<>();
        for (int i = 0; i < HOGS; i++) {
            hogs.add(root.spawn(Behaviors.receiveMessage(_ -> {
                while (!over.get()) {
                    Thread.onSpinWait();
                }
                return Behaviors.stopped();
            })));
        }
        hogs.forEach(hog -> hog.tell("spin")); // from here on nothing can be spawned
    }

    private void garbage(AtomicBoolean over) throws InterruptedException {
        BlockingQueue<String> ready = new LinkedBlockingQueue<>();
        ActorRef<String> parent = root.spawn(Behaviors.setup(context -> {
            for (int i = 0; i < IDLE; i++) {
                context.spawnAnonymous(PekkoMessages.pong());
            }
            ready.add("ready");
            return Behaviors.receiveMessage(_ -> Behaviors.stopped());
        }));
        Root.take(ready);
        byte[][] recent = new byte[Latencies.LIVE_GARBAGE][];
        int[] next = new int[1];
        root.spawn(Behaviors.<String>setup(context -> Behaviors.receiveMessage(_ -> {
                    if (over.get()) {
                        parent.tell("stop");
                        return Behaviors.stopped();
                    }
                    for (int i = 0; i < 200; i++) {
                        recent[next[0]++ % recent.length] = new byte[1024];
                    }
                    context.getSelf().tell("more");
                    return Behaviors.same();
                })))
                .tell("more");
    }

    /** An actor that, whenever it is started, tells itself to crash. */
    private void crashes(AtomicBoolean over) throws InterruptedException {
        root.spawn(Behaviors.supervise(Behaviors.<String>setup(context -> {
                    context.getSelf().tell("crash");
                    return Behaviors.receiveMessage(_ -> {
                        if (over.get()) {
                            return Behaviors.stopped();
                        }
                        throw new IllegalStateException("boom");
                    });
                }))
                .onFailure(SupervisorStrategy.restart().withLoggingEnabled(false)));
    }
}
