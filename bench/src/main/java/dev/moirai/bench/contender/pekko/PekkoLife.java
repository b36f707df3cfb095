package dev.moirai.bench.contender.pekko;

import dev.moirai.bench.contender.Heap;
import dev.moirai.bench.contender.Work;
import dev.moirai.bench.harness.Repetition;
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
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Birth, death and memory of actors. */
final class PekkoLife {

    private final Root root;

    PekkoLife(Root root) {
        this.root = root;
    }

    Map<String, Work> works() {
        return Map.of(
                "spawn-exit", this::spawnExit,
                "spawn-ask-join", this::spawnAskJoin,
                "idle-memory", this::idleMemory,
                "skynet", this::skynet);
    }

    private Repetition spawnExit(long count) throws InterruptedException {
        LongAdder ended = new LongAdder();
        Behavior<String> mayfly = Behaviors.setup(_ -> {
            ended.increment();
            return Behaviors.stopped();
        });
        ActorRef<String> spawner = root.spawn(Behaviors.setup(context -> Behaviors.receiveMessage(_ -> {
            for (long i = 0; i < count; i++) {
                context.spawnAnonymous(mayfly);
            }
            return Behaviors.same();
        })));
        long start = System.nanoTime();
        spawner.tell("go");
        while (ended.sum() < count) {
            LockSupport.parkNanos(1000);
        }
        Repetition result = Work.since(start, ended.sum(), count);
        root.stop(spawner);
        return result;
    }

    private sealed interface Asking {}

    private record Go() implements Asking {}

    private record Reply(long number) implements Asking {}

    private record Ended() implements Asking {}

    private record Ask(ActorRef<Asking> replyTo, long number) {}

    private static Behavior<Ask> answersOnce() {
        return Behaviors.receiveMessage(ask -> {
            ask.replyTo().tell(new Reply(ask.number() + 1));
            return Behaviors.stopped();
        });
    }

    private static Behavior<Asking> asks(long count, LongConsumer result) {
        return Behaviors.setup(context -> {
            long[] state = {count, 0};
            return Behaviors.receiveMessage(message -> {
                switch (message) {
                    case Reply(long number) -> state[1] += number;
                    case Go() -> ask(context, state[0]);
                    case Ended() -> {
                        if (--state[0] == 0) {
                            result.accept(state[1]);
                            return Behaviors.stopped();
                        }
                        ask(context, state[0]);
                    }
                }
                return Behaviors.same();
            });
        });
    }

    private static void ask(ActorContext<Asking> context, long number) {
        ActorRef<Ask> child = context.spawnAnonymous(answersOnce());
        context.watchWith(child, new Ended());
        child.tell(new Ask(context.getSelf(), number));
    }

    private Repetition spawnAskJoin(long count) throws InterruptedException {
        BlockingQueue<Long> result = new LinkedBlockingQueue<>();
        ActorRef<Asking> asking = root.spawn(asks(count, result::add));
        long start = System.nanoTime();
        asking.tell(new Go());
        return Work.since(start, Root.take(result), count);
    }

    private Repetition idleMemory(long count) throws InterruptedException {
        LongAdder started = new LongAdder();
        LongAdder stopped = new LongAdder();
        Behavior<String> idle = Behaviors.setup(_ -> {
            started.increment();
            return Behaviors.receiveMessage(_ -> {
                stopped.increment();
                return Behaviors.stopped();
            });
        });
        List<ActorRef<String>> all = new ArrayList<>((int) count);
        ActorRef<String> spawner = root.spawn(Behaviors.setup(context -> Behaviors.receiveMessage(_ -> {
            for (long i = 0; i < count; i++) {
                all.add(context.spawnAnonymous(idle));
            }
            return Behaviors.same();
        })));
        long before = Heap.used();
        long start = System.nanoTime();
        spawner.tell("go");
        while (started.sum() < count) {
            LockSupport.parkNanos(1000);
        }
        long took = System.nanoTime() - start;
        double bytes = (double) (Heap.used() - before) / count;
        all.forEach(actor -> actor.tell("stop"));
        while (stopped.sum() < count) {
            LockSupport.parkNanos(1000);
        }
        root.stop(spawner);
        return new Repetition(String.valueOf(stopped.sum()), count, took, Map.of("bytes", bytes));
    }

    private Repetition skynet(long leaves) throws InterruptedException {
        BlockingQueue<Long> result = new LinkedBlockingQueue<>();
        ActorRef<Long> top = root.spawn(Behaviors.receiveMessage(sum -> {
            result.add(sum);
            return Behaviors.stopped();
        }));
        long start = System.nanoTime();
        root.spawn(skynet(top, 0, leaves));
        return Work.since(start, Root.take(result), leaves);
    }

    private static Behavior<Long> skynet(ActorRef<Long> parent, long number, long leaves) {
        return Behaviors.setup(context -> {
            if (leaves == 1) {
                parent.tell(number);
                return Behaviors.stopped();
            }
            long part = leaves / 10;
            for (int i = 0; i < 10; i++) {
                context.spawnAnonymous(skynet(context.getSelf(), number + i * part, part));
            }
            long[] state = {10, 0};
            return Behaviors.receiveMessage(sum -> {
                state[1] += sum;
                if (--state[0] > 0) {
                    return Behaviors.same();
                }
                parent.tell(state[1]);
                return Behaviors.stopped();
            });
        });
    }
}
