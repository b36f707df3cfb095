package dev.moirai.bench.contender.pekko;

import dev.moirai.bench.contender.Work;
import dev.moirai.bench.harness.Repetition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.LongConsumer;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Timers by the context's {@code scheduleOnce}. */
final class PekkoTime {

    private final Root root;

    PekkoTime(Root root) {
        this.root = root;
    }

    Map<String, Work> works() {
        return Map.of(
                "timer-start", this::timerStart,
                "timer-due", this::timerDue,
                "timer-late", this::timerLate);
    }

    private record Due(long at) {}

    private Repetition timerStart(long count) throws InterruptedException {
        BlockingQueue<Repetition> result = new LinkedBlockingQueue<>();
        root.spawn(Behaviors.<Due>setup(context -> {
            List<Cancellable> started = new ArrayList<>((int) count);
            long start = System.nanoTime();
            for (long i = 0; i < count; i++) {
                started.add(context.scheduleOnce(Duration.ofHours(1), context.getSelf(), new Due(0)));
            }
            long took = System.nanoTime() - start;
            long cancelled = started.stream().filter(Cancellable::cancel).count();
            result.add(new Repetition(String.valueOf(cancelled), count, took, Map.of()));
            return Behaviors.stopped();
        }));
        return Root.take(result);
    }

    private Repetition timerDue(long count) throws InterruptedException {
        BlockingQueue<Repetition> result = new LinkedBlockingQueue<>();
        root.spawn(Behaviors.<Due>setup(context -> {
            long due = System.nanoTime() + Duration.ofMillis(300 + count / 200).toNanos();
            for (long i = 0; i < count; i++) {
                context.scheduleOnce(Duration.ofNanos(due - System.nanoTime()), context.getSelf(), new Due(due));
            }
            if (System.nanoTime() > due) {
                throw new IllegalStateException("the timers were due before the last was started");
            }
            return receives(count, received -> result.add(Work.since(due, received, count)));
        }));
        return Root.take(result);
    }

    private static Behavior<Due> receives(long count, LongConsumer done) {
        long[] received = new long[1];
        return Behaviors.receiveMessage(_ -> {
            if (++received[0] < count) {
                return Behaviors.same();
            }
            done.accept(received[0]);
            return Behaviors.stopped();
        });
    }

    private Repetition timerLate(long count) throws InterruptedException {
        BlockingQueue<Repetition> result = new LinkedBlockingQueue<>();
        root.spawn(Behaviors.<Due>setup(context -> {
            long start = System.nanoTime();
            for (long i = 1; i <= count; i++) {
                long due = start + Duration.ofMillis(5 + i % 97).toNanos();
                context.scheduleOnce(Duration.ofNanos(due - System.nanoTime()), context.getSelf(), new Due(due));
            }
            long[] state = {0, 0};
            return Behaviors.receiveMessage(timer -> {
                state[1] = Math.max(state[1], System.nanoTime() - timer.at());
                if (++state[0] < count) {
                    return Behaviors.same();
                }
                result.add(new Repetition(
                        String.valueOf(count), count, System.nanoTime() - start, Map.of("late", state[1] / 1e6)));
                return Behaviors.stopped();
            });
        }));
        return Root.take(result);
    }
}
