package dev.moirai.kernel.stress;

import dev.moirai.kernel.Body;
import dev.moirai.kernel.HostOptions;
import dev.moirai.kernel.Ledger;
import dev.moirai.kernel.MailboxLimit;
import dev.moirai.kernel.MailboxLimit.Overflow;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.NodeOptions;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Self;
import dev.moirai.kernel.Signal;
import dev.moirai.kernel.Spawn;
import dev.moirai.kernel.Step;
import dev.moirai.kernel.Watched;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Long runs on real threads: {@code bin/proof stress NAME [how many]}, with the names below. */
public final class Stress {
    private static final long PATIENCE_SECONDS = 3_600;
    /** How many workers a host keeps ready at most beside those at work. */
    private static final int RESERVE = 16;

    private static final int MEASURED = 500;
    private static final long PATIENCE_FOR_ONE_SECONDS = 20;

    private Stress() {}

    public static void main(String[] args) throws Exception {
        String name = args[0];
        long begin = System.nanoTime();
        String result = switch (name) {
            case "last-messages" -> lastMessages(count(args, 10_000_000));
            case "monitors" -> monitors(count(args, 10_000_000));
            case "storm" -> storm(count(args, 60));
            case "flood" -> flood(count(args, 100_000_000));
            case "overflow" -> overflow(count(args, 10_000));
            case "memory" -> memory(count(args, 100));
            case "hogs" -> hogs((int) count(args, 8));
            case "backlog" -> Backlog.signals();
            case "deadlines" -> Deadlines.enforced();
            case "dump" -> Dumps.ofProcesses(count(args, 1_000_000));
            default -> throw new IllegalArgumentException("no stress run is named " + name);
        };
        System.out.printf(Locale.ROOT, "%s: %s; %.1f s%n", name, result, (System.nanoTime() - begin) / 1e9);
        System.exit(0);
    }

    private static long count(String[] args, long standard) {
        return args.length > 1 ? Long.parseLong(args[1]) : standard;
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    private static String lastMessages(long pairs) throws Exception {
        long overtaken = LastMessages.overtaken(pairs);
        check(overtaken == 0, overtaken + " notices overtook a message");
        return String.format(Locale.ROOT, "%,d pairs, 0 notices of an end overtook the last message", pairs);
    }

    /** Watches processes that end while the watches are placed; each watch must be answered exactly once. */
    static String monitors(long count) throws Exception {
        int perTarget = 100;
        try (Node node = Node.start("monitors")) {
            Watched watcher = node.spawnWatched(Spawn.of(new Body() {
                private long placed;
                private long answered;

                @Override
                public Step advance(Self self, int budget) {
                    Object what;
                    while ((what = self.take()) != null) {
                        answered += what instanceof Signal.Down ? 1 : 0;
                    }
                    while (placed < count && placed - answered < 10 * perTarget) {
                        Pid target = self.spawn((dying, _) -> dying.take() == null ? Step.WAITING : Step.done());
                        for (int i = 0; i < perTarget; i++) {
                            if (i == perTarget / 2) {
                                self.send(target, "end");
                            }
                            self.monitor(target);
                        }
                        placed += perTarget;
                    }
                    check(answered <= placed, answered + " answers to " + placed + " monitors");
                    return answered == placed && placed >= count ? Step.done() : Step.WAITING;
                }
            }));
            String end = watcher.exit().get(PATIENCE_SECONDS, TimeUnit.SECONDS).toString();
            check(end.equals("normal"), end);
            return String.format(Locale.ROOT, "%,d monitors, each answered exactly once", count);
        }
    }

    /** Processes that crash as fast as a starter can start them, and what the heap does meanwhile. */
    static String storm(long seconds) throws Exception {
        try (Node node = Node.start("storm")) {
            AtomicLong crashes = new AtomicLong();
            Watched starter = node.spawnWatched(Spawn.of(new Body() {
                private long begin;
                private long down;
                private long begun;

                @Override
                public Step advance(Self self, int budget) {
                    begin = begin == 0 ? self.nanoTime() : begin;
                    boolean over = self.nanoTime() - begin > TimeUnit.SECONDS.toNanos(seconds);
                    while (self.take() != null) {
                        down++;
                    }
                    while (!over && begun - down < 1_000) {
                        begun++;
                        self.spawn(Spawn.of((_, _) -> {
                                    throw new IllegalStateException("crash");
                                })
                                .monitored());
                    }
                    crashes.set(down);
                    return over && down == begun ? Step.done() : Step.WAITING;
                }
            }));
            List<Long> heaps = new ArrayList<>();
            while (!starter.exit().isDone()) {
                node.await(starter.exit(), Duration.ofMillis(Math.max(500, seconds * 100)));
                heaps.add(usedAfterCollection());
            }
            long first = heaps.getFirst();
            long last = heaps.getLast();
            check(last < first + (8 << 20), "the heap grew from " + first + " to " + last);
            return String.format(
                    Locale.ROOT,
                    "%,d crashes, %,d each second; heap after a full collection %.1f MB at first, %.1f MB at last",
                    crashes.get(),
                    crashes.get() / seconds,
                    first / 1e6,
                    last / 1e6);
        }
    }

    private static long usedAfterCollection() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** A process that never takes, under every policy that must not grow; run with -Xmx512m. */
    static String flood(long messages) throws Exception {
        StringBuilder table = new StringBuilder("messages into a process that never takes:");
        for (Overflow overflow : new Overflow[] {Overflow.FAIL, Overflow.DROP_NEWEST, Overflow.DROP_OLDEST}) {
            try (Node node = Node.start("flood")) {
                MailboxLimit limit = MailboxLimit.of(100_000).withOverflow(overflow);
                Pid sleeper = node.spawn(Spawn.of((self, _) ->
                                self.take(Signal.Cancel.class::isInstance) != null ? Step.done() : Step.WAITING)
                        .withMailbox(limit));
                for (long i = 0; i < messages; i++) {
                    node.send(sleeper, "message");
                }
                node.info(sleeper).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                Ledger ledger = node.ledger();
                check(ledger.isBalanced(), overflow + ": " + ledger);
                check(ledger.sent() + ledger.refused() == messages, overflow + ": " + ledger);
                table.append("\n  ").append(overflow).append(": ").append(ledger);
            }
        }
        return table.toString();
    }

    /** Bodies that never return, all at once; how late timers of others are meanwhile, and who is left afterwards. */
    static String hogs(int count) throws Exception {
        AtomicBoolean mayReturn = new AtomicBoolean();
        List<Long> delays = new ArrayList<>();
        try (Node node = Node.start("hogs")) {
            long pause = Duration.ofMillis(1).toNanos();
            CompletableFuture<Void> measured = new CompletableFuture<>();
            node.spawn(new Body() {
                private long due;

                @Override
                public Step advance(Self self, int budget) {
                    if (self.take(Signal.Cancel.class::isInstance) != null) {
                        return Step.done();
                    }
                    if (due == 0 || self.take() != null) {
                        long now = self.nanoTime();
                        if (due != 0) {
                            delays.add(now - due);
                        }
                        if (delays.size() == MEASURED) {
                            measured.complete(null);
                        } else {
                            due = now + pause;
                            self.sendAt(due, "ping");
                        }
                    }
                    return Step.WAITING;
                }
            });
            for (int i = 0; i < count; i++) {
                node.spawn((_, _) -> {
                    while (!mayReturn.get()) {
                        Thread.onSpinWait();
                    }
                    return Step.done();
                });
            }
            measured.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            mayReturn.set(true);
            long begin = System.nanoTime();
            while (workersOf("hogs") > Runtime.getRuntime().availableProcessors() + RESERVE
                    && System.nanoTime() - begin < 10_000_000_000L) {
                Thread.onSpinWait();
            }
            return String.format(
                    Locale.ROOT,
                    "%d hogs at once; lateness of %,d timers of others: %s; %d workers once they returned, with the reserve",
                    count,
                    delays.size(),
                    Latenesses.of(delays.stream().mapToLong(Long::longValue)),
                    workersOf("hogs"));
        }
    }

    private static long workersOf(String node) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("moirai-" + node + "-main"))
                .count();
    }

    private static String endOf(Node node, Watched process) throws Exception {
        try {
            return process.exit()
                    .get(PATIENCE_FOR_ONE_SECONDS, TimeUnit.SECONDS)
                    .toString();
        } catch (TimeoutException _) {
            System.out.println(node.ledger() + "\n" + node.dump()); // now: the node may be slow to stop
            throw new AssertionError(
                    "nothing was heard of the end of " + process.pid() + " in " + PATIENCE_FOR_ONE_SECONDS + " s");
        }
    }

    /** Stacks that end at random depths, among them inside runtime calls that others wait for. */
    static String overflow(long count) throws Exception {
        try (Node node = Node.start("overflow")) {
            AtomicLong received = new AtomicLong();
            AtomicLong sent = new AtomicLong();
            AtomicLong told = new AtomicLong();
            Pid listener = node.spawn(Spawn.of((self, _) -> {
                        Object what;
                        while ((what = self.take()) != null) {
                            if (what instanceof Signal.Cancel) {
                                return Step.done();
                            }
                            (what instanceof Signal.Exit ? told : received).incrementAndGet();
                        }
                        return Step.WAITING;
                    })
                    .trappingExits()); // a victim may stay linked
            SplittableRandom random = new SplittableRandom(7);
            for (long i = 0; i < count; i++) {
                int frames = random.nextInt(64);
                Watched victim = node.spawnWatched(Spawn.of((self, _) -> {
                    sent.addAndGet(descend(self, listener, frames, 0));
                    throw new StackOverflowError("reached");
                }));
                String end = endOf(node, victim);
                check(end.contains("StackOverflowError"), end);
            }
            long begin = System.nanoTime();
            while (received.get() < sent.get() && System.nanoTime() - begin < 60_000_000_000L) {
                Thread.onSpinWait();
            }
            check(
                    received.get() >= sent.get(),
                    sent + " sends returned, but only " + received + " messages came; " + node.dump());
            // Whoever lives must still be able to do everything.
            check(LastMessages.overtaken(1_000) == 0, "order");
            Watched after = node.spawnWatched(Spawn.of((self, _) -> {
                self.register("after");
                self.sendAfter(Duration.ofMillis(1), "timer");
                return self.take() == null ? Step.WAITING : Step.done();
            }));
            check(after.exit().get(60, TimeUnit.SECONDS).toString().equals("normal"), "a process after the storm");
            Ledger ledger = node.ledger();
            return String.format(
                    Locale.ROOT,
                    "%,d stacks overflowed, each process told; %,d sends had returned, %,d arrived; %,d ends told through links;"
                            + " ledger off by %d",
                    count,
                    sent.get(),
                    received.get(),
                    told.get(),
                    ledger.sent() - ledger.handled() - ledger.dropped() - ledger.deadLettered() - ledger.queued());
        }
    }

    /** Goes down until the stack ends, calling the runtime on the way back up at the very end; how many sends returned. */
    private static long descend(Self self, Pid listener, int padding, long depth) {
        long returned = 0;
        try {
            returned = descend(self, listener, padding, depth + 1);
        } catch (StackOverflowError end) {
            if (padding > 0) {
                return 0; // leave some room, differently each time
            }
            throw end;
        }
        if (returned < 8) {
            try {
                self.send(listener, "deep");
                returned++;
                self.monitor(listener);
                self.link(listener);
                self.unlink(listener);
            } catch (StackOverflowError _) {
                return returned; // the call failed as a whole, or was completed by others
            }
        }
        return returned;
    }

    /** Processes that take all memory there is, one after the other; run with -Xmx256m. */
    static String memory(long hogs) throws Exception {
        try (Node node = Node.start(NodeOptions.named("memory").withHost(HostOptions.named("main")))) {
            AtomicLong beats = new AtomicLong();
            Watched heart = node.spawnWatched(Spawn.of(new Heart(beats)));
            long collateral = 0;
            long ended = 0;
            for (long i = 0; i < hogs; i++) {
                Watched hog = node.spawnWatched(Spawn.of(new Body() {
                    private final List<byte[]> hoard = new ArrayList<>();

                    @Override
                    public Step advance(Self self, int budget) {
                        while (hoard.size() < 1_000_000) {
                            hoard.add(new byte[1 << 16]);
                        }
                        return Step.done();
                    }
                }));
                String end = endOf(node, hog);
                ended += end.contains("OutOfMemoryError") ? 1 : 0;
                if (heart.exit().isDone()) {
                    check(heart.exit().get().toString().contains("OutOfMemoryError"), "" + heart.exit());
                    collateral++;
                    heart = node.spawnWatched(Spawn.of(new Heart(beats)));
                }
            }
            long before = beats.get();
            long begin = System.nanoTime();
            while (beats.get() < before + 10 && System.nanoTime() - begin < 30_000_000_000L) {
                Thread.onSpinWait();
            }
            check(beats.get() >= before + 10, "timers do not come any more\n" + node.dump());
            check(LastMessages.overtaken(1_000) == 0, "order");
            check(node.ledger().isBalanced(), node.ledger().toString());
            return String.format(
                    Locale.ROOT,
                    "%d hogs, %d ended by OutOfMemoryError and were told; a bystander met it, too, %d times",
                    hogs,
                    ended,
                    collateral);
        }
    }

    /** A bystander that needs memory and timers. */
    private static final class Heart implements Body {
        private final AtomicLong beats;
        private boolean armed;

        Heart(AtomicLong beats) {
            this.beats = beats;
        }

        @Override
        public Step advance(Self self, int budget) {
            Object what = self.take();
            if (what instanceof Signal.Cancel) {
                return Step.done();
            }
            if (!armed || what != null) {
                armed = true;
                beats.incrementAndGet();
                self.sendAfter(Duration.ofMillis(5), "beat");
            }
            return Step.WAITING;
        }
    }
}
