package dev.moirai.kernel.stress;

import dev.moirai.kernel.BlockingSelf;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.Spawn;
import dev.moirai.kernel.Watched;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/** Code that does not end when it is asked to, cancelled with a deadline: how late its end is told. */
final class Deadlines {
    private static final Duration DEADLINE = Duration.ofMillis(50);
    private static final int ROUNDS = 10;
    private static final long PATIENCE_SECONDS = 60;

    /** What a program may use to be stubborn, until the measurement is over. */
    private record Excuses(AtomicBoolean over, ReentrantLock held) {}

    private interface Program {
        void run(BlockingSelf self, Excuses excuses) throws Exception;
    }

    private static final List<Program> PROGRAMS = List.of(
            Deadlines::spin,
            Deadlines::swallowInterrupts,
            Deadlines::park,
            (_, excuses) -> excuses.held.lock(),
            Deadlines::stayInFinally,
            Deadlines::catchEverything,
            Deadlines::matchForAges,
            Deadlines::sendForEver);

    private Deadlines() {}

    static String enforced() throws Exception {
        List<Long> late = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (Program program : PROGRAMS) {
                late.add(lateness(program));
            }
        }
        return String.format(
                Locale.ROOT,
                "%d programs that do not end when asked, %d times each; told after their deadline by %s",
                PROGRAMS.size(),
                ROUNDS,
                Latenesses.of(late.stream().mapToLong(Long::longValue)));
    }

    private static long lateness(Program program) throws Exception {
        Excuses excuses = new Excuses(new AtomicBoolean(), new ReentrantLock());
        CountDownLatch running = new CountDownLatch(1);
        long[] told = new long[1];
        excuses.held.lock();
        try (Node node = Node.start("deadlines")) {
            Watched stubborn = node.spawnWatched(Spawn.blocking(self -> {
                running.countDown();
                program.run(self, excuses);
                return null;
            }));
            var heard = stubborn.exit().thenRun(() -> told[0] = System.nanoTime());
            running.await();
            long begin = System.nanoTime();
            node.cancel(stubborn.pid(), "enough", DEADLINE);
            heard.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            excuses.over.set(true);
            long late = told[0] - begin - DEADLINE.toNanos();
            if (late < 0) {
                throw new AssertionError("told " + -late + " ns before its deadline");
            }
            return late;
        } finally {
            excuses.held.unlock();
        }
    }

    private static void spin(BlockingSelf self, Excuses excuses) {
        while (!excuses.over.get()) {
            Thread.onSpinWait();
        }
    }

    private static void swallowInterrupts(BlockingSelf self, Excuses excuses) {
        while (!excuses.over.get()) {
            try {
                TimeUnit.SECONDS.sleep(1);
            } catch (InterruptedException swallowed) {
                Thread.interrupted();
            }
        }
    }

    private static void park(BlockingSelf self, Excuses excuses) {
        while (!excuses.over.get()) {
            LockSupport.parkNanos(1_000_000);
            Thread.interrupted();
        }
    }

    private static void stayInFinally(BlockingSelf self, Excuses excuses) throws InterruptedException {
        try {
            TimeUnit.SECONDS.sleep(PATIENCE_SECONDS);
        } finally {
            spin(self, excuses);
        }
    }

    private static void catchEverything(BlockingSelf self, Excuses excuses) {
        while (!excuses.over.get()) {
            try {
                self.receive("never"::equals);
            } catch (Throwable caught) {
                Thread.interrupted();
            }
        }
    }

    private static void matchForAges(BlockingSelf self, Excuses excuses) {
        while (!excuses.over.get()) {
            boolean _ = Pattern.compile("(a|a)*b").matcher("a".repeat(22)).matches();
        }
    }

    private static void sendForEver(BlockingSelf self, Excuses excuses) {
        while (!excuses.over.get()) {
            self.send(self.pid(), "again");
            self.receive("again"::equals);
        }
    }
}
