package dev.moirai.bench.contender.threads;

import dev.moirai.bench.contender.Heap;
import dev.moirai.bench.contender.Work;
import dev.moirai.bench.harness.Repetition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** Birth, death and memory of virtual threads. */
final class ThreadsLife {

    private record Ask(BlockingQueue<Long> replyTo, long number) {}

    private ThreadsLife() {}

    static Map<String, Work> works() {
        return Map.of(
                "spawn-exit", ThreadsLife::spawnExit,
                "spawn-ask-join", ThreadsLife::spawnAskJoin,
                "idle-memory", ThreadsLife::idleMemory,
                "skynet", ThreadsLife::skynet);
    }

    private static Repetition spawnExit(long count) {
        LongAdder ended = new LongAdder();
        long start = System.nanoTime();
        for (long i = 0; i < count; i++) {
            Thread.startVirtualThread(ended::increment);
        }
        while (ended.sum() < count) {
            Thread.yield();
        }
        return Work.since(start, ended.sum(), count);
    }

    private static Repetition spawnAskJoin(long count) throws InterruptedException {
        BlockingQueue<Long> replies = new LinkedTransferQueue<>();
        AtomicLong sum = new AtomicLong();
        Thread spawner = Thread.ofVirtual().unstarted(() -> {
            try {
                for (long i = 1; i <= count; i++) {
                    BlockingQueue<Ask> mailbox = new LinkedTransferQueue<>();
                    Thread thread = Thread.startVirtualThread(() -> {
                        try {
                            Ask ask = mailbox.take();
                            ask.replyTo().add(ask.number() + 1);
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    });
                    mailbox.add(new Ask(replies, i));
                    sum.addAndGet(replies.take());
                    thread.join();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        long start = System.nanoTime();
        spawner.start();
        spawner.join();
        return Work.since(start, sum, count);
    }

    private static Repetition idleMemory(long count) throws InterruptedException {
        List<BlockingQueue<String>> mailboxes = new ArrayList<>((int) count);
        CountDownLatch waiting = new CountDownLatch((int) count);
        LongAdder stopped = new LongAdder();
        long before = Heap.used();
        long start = System.nanoTime();
        for (long i = 0; i < count; i++) {
            BlockingQueue<String> mailbox = new LinkedTransferQueue<>();
            mailboxes.add(mailbox);
            Thread.startVirtualThread(() -> {
                waiting.countDown();
                try {
                    mailbox.take();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                stopped.increment();
            });
        }
        waiting.await();
        long took = System.nanoTime() - start;
        double bytes = (double) (Heap.used() - before) / count;
        mailboxes.forEach(mailbox -> mailbox.add("stop"));
        while (stopped.sum() < count) {
            LockSupport.parkNanos(1000);
        }
        return new Repetition(String.valueOf(stopped.sum()), count, took, Map.of("bytes", bytes));
    }

    private static Repetition skynet(long leaves) throws InterruptedException {
        BlockingQueue<Long> result = new LinkedTransferQueue<>();
        long start = System.nanoTime();
        Thread.startVirtualThread(() -> skynet(result, 0, leaves));
        return Work.since(start, result.take(), leaves);
    }

    private static void skynet(BlockingQueue<Long> parent, long number, long leaves) {
        if (leaves == 1) {
            parent.add(number);
            return;
        }
        BlockingQueue<Long> parts = new LinkedTransferQueue<>();
        long part = leaves / 10;
        for (int i = 0; i < 10; i++) {
            long first = number + i * part;
            Thread.startVirtualThread(() -> skynet(parts, first, part));
        }
        try {
            long sum = 0;
            for (int i = 0; i < 10; i++) {
                sum += parts.take();
            }
            parent.add(sum);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
