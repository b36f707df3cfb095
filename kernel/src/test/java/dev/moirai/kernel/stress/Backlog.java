package dev.moirai.kernel.stress;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.MailboxLimit;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.NodeOptions;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Signal;
import dev.moirai.kernel.Spawn;
import dev.moirai.kernel.Step;
import dev.moirai.kernel.Tracer;
import dev.moirai.kernel.Watched;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** How soon a signal takes effect on a process before which a million messages wait. */
final class Backlog {
    private static final int MESSAGES = 1_000_000;
    private static final int ROUNDS = 20;
    private static final int WARM_UP = 10;
    private static final long PATIENCE_SECONDS = 60;

    private Backlog() {}

    /** When the process in question was gone, and when whoever watched it had been told, after the signal to end it. */
    private record End(long gone, long told) {}

    private static final class LastEnd implements Tracer {
        private volatile long at;

        @Override
        public void exited(Pid pid, ExitReason reason) {
            if (reason instanceof ExitReason.Killed) {
                at = System.nanoTime();
            }
        }
    }

    /** Kills, and cancels, processes that never take what waits for them. */
    static String signals() throws Exception {
        List<End> kills = new ArrayList<>();
        List<Long> cancels = new ArrayList<>();
        LastEnd lastEnd = new LastEnd();
        try (Node node = Node.start(NodeOptions.named("backlog").withTracer(lastEnd))) {
            for (int round = 0; round < WARM_UP + ROUNDS; round++) {
                End kill = untilKilled(node, lastEnd);
                long cancel = untilCancelIsSeen(node);
                if (round >= WARM_UP) {
                    kills.add(kill);
                    cancels.add(cancel);
                }
            }
        }
        return String.format(
                Locale.ROOT,
                "behind %,d messages: a killed process is gone after %s, and its end told after %s; a cancel is seen after %s",
                MESSAGES,
                Latenesses.of(kills.stream().mapToLong(End::gone)),
                Latenesses.of(kills.stream().mapToLong(End::told)),
                Latenesses.of(cancels.stream().mapToLong(Long::longValue)));
    }

    private static Watched flooded(Node node, Spawn spawn) throws Exception {
        Watched process = node.spawnWatched(spawn.withMailbox(MailboxLimit.of(2 * MESSAGES)));
        for (int i = 0; i < MESSAGES; i++) {
            node.send(process.pid(), "message");
        }
        node.info(process.pid()).get(PATIENCE_SECONDS, TimeUnit.SECONDS); // by now it has received them all
        return process;
    }

    private static End untilKilled(Node node, LastEnd lastEnd) throws Exception {
        AtomicLong told = new AtomicLong();
        Watched idle = flooded(node, Spawn.of((_, _) -> Step.WAITING));
        var heard = idle.exit().thenRun(() -> told.set(System.nanoTime()));
        long begin = System.nanoTime();
        node.kill(idle.pid());
        heard.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return new End(lastEnd.at - begin, told.get() - begin);
    }

    private static long untilCancelIsSeen(Node node) throws Exception {
        AtomicLong seen = new AtomicLong();
        Watched idle = flooded(node, Spawn.of((self, _) -> {
            if (self.takeNew(Signal.Cancel.class::isInstance) == null) {
                return Step.WAITING;
            }
            seen.set(System.nanoTime());
            return Step.done();
        }));
        long begin = System.nanoTime();
        node.cancel(idle.pid(), "enough", Duration.ofMinutes(1));
        idle.exit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return seen.get() - begin;
    }
}
