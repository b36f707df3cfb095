package dev.moirai.bench.contender.threads;

import dev.moirai.bench.contender.Work;
import dev.moirai.bench.harness.Repetition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.stream.IntStream;

/** Messages between virtual threads: an unbounded queue is the mailbox, a message is a record. */
final class ThreadsMessages {

    private static final int RING = 503;

    record Ping(BlockingQueue<Pong> replyTo, long number) {}

    record Pong(long number) {}

    private record Add(long number) {}

    private record Token(long hops) {}

    private record Call(BlockingQueue<Long> replyTo, long number) {}

    /** What a thread does until it is interrupted. */
    @FunctionalInterface
    interface Body {
        void run() throws InterruptedException;
    }

    private ThreadsMessages() {}

    static Map<String, Work> works() {
        return Map.of(
                "ping-pong-1", size -> pingPong(1, size),
                "ping-pong-64", size -> pingPong(64, size),
                "fan-in-1", size -> fanIn(1, size),
                "fan-in-100", size -> fanIn(100, size),
                "ring", ThreadsMessages::ring,
                "spread", ThreadsMessages::spread,
                "call-1", size -> call(1, size),
                "call-64", size -> call(64, size));
    }

    static Thread start(Body body) {
        return Thread.startVirtualThread(() -> {
            try {
                body.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** A thread that answers pings until interrupted; the way to it is its queue. */
    static Thread pong(BlockingQueue<Ping> mailbox) {
        return start(() -> {
            while (true) {
                Ping ping = mailbox.take();
                ping.replyTo().add(new Pong(ping.number()));
            }
        });
    }

    private static long ping(BlockingQueue<Ping> pong, BlockingQueue<Pong> mailbox, long rounds)
            throws InterruptedException {
        long answered = 0;
        for (long i = 0; i < rounds; i++) {
            pong.add(new Ping(mailbox, i));
            if (mailbox.take().number() == i) {
                answered++;
            }
        }
        return answered;
    }

    private static Repetition pingPong(int pairs, long rounds) throws InterruptedException {
        List<Thread> pongs = new ArrayList<>();
        BlockingQueue<Long> results = new LinkedTransferQueue<>();
        List<BlockingQueue<Ping>> mailboxes = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            BlockingQueue<Ping> mailbox = new LinkedTransferQueue<>();
            mailboxes.add(mailbox);
            pongs.add(pong(mailbox));
        }
        long start = System.nanoTime();
        for (BlockingQueue<Ping> mailbox : mailboxes) {
            start(() -> results.add(ping(mailbox, new LinkedTransferQueue<>(), rounds / pairs)));
        }
        Repetition result = Work.since(start, sum(results, pairs), rounds);
        pongs.forEach(Thread::interrupt);
        return result;
    }

    private static long sum(BlockingQueue<Long> results, int count) throws InterruptedException {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += results.take();
        }
        return sum;
    }

    private static Repetition fanIn(int senders, long messages) throws InterruptedException {
        BlockingQueue<Add> mailbox = new LinkedTransferQueue<>();
        BlockingQueue<Long> result = new LinkedTransferQueue<>();
        long start = System.nanoTime();
        start(() -> {
            long sum = 0;
            for (long i = 0; i < messages; i++) {
                sum += mailbox.take().number();
            }
            result.add(sum);
        });
        for (int i = 0; i < senders; i++) {
            start(() -> {
                for (long number = messages / senders; number > 0; number--) {
                    mailbox.add(new Add(number));
                }
            });
        }
        return Work.since(start, result.take(), messages);
    }

    private static Repetition ring(long hops) throws InterruptedException {
        List<BlockingQueue<Token>> mailboxes = IntStream.range(0, RING)
                .<BlockingQueue<Token>>mapToObj(i -> new LinkedTransferQueue<>())
                .toList();
        BlockingQueue<Integer> result = new LinkedTransferQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < RING; i++) {
            int id = i + 1;
            BlockingQueue<Token> mailbox = mailboxes.get(i);
            BlockingQueue<Token> next = mailboxes.get((i + 1) % RING);
            threads.add(start(() -> {
                while (true) {
                    Token token = mailbox.take();
                    if (token.hops() == 0) {
                        result.add(id);
                    } else {
                        next.add(new Token(token.hops() - 1));
                    }
                }
            }));
        }
        long start = System.nanoTime();
        mailboxes.getFirst().add(new Token(hops));
        Repetition repetition = Work.since(start, result.take(), hops);
        threads.forEach(Thread::interrupt);
        return repetition;
    }

    private static Repetition call(int pairs, long calls) throws InterruptedException {
        List<BlockingQueue<Call>> servers = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            BlockingQueue<Call> mailbox = new LinkedTransferQueue<>();
            servers.add(mailbox);
            threads.add(start(() -> {
                while (true) {
                    Call call = mailbox.take();
                    call.replyTo().add(call.number() + 1);
                }
            }));
        }
        BlockingQueue<Long> results = new LinkedTransferQueue<>();
        long start = System.nanoTime();
        for (int i = 0; i < pairs; i++) {
            int first = i + 1;
            start(() -> results.add(callInTurn(servers, first, calls / pairs)));
        }
        Repetition result = Work.since(start, sum(results, pairs), calls);
        threads.forEach(Thread::interrupt);
        return result;
    }

    private static long callInTurn(List<BlockingQueue<Call>> servers, int first, long calls)
            throws InterruptedException {
        BlockingQueue<Long> replies = new LinkedTransferQueue<>();
        long sum = 0;
        int server = first % servers.size();
        for (long number = calls; number > 0; number--) {
            servers.get(server).add(new Call(replies, number));
            sum += replies.take();
            server = server + 1 == servers.size() ? 0 : server + 1;
        }
        return sum;
    }

    /** A driver asks each of n live threads in turn and waits for its answer. */
    private static Repetition spread(long count) throws InterruptedException {
        List<BlockingQueue<Call>> servers = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            BlockingQueue<Call> mailbox = new LinkedTransferQueue<>();
            servers.add(mailbox);
            threads.add(start(() -> {
                while (true) {
                    Call call = mailbox.take();
                    call.replyTo().add(call.number() + 1);
                }
            }));
        }
        BlockingQueue<Long> result = new LinkedTransferQueue<>();
        long start = System.nanoTime();
        start(() -> result.add(callInTurn(servers, 0, count)));
        Repetition repetition = Work.since(start, result.take(), count);
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            thread.join();
        }
        return repetition;
    }
}
