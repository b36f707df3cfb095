package dev.moirai.kernel;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WorkerSchedulerTest {
    private static final int LAST_LOOK = 4;

    private final Node node = new Stage().node;

    /** Nobody sleeps yet, so who brings it wakes nobody; the worker must look once more after it has registered. */
    @Test
    void workThatArrivesBetweenAWorkersLastLookAndItsSleepIsDone() throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Process process = node.spawn((_, _) -> {
                    done.complete(null);
                    return Step.WAITING;
                })
                .process;
        Crew crew = new Crew();
        WorkerScheduler scheduler = new WorkerScheduler("test", 1, crew);
        crew.whenLooking = looks -> {
            if (looks == LAST_LOOK && process != null) {
                scheduler.inject(process);
            }
        };
        try {
            scheduler.start();

            done.get(20, TimeUnit.SECONDS);
        } finally {
            scheduler.stop();
        }
    }

    /** Makes a worker that says when it looks for work: it then asks for a random number. */
    private final class Crew implements WorkerScheduler.Crew {
        private @Nullable IntConsumer whenLooking;
        private int looks;

        @Override
        public Worker recruit(WorkerScheduler by) {
            RandomGenerator chance = () -> {
                if (whenLooking != null) {
                    whenLooking.accept(++looks);
                }
                return 0;
            };
            TimerShard timers = new TimerShard(0, () -> {});
            return new Worker(by, "moirai-test-worker", new Carrier(false, timers, chance, node.table().new Ids()));
        }

        @Override
        public void dismiss(Worker worker) {}

        @Override
        public void survived(Throwable thrown) {
            throw new AssertionError(thrown);
        }
    }
}
