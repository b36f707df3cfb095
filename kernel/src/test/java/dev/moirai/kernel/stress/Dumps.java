package dev.moirai.kernel.stress;

import dev.moirai.kernel.Node;
import dev.moirai.kernel.NodeOptions;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Self;
import dev.moirai.kernel.Step;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;

/** The dump of very many processes: how long it takes, and how large it is. */
final class Dumps {
    private static final int CHILDREN = 1_000;
    private static final int TIMES = 5;

    private Dumps() {}

    /** Supervisors of a thousand processes each, one of which has a message that it does not take. */
    static String ofProcesses(long count) throws Exception {
        long parents = Math.max(1, count / CHILDREN);
        CountDownLatch born = new CountDownLatch((int) parents);
        try (Node node = Node.start(NodeOptions.named("dumped"))) {
            for (long i = 0; i < parents; i++) {
                node.spawn((self, _) -> {
                    if (self.take() == null) {
                        family(self);
                        born.countDown();
                    }
                    return Step.WAITING;
                });
            }
            born.await();
            long best = Long.MAX_VALUE;
            String dump = "";
            for (int i = 0; i < TIMES; i++) {
                long begin = System.nanoTime();
                dump = node.dump();
                best = Math.min(best, System.nanoTime() - begin);
            }
            return String.format(
                    Locale.ROOT,
                    "%,d processes: %.2f MB of text in %.2f s (best of %d)",
                    node.population(),
                    dump.getBytes(StandardCharsets.UTF_8).length / 1e6,
                    best / 1e9,
                    TIMES);
        }
    }

    private static void family(Self self) {
        Pid last = self.pid();
        for (int i = 0; i < CHILDREN; i++) {
            last = self.spawn((_, _) -> Step.WAITING);
        }
        self.send(last, "unread");
    }
}
