package dev.moirai.bench.contender.pekko;

import dev.moirai.bench.contender.Work;
import dev.moirai.bench.harness.Repetition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Shared fate, watching and supervision. Pekko's shared fate is the parent's: when it fails or stops, its children are stopped; so both the link cascade and the
 * orderly stop are that. A chain as deep as the link chain's is not possible with it.
 */
final class PekkoFate {

    private static final int RESTARTS = 100;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Root root;

    PekkoFate(Root root) {
        this.root = root;
    }

    Map<String, Work> works() {
        return Map.of(
                "link-cascade", size -> fall(size, "fail"),
                "stop-children", size -> fall(size, "stop"),
                "monitor-fan-in", this::monitorFanIn,
                "start-child", this::startChild,
                "restart", this::restart);
    }

    private static Behavior<String> childCounted(LongAdder started, LongAdder stopped) {
        return Behaviors.setup(_ -> {
            started.increment();
            return Behaviors.receive(String.class)
                    .onSignal(PostStop.class, _ -> {
                        stopped.increment();
                        return Behaviors.same();
                    })
                    .build();
        });
    }

    private Repetition fall(long count, String how) throws InterruptedException {
        LongAdder started = new LongAdder();
        LongAdder stopped = new LongAdder();
        boolean parentCounts = how.equals("fail");
        ActorRef<String> parent = root.spawn(Behaviors.setup(context -> {
            for (long i = parentCounts ? 1 : 0; i < count; i++) {
                context.spawnAnonymous(childCounted(started, stopped));
            }
            return Behaviors.receive(String.class)
                    .onMessageEquals("fail", () -> {
                        throw new IllegalStateException("boom");
                    })
                    .onMessageEquals("stop", Behaviors::stopped)
                    .onSignal(PostStop.class, _ -> {
                        if (parentCounts) {
                            stopped.increment();
                        }
                        return Behaviors.same();
                    })
                    .build();
        }));
        await(started, parentCounts ? count - 1 : count);
        long start = System.nanoTime();
        parent.tell(how);
        await(stopped, count);
        return Work.since(start, stopped.sum(), count);
    }

    private static void await(LongAdder counter, long count) {
        while (counter.sum() < count) {
            LockSupport.parkNanos(1000);
        }
    }

    private sealed interface Watching {}

    private record Go() implements Watching {}

    private record Down() implements Watching {}

    private Repetition monitorFanIn(long count) throws InterruptedException {
        BlockingQueue<Long> results = new LinkedBlockingQueue<>();
        ActorRef<Watching> watcher = root.spawn(Behaviors.setup(context -> {
            List<ActorRef<String>> watched = watched(context, count);
            results.add((long) watched.size());
            long[] downs = new long[1];
            return Behaviors.receiveMessage(message -> {
                switch (message) {
                    case Go() -> watched.forEach(actor -> actor.tell("stop"));
                    case Down() -> {
                        if (++downs[0] == count) {
                            results.add(downs[0]);
                            return Behaviors.stopped();
                        }
                    }
                }
                return Behaviors.same();
            });
        }));
        Root.take(results);
        long start = System.nanoTime();
        watcher.tell(new Go());
        return Work.since(start, Root.take(results), count);
    }

    private static List<ActorRef<String>> watched(ActorContext<Watching> context, long count) {
        List<ActorRef<String>> watched = new ArrayList<>((int) count);
        for (long i = 0; i < count; i++) {
            ActorRef<String> actor = context.spawnAnonymous(Behaviors.receiveMessage(_ -> Behaviors.stopped()));
            context.watchWith(actor, new Down());
            watched.add(actor);
        }
        return watched;
    }

    private sealed interface Starting {}

    private record Start(long count) implements Starting {}

    private record Started(ActorRef<String> child) implements Starting {}

    private record StartChild(ActorRef<ActorRef<String>> replyTo) {}

    private Repetition startChild(long count) throws InterruptedException {
        LongAdder started = new LongAdder();
        LongAdder stopped = new LongAdder();
        BlockingQueue<Long> result = new LinkedBlockingQueue<>();
        ActorRef<StartChild> parent = root.spawn(Behaviors.setup(context -> Behaviors.receiveMessage(request -> {
            request.replyTo().tell(context.spawnAnonymous(childCounted(started, stopped)));
            return Behaviors.same();
        })));
        ActorRef<Starting> client = root.spawn(starts(parent, result::add));
        long start = System.nanoTime();
        client.tell(new Start(count));
        Root.take(result);
        await(started, count);
        Repetition repetition = Work.since(start, started.sum(), count);
        root.stop(parent);
        await(stopped, count);
        return repetition;
    }

    private static Behavior<Starting> starts(ActorRef<StartChild> parent, LongConsumer result) {
        return Behaviors.setup(context -> {
            long[] state = {0, 0};
            return Behaviors.receiveMessage(message -> {
                switch (message) {
                    case Start(long count) -> state[0] = count;
                    case Started _ -> state[1]++;
                }
                if (state[1] == state[0]) {
                    result.accept(state[1]);
                    return Behaviors.stopped();
                }
                askToStart(context, parent);
                return Behaviors.same();
            });
        });
    }

    // The class of a reply can only be given raw, which is what ask's own documentation does.
    @SuppressWarnings({"unchecked", "rawtypes"})
    private static void askToStart(ActorContext<Starting> context, ActorRef<StartChild> parent) {
        context.ask(
                (Class<ActorRef<String>>) (Class) ActorRef.class,
                parent,
                TIMEOUT,
                (ActorRef<ActorRef<String>> replyTo) -> new StartChild(replyTo),
                (child, failure) -> {
                    if (failure != null) {
                        throw new IllegalStateException(failure);
                    }
                    return new Started(child);
                });
    }

    private Repetition restart(long count) throws InterruptedException {
        BlockingQueue<Long> result = new LinkedBlockingQueue<>();
        List<ActorRef<String>> children = new ArrayList<>();
        long[] state = {0, 0};
        ActorRef<ActorRef<String>> driver = root.spawn(Behaviors.receiveMessage(up -> {
            if (state[0]++ < RESTARTS) {
                up.tell("crash");
            } else {
                state[0] = 0;
                state[1] += RESTARTS;
                if (state[1] == count) {
                    result.add(state[1]);
                    return Behaviors.stopped();
                }
                children.get((int) (state[1] / RESTARTS)).tell("hello");
            }
            return Behaviors.same();
        }));
        for (long i = 0; i < count / RESTARTS; i++) {
            children.add(root.spawn(crashes(driver)));
        }
        long start = System.nanoTime();
        children.getFirst().tell("hello");
        Repetition repetition = Work.since(start, Root.take(result), count);
        children.forEach(root::stop);
        return repetition;
    }

    /** Tells the driver that it is up when greeted and after each restart. */
    private static Behavior<String> crashes(ActorRef<ActorRef<String>> driver) {
        boolean[] crashed = new boolean[1];
        return Behaviors.supervise(Behaviors.<String>setup(context -> {
                    if (crashed[0]) {
                        driver.tell(context.getSelf());
                    }
                    return Behaviors.receive(String.class)
                            .onMessageEquals("crash", () -> {
                                crashed[0] = true;
                                throw new IllegalStateException("boom");
                            })
                            .onMessageEquals("hello", () -> {
                                driver.tell(context.getSelf());
                                return Behaviors.same();
                            })
                            .build();
                }))
                .onFailure(SupervisorStrategy.restart()
                        .withLimit(2 * RESTARTS, Duration.ofSeconds(1))
                        .withLoggingEnabled(false));
    }
}
