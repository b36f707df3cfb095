package dev.moirai.bench.contender.moirai;

import dev.moirai.bench.contender.Work;
import dev.moirai.bench.harness.Repetition;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Self;
import dev.moirai.kernel.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Messages between processes. */
final class MoiraiMessages {

    private static final int RING = 503;

    private final Node node;

    MoiraiMessages(Node node) {
        this.node = node;
    }

    Map<String, Work> works() {
        return Map.of(
                "ping-pong-1", size -> pingPong(1, size),
                "ping-pong-64", size -> pingPong(64, size),
                "fan-in-1", size -> fanIn(1, size),
                "fan-in-100", size -> fanIn(100, size),
                "ring", this::ring,
                "spread", this::spread);
    }

    record Ping(long number) {}

    record Pong(long number) {}

    private record Start() {}

    /** Answers pings for ever. */
    static final Handler PONG = (self, message) -> {
        Pid from = self.sender();
        if (from != null && message instanceof Ping(long number)) {
            self.send(from, new Pong(number));
        }
        return null;
    };

    private static final class Pinging implements Handler {
        private final Pid pong;
        private final LongConsumer result;
        private long left;
        private long answered;

        Pinging(Pid pong, long rounds, LongConsumer result) {
            this.pong = pong;
            this.left = rounds;
            this.result = result;
        }

        @Override
        public @Nullable Step on(Self self, Object message) {
            if (message instanceof Pong(long number) && number == left) {
                left--;
                answered++;
            }
            if (left == 0) {
                result.accept(answered);
                return Step.done();
            }
            self.send(pong, new Ping(left));
            return null;
        }
    }

    private Repetition pingPong(int pairs, long rounds) throws InterruptedException {
        Results<Long> results = new Results<>();
        List<Pid> pongs = new ArrayList<>();
        List<Pid> pings = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            Pid pong = node.spawn(PONG);
            pongs.add(pong);
            pings.add(node.spawn(new Pinging(pong, rounds / pairs, results::add)));
        }
        long start = System.nanoTime();
        pings.forEach(ping -> node.send(ping, new Start()));
        long sum = 0;
        for (int i = 0; i < pairs; i++) {
            sum += results.take();
        }
        Repetition result = Work.since(start, sum, rounds);
        pongs.forEach(node::kill);
        return result;
    }

    private record Add(long number) {}

    private Repetition fanIn(int senders, long messages) throws InterruptedException {
        Results<Long> result = new Results<>();
        long[] state = {messages, 0};
        Pid receiver = node.spawn((Handler) (_, message) -> {
            if (message instanceof Add(long number)) {
                state[1] += number;
            }
            if (--state[0] > 0) {
                return null;
            }
            result.add(state[1]);
            return Step.done();
        });
        long start = System.nanoTime();
        for (int i = 0; i < senders; i++) {
            node.spawn(sender(receiver, messages / senders));
        }
        Repetition repetition = Work.since(start, result.take(), messages);
        Results.awaitPopulation(node, 0);
        return repetition;
    }

    /** Sends as fast as the bound of the receiver's mailbox allows: a refused message is tried again in the next turn. */
    private static Loop sender(Pid receiver, long messages) {
        return new Loop(messages) {
            @Override
            boolean once(Self self, long left) {
                return self.send(receiver, new Add(left)).isAccepted();
            }
        };
    }

    private record Token(long hops) {}

    private static final class Member implements Handler {
        private final long id;
        private final LongConsumer result;
        private @Nullable Pid next;

        Member(long id, LongConsumer result) {
            this.id = id;
            this.result = result;
        }

        @Override
        public @Nullable Step on(Self self, Object message) {
            if (message instanceof Pid pid) {
                next = pid;
            } else if (message instanceof Token(long hops) && next != null) {
                if (hops == 0) {
                    result.accept(id);
                } else {
                    self.send(next, new Token(hops - 1));
                }
            }
            return null;
        }
    }

    private Repetition ring(long hops) throws InterruptedException {
        Results<Long> result = new Results<>();
        List<Pid> members = new ArrayList<>();
        for (int id = 1; id <= RING; id++) {
            members.add(node.spawn(new Member(id, result::add)));
        }
        for (int i = 0; i < RING; i++) {
            node.send(members.get(i), members.get((i + 1) % RING));
        }
        long start = System.nanoTime();
        node.send(members.getFirst(), new Token(hops));
        Repetition repetition = Work.since(start, result.take(), hops);
        members.forEach(node::kill);
        return repetition;
    }

    /** A driver asks each of n live processes in turn and waits for its answer. */
    private Repetition spread(long count) throws InterruptedException {
        List<Pid> all = new ArrayList<>((int) count);
        for (long i = 0; i < count; i++) {
            all.add(node.spawn((Handler) (self, message) -> {
                Pid from = self.sender();
                if (from != null && message instanceof Ping(long number)) {
                    self.send(from, new Pong(number + 1));
                }
                return null;
            }));
        }
        Results<Long> result = new Results<>();
        long[] state = {0, 0};
        Pid driver = node.spawn((Handler) (self, message) -> {
            if (message instanceof Pong(long number)) {
                state[1] += number;
            }
            if (state[0] == count) {
                result.add(state[1]);
                return Step.done();
            }
            self.send(all.get((int) state[0]++), new Ping(state[0]));
            return null;
        });
        long start = System.nanoTime();
        node.send(driver, new Start());
        Repetition repetition = Work.since(start, result.take(), count);
        all.forEach(node::kill);
        Results.awaitPopulation(node, 0);
        return repetition;
    }
}
