package dev.moirai.bench.contender.moirai;

import dev.moirai.bench.contender.Work;
import dev.moirai.bench.harness.Repetition;
import dev.moirai.kernel.Node;
import dev.moirai.otp.Context;
import dev.moirai.otp.Next;
import dev.moirai.otp.Ref;
import dev.moirai.otp.Reply;
import dev.moirai.otp.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/** Servers that are asked. */
final class MoiraiServers {

    private final Node node;

    MoiraiServers(Node node) {
        this.node = node;
    }

    Map<String, Work> works() {
        return Map.of("call-1", size -> call(1, size), "call-64", size -> call(64, size));
    }

    record Add(long number, Reply<Long> to) {}

    /** Answers with one more. */
    static final class Adder implements Server<Add> {
        @Override
        public Next<Add> on(Add message, Context<Add> context) {
            message.to().ok(message.number() + 1);
            return Next.go();
        }
    }

    private record Begin() {}

    /** Asks its servers in turn, each time waiting for the answer. */
    private static final class Client implements Server<Begin> {
        private final List<Ref<Add>> servers;
        private final LongConsumer result;
        private int server;
        private long left;
        private long sum;

        Client(List<Ref<Add>> servers, int first, long calls, LongConsumer result) {
            this.servers = servers;
            this.server = first % servers.size();
            this.left = calls;
            this.result = result;
        }

        @Override
        public Next<Begin> on(Begin message, Context<Begin> context) {
            return askNext(context);
        }

        private Next<Begin> askNext(Context<Begin> context) {
            if (left == 0) {
                result.accept(sum);
                return Next.stop();
            }
            long number = left--;
            Ref<Add> next = servers.get(server);
            server = server + 1 == servers.size() ? 0 : server + 1;
            context.<Add, Long>ask(next, to -> new Add(number, to), answer -> {
                sum += answer.orThrow();
                return askNext(context);
            });
            return Next.go();
        }
    }

    private Repetition call(int pairs, long calls) throws InterruptedException {
        List<Ref<Add>> servers = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            servers.add(Server.spawn(node, Adder::new));
        }
        Results<Long> results = new Results<>();
        List<Ref<Begin>> clients = new ArrayList<>();
        for (int i = 1; i <= pairs; i++) {
            int first = i;
            clients.add(Server.spawn(node, () -> new Client(servers, first, calls / pairs, results::add)));
        }
        long start = System.nanoTime();
        clients.forEach(client -> node.send(client.pid(), new Begin()));
        long sum = 0;
        for (int i = 0; i < pairs; i++) {
            sum += results.take();
        }
        Repetition result = Work.since(start, sum, calls);
        servers.forEach(server -> node.kill(server.pid()));
        return result;
    }
}
