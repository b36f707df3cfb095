package dev.moirai.bench.contender.moirai;

import dev.moirai.bench.contender.Work;
import dev.moirai.bench.harness.Repetition;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Self;
import dev.moirai.kernel.Step;
import dev.moirai.kernel.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Timers. */
final class MoiraiTime {

    private final Node node;

    MoiraiTime(Node node) {
        this.node = node;
    }

    Map<String, Work> works() {
        return Map.of("timer-start", this::timerStart, "timer-due", this::timerDue, "timer-late", this::timerLate);
    }

    private Repetition timerStart(long count) throws InterruptedException {
        Results<Repetition> result = new Results<>();
        node.spawn((self, _) -> {
            List<Timer> started = new ArrayList<>((int) count);
            Duration hour = Duration.ofHours(1);
            long start = System.nanoTime();
            for (long i = 0; i < count; i++) {
                started.add(self.sendAfter(hour, "due"));
            }
            long took = System.nanoTime() - start;
            long cancelled = started.stream().filter(self::cancel).count();
            result.add(new Repetition(String.valueOf(cancelled), count, took, Map.of()));
            return Step.done();
        });
        return result.take();
    }

    /** What a process does that starts timers and then handles what they send. */
    @FunctionalInterface
    private interface Starter {
        void start(Self self);
    }

    private Pid start(Starter starter, Handler handler) {
        Pid pid = node.spawn((Handler) (self, message) -> {
            if (message instanceof Starter first) {
                first.start(self);
                return null;
            }
            return handler.on(self, message);
        });
        node.send(pid, starter);
        return pid;
    }

    private Repetition timerDue(long count) throws InterruptedException {
        Results<Repetition> result = new Results<>();
        long[] received = new long[1];
        long due = System.nanoTime() + Duration.ofMillis(300 + count / 200).toNanos();
        start(
                self -> {
                    for (long i = 0; i < count; i++) {
                        self.sendAt(due, "due");
                    }
                    if (System.nanoTime() > due) {
                        throw new IllegalStateException("the timers were due before the last was started");
                    }
                },
                (_, _) -> {
                    if (++received[0] < count) {
                        return null;
                    }
                    result.add(Work.since(due, received[0], count));
                    return Step.done();
                });
        return result.take();
    }

    private record Due(long at) {}

    private Repetition timerLate(long count) throws InterruptedException {
        Results<Repetition> result = new Results<>();
        long[] state = {0, 0};
        long start = System.nanoTime();
        start(
                self -> {
                    for (long i = 1; i <= count; i++) {
                        long due = start + Duration.ofMillis(5 + i % 97).toNanos();
                        self.sendAt(due, new Due(due));
                    }
                },
                (_, message) -> {
                    if (message instanceof Due(long at)) {
                        state[1] = Math.max(state[1], System.nanoTime() - at);
                    }
                    if (++state[0] < count) {
                        return null;
                    }
                    result.add(new Repetition(
                            String.valueOf(state[0]),
                            count,
                            System.nanoTime() - start,
                            Map.of("late", state[1] / 1e6)));
                    return Step.done();
                });
        return result.take();
    }
}
