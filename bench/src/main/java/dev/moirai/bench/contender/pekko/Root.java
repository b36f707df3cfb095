package dev.moirai.bench.contender.pekko;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** The guardian of the actor system, which does what the benchmark's thread asks within its context: spawn and stop actors. */
final class Root {

    private final ActorSystem<Consumer<ActorContext<?>>> system;

    Root(ActorSystem<Consumer<ActorContext<?>>> system) {
        this.system = system;
    }

    static Behavior<Consumer<ActorContext<?>>> behavior() {
        return Behaviors.setup(context -> Behaviors.receiveMessage(task -> {
            task.accept(context);
            return Behaviors.same();
        }));
    }

    ActorSystem<?> system() {
        return system;
    }

    <T> ActorRef<T> spawn(Behavior<T> behavior) throws InterruptedException {
        BlockingQueue<ActorRef<T>> spawned = new LinkedBlockingQueue<>();
        system.tell(context -> spawned.add(context.spawnAnonymous(behavior)));
        return take(spawned);
    }

    void stop(ActorRef<?> child) {
        system.tell(context -> context.stop(child));
    }

    /** The next result; an actor that never answers fails the benchmark instead of hanging it. */
    static <T> T take(BlockingQueue<T> results) throws InterruptedException {
        T result = results.poll(60, TimeUnit.SECONDS);
        if (result == null) {
            throw new IllegalStateException("no result within 60 s");
        }
        return result;
    }
}
