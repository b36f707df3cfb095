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
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Messages between actors: tell, and ask for calls. */
final class PekkoMessages {

    private static final int RING = 503;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Root root;

    PekkoMessages(Root root) {
        this.root = root;
    }

    Map<String, Work> works() {
        return Map.of(
                "ping-pong-1", size -> pingPong(1, size),
                "ping-pong-64", size -> pingPong(64, size),
                "fan-in-1", size -> fanIn(1, size),
                "fan-in-100", size -> fanIn(100, size),
                "ring", this::ring,
                "spread", this::spread,
                "call-1", size -> call(1, size),
                "call-64", size -> call(64, size));
    }

    record Ping(ActorRef<Pong> replyTo, long number) {}

    record Pong(long number) {}

    static Behavior<Ping> pong() {
        return Behaviors.receiveMessage(ping -> {
            ping.replyTo().tell(new Pong(ping.number()));
            return Behaviors.same();
        });
    }

    /** Begins when it gets a pong with the number of rounds, and ends itself after the last. */
    private static Behavior<Pong> ping(ActorRef<Ping> pong, LongConsumer result) {
        return Behaviors.setup(context -> {
            long[] state = {-1, 0};
            return Behaviors.receiveMessage(message -> {
                if (state[0] < 0) {
                    state[0] = message.number();
                } else if (message.number() == state[0]) {
                    state[0]--;
                    state[1]++;
                }
                if (state[0] == 0) {
                    result.accept(state[1]);
                    return Behaviors.stopped();
                }
                pong.tell(new Ping(context.getSelf(), state[0]));
                return Behaviors.same();
            });
        });
    }

    private Repetition pingPong(int pairs, long rounds) throws InterruptedException {
        BlockingQueue<Long> results = new LinkedBlockingQueue<>();
        List<ActorRef<Ping>> pongs = new ArrayList<>();
        List<ActorRef<Pong>> pings = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            ActorRef<Ping> pong = root.spawn(pong());
            pongs.add(pong);
            pings.add(root.spawn(ping(pong, results::add)));
        }
        long start = System.nanoTime();
        pings.forEach(ping -> ping.tell(new Pong(rounds / pairs)));
        Repetition result = Work.since(start, sum(results, pairs), rounds);
        pongs.forEach(root::stop);
        return result;
    }

    private static long sum(BlockingQueue<Long> results, int count) throws InterruptedException {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += Root.take(results);
        }
        return sum;
    }

    private record Add(long number) {}

    private Repetition fanIn(int senders, long messages) throws InterruptedException {
        BlockingQueue<Long> result = new LinkedBlockingQueue<>();
        long[] state = {messages, 0};
        ActorRef<Add> receiver = root.spawn(Behaviors.receiveMessage(add -> {
            state[1] += add.number();
            if (--state[0] > 0) {
                return Behaviors.same();
            }
            result.add(state[1]);
            return Behaviors.stopped();
        }));
        List<ActorRef<Long>> all = new ArrayList<>();
        for (int i = 0; i < senders; i++) {
            all.add(root.spawn(Behaviors.receiveMessage(count -> {
                for (long number = count; number > 0; number--) {
                    receiver.tell(new Add(number));
                }
                return Behaviors.stopped();
            })));
        }
        long start = System.nanoTime();
        all.forEach(sender -> sender.tell(messages / senders));
        return Work.since(start, Root.take(result), messages);
    }

    private sealed interface Ring {}

    private record Next(ActorRef<Ring> next) implements Ring {}

    private record Token(long hops) implements Ring {}

    private static Behavior<Ring> member(long id, LongConsumer result) {
        return Behaviors.receive(Ring.class)
                .onMessage(Next.class, next -> member(id, next.next(), result))
                .build();
    }

    private static Behavior<Ring> member(long id, ActorRef<Ring> next, LongConsumer result) {
        return Behaviors.receiveMessage(message -> {
            if (message instanceof Token(long hops)) {
                if (hops == 0) {
                    result.accept(id);
                } else {
                    next.tell(new Token(hops - 1));
                }
            }
            return Behaviors.same();
        });
    }

    private Repetition ring(long hops) throws InterruptedException {
        BlockingQueue<Long> result = new LinkedBlockingQueue<>();
        List<ActorRef<Ring>> members = new ArrayList<>();
        for (int id = 1; id <= RING; id++) {
            members.add(root.spawn(member(id, result::add)));
        }
        for (int i = 0; i < RING; i++) {
            members.get(i).tell(new Next(members.get((i + 1) % RING)));
        }
        long start = System.nanoTime();
        members.getFirst().tell(new Token(hops));
        Repetition repetition = Work.since(start, Root.take(result), hops);
        members.forEach(root::stop);
        return repetition;
    }

    private record Call(ActorRef<Long> replyTo, long number) {}

    private static Behavior<Call> server() {
        return Behaviors.receiveMessage(call -> {
            call.replyTo().tell(call.number() + 1);
            return Behaviors.same();
        });
    }

    private sealed interface Client {}

    private record Calls(long count) implements Client {}

    private record Reply(long number) implements Client {}

    private static final class Caller {
        private final ActorContext<Client> context;
        private final List<ActorRef<Call>> servers;
        private int server;
        private long left;
        private long sum;

        Caller(ActorContext<Client> context, List<ActorRef<Call>> servers, int first) {
            this.context = context;
            this.servers = servers;
            this.server = first % servers.size();
        }

        boolean on(Client message) {
            switch (message) {
                case Calls(long count) -> left = count;
                case Reply(long number) -> {
                    sum += number;
                    left--;
                }
            }
            if (left == 0) {
                return false;
            }
            context.ask(
                    Long.class,
                    servers.get(server),
                    TIMEOUT,
                    (ActorRef<Long> replyTo) -> new Call(replyTo, left),
                    (reply, failure) -> {
                        if (failure != null) {
                            throw new IllegalStateException(failure);
                        }
                        return new Reply(reply);
                    });
            server = server + 1 == servers.size() ? 0 : server + 1;
            return true;
        }
    }

    private static Behavior<Client> client(List<ActorRef<Call>> servers, int first, LongConsumer result) {
        return Behaviors.setup(context -> {
            Caller caller = new Caller(context, servers, first);
            return Behaviors.receiveMessage(message -> {
                if (caller.on(message)) {
                    return Behaviors.same();
                }
                result.accept(caller.sum);
                return Behaviors.stopped();
            });
        });
    }

    private Repetition call(int pairs, long calls) throws InterruptedException {
        BlockingQueue<Long> results = new LinkedBlockingQueue<>();
        List<ActorRef<Call>> servers = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            servers.add(root.spawn(server()));
        }
        List<ActorRef<Client>> clients = new ArrayList<>();
        for (int i = 1; i <= pairs; i++) {
            clients.add(root.spawn(client(servers, i, results::add)));
        }
        long start = System.nanoTime();
        clients.forEach(client -> client.tell(new Calls(calls / pairs)));
        Repetition result = Work.since(start, sum(results, pairs), calls);
        servers.forEach(root::stop);
        return result;
    }

    /** A driver asks each of n live actors in turn and waits for its answer. */
    private Repetition spread(long count) throws InterruptedException {
        BlockingQueue<List<ActorRef<Ping>>> ready = new LinkedBlockingQueue<>();
        ActorRef<String> parent = root.spawn(Behaviors.setup(context -> {
            List<ActorRef<Ping>> all = new ArrayList<>();
            for (long i = 0; i < count; i++) {
                all.add(context.spawnAnonymous(pong()));
            }
            ready.add(all);
            return Behaviors.receiveMessage(_ -> Behaviors.stopped());
        }));
        List<ActorRef<Ping>> all = Root.take(ready);
        BlockingQueue<Long> result = new LinkedBlockingQueue<>();
        ActorRef<Pong> driver = root.spawn(Behaviors.setup(context -> {
            long[] state = {0, 0};
            return Behaviors.receiveMessage(pong -> {
                state[1] += pong.number();
                if (state[0] == count) {
                    result.add(state[1]);
                    return Behaviors.stopped();
                }
                all.get((int) state[0]++).tell(new Ping(context.getSelf(), state[0] + 1));
                return Behaviors.same();
            });
        }));
        long start = System.nanoTime();
        driver.tell(new Pong(0));
        Repetition repetition = Work.since(start, Root.take(result), count);
        parent.tell("stop");
        return repetition;
    }
}
