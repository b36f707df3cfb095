package dev.moirai.bench.contender.threads;

import dev.moirai.bench.contender.Work;
import dev.moirai.bench.harness.Repetition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Timers by the JDK's scheduled executor. */
final class ThreadsTime {

    private ThreadsTime() {}

    static Map<String, Work> works() {
        return Map.of(
                "timer-start", ThreadsTime::timerStart,
                "timer-due", ThreadsTime::timerDue,
                "timer-late", ThreadsTime::timerLate);
    }

    private static Repetition timerStart(long count) {
        try (var timers = new ScheduledThreadPoolExecutor(1)) {
            List<ScheduledFuture<?>> started = new ArrayList<>((int) count);
            BlockingQueue<String> mailbox = new LinkedTransferQueue<>();
            long start = System.nanoTime();
            for (long i = 0; i < count; i++) {
                started.add(timers.schedule(() -> mailbox.add("due"), 1, TimeUnit.HOURS));
            }
            long took = System.nanoTime() - start;
            long cancelled =
                    started.stream().filter(timer -> timer.cancel(false)).count();
            timers.shutdownNow();
            return new Repetition(String.valueOf(cancelled), count, took, Map.of());
        }
    }

    private static Repetition timerDue(long count) throws InterruptedException {
        BlockingQueue<String> mailbox = new LinkedTransferQueue<>();
        try (var timers = new ScheduledThreadPoolExecutor(1)) {
            long due = System.nanoTime() + Duration.ofMillis(300 + count / 200).toNanos();
            for (long i = 0; i < count; i++) {
                timers.schedule(() -> mailbox.add("due"), due - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
            if (System.nanoTime() > due) {
                throw new IllegalStateException("the timers were due before the last was started");
            }
            AtomicLong received = new AtomicLong();
            ThreadsMessages.start(() -> {
                        for (long i = 0; i < count; i++) {
                            mailbox.take();
                            received.incrementAndGet();
                        }
                    })
                    .join();
            return Work.since(due, received, count);
        }
    }

    private static Repetition timerLate(long count) throws InterruptedException {
        BlockingQueue<Long> mailbox = new LinkedTransferQueue<>();
        long[] latest = new long[1];
        try (var timers = new ScheduledThreadPoolExecutor(1)) {
            long start = System.nanoTime();
            for (long i = 1; i <= count; i++) {
                long due = start + Duration.ofMillis(5 + i % 97).toNanos();
                timers.schedule(() -> mailbox.add(due), due - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
            AtomicLong received = new AtomicLong();
            ThreadsMessages.start(() -> {
                        for (long i = 0; i < count; i++) {
                            long due = mailbox.take();
                            latest[0] = Math.max(latest[0], System.nanoTime() - due);
                            received.incrementAndGet();
                        }
                    })
                    .join();
            return new Repetition(
                    received.toString(), count, System.nanoTime() - start, Map.of("late", latest[0] / 1e6));
        }
    }
}
