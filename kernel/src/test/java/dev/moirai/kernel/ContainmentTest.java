package dev.moirai.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What goes wrong in one process, or in code its owner hung into the node, stays there. */
class ContainmentTest {
    private static final ExitReason FAILED = new ExitReason.Failed("test");

    /** O2: what is told of a crash does not grow with what waited in the mailbox. */
    @Test
    void o2ACrashWithAMillionMessagesWaitingIsToldInFewWordsAndLittleMemory() throws Exception {
        try (Node node = Node.start("o2")) {
            AtomicBoolean crash = new AtomicBoolean();
            Watched victim = node.spawnWatched(Spawn.of((_, _) -> {
                        if (crash.get()) {
                            throw new IllegalStateException("crash");
                        }
                        return Step.WAITING;
                    })
                    .withMailbox(MailboxLimit.of(1_000_000)));
            for (int i = 0; i < 999_999; i++) {
                node.send(victim.pid(), "message");
            }
            node.info(victim.pid()).get(60, TimeUnit.SECONDS);
            long before = used();
            crash.set(true);
            node.send(victim.pid(), "now");

            ExitReason reason = victim.exit().get(60, TimeUnit.SECONDS);

            assertThat(used() - before).isLessThan(8 << 20); // a word for each message would be more
            assertThat(reason.toString().length()).isLessThan(16 << 10);
            assertThat(node.ledger()).matches(Ledger::isBalanced, "balanced");
        }
    }

    private static long used() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Nested
    class WhenMemoryEnds {
        private final Stage stage = new Stage();

        /** A name in whose hash memory runs out: so it does inside the kernel, at a moment of the test's choice. */
        private static final class Name {
            private int failures;

            @Override
            public int hashCode() {
                if (failures > 0) {
                    failures--;
                    throw new OutOfMemoryError("as the test wanted");
                }
                return 7;
            }

            @Override
            public boolean equals(@Nullable Object other) {
                return this == other;
            }
        }

        /** O11: it must not leave the system half dead. */
        @Test
        void o11ADeathIsToldToAllExactlyOnceHoweverOftenMemoryEndsMeanwhile() {
            Name name = new Name();
            Stage.Puppet victim = stage.puppet();
            Stage.Puppet watcher = stage.puppet();
            Stage.Puppet linked = stage.trapper();
            victim.does(self -> self.register(name));
            watcher.does(self -> self.monitor(victim.pid()));
            linked.does(self -> self.link(victim.pid()));
            name.failures = 3;

            victim.ends(FAILED);

            assertThat(name.failures).isZero();
            assertThat(watcher.got(Signal.Down.class))
                    .singleElement()
                    .satisfies(down -> assertThat(down.reason()).isEqualTo(FAILED));
            assertThat(linked.got(Signal.Exit.class)).hasSize(1);
            assertThat(stage.node.names().lookup(name)).isNull();
            assertThat(stage.node.population()).isEqualTo(2);
            assertThat(stage.node.ledger()).matches(Ledger::isBalanced, "balanced");
        }

        @Test
        void o11TheProcessThatMetItEndsAndNobodyElse() {
            Stage.Puppet bystander = stage.puppet();
            Stage.Puppet victim = stage.puppet();
            OutOfMemoryError error = new OutOfMemoryError("as the test wanted");

            victim.does(_ -> {
                throw error;
            });

            assertThat(stage.endOf(victim)).isEqualTo(new ExitReason.Crash(error));
            assertThat(stage.endOf(bystander)).isNull();
        }

        @Test
        void aBirthThatFailsHalfWayLeavesNothing() {
            Name name = new Name();
            Stage.Puppet parent = stage.puppet();
            List<Throwable> thrown = new ArrayList<>();

            parent.does(self -> {
                name.failures = 1;
                try {
                    self.spawn(Spawn.of((_, _) -> Step.WAITING).linked().named(name));
                } catch (OutOfMemoryError error) {
                    thrown.add(error);
                }
            });

            assertThat(thrown).hasSize(1);
            assertThat(stage.node.population()).isEqualTo(1);
            assertThat(stage.node.processes()).containsExactly(parent.pid());
        }
    }

    @Nested
    class WhenTheStackEnds {
        private static long descend(Self self, Pid listener) {
            long sent;
            try {
                sent = descend(self, listener);
            } catch (StackOverflowError _) {
                sent = 0;
            }
            if (sent < 4) {
                try {
                    self.send(listener, "deep");
                    sent++;
                    self.monitor(listener);
                } catch (StackOverflowError _) {
                    return sent; // it ended in the call
                }
            }
            return sent;
        }

        /** O11: deep inside runtime calls as well; whoever was called upon still runs, and everything is accounted for. */
        @Test
        void o11TheProcessEndsAndWhatItHadDoneHolds() throws Exception {
            try (Node node = Node.start("o11")) {
                AtomicInteger received = new AtomicInteger();
                CompletableFuture<Void> all = new CompletableFuture<>();
                Pid listener = node.spawn((self, _) -> {
                    while (self.take("deep"::equals) != null) {
                        received.incrementAndGet();
                    }
                    if (self.take("check"::equals) != null) {
                        all.complete(null);
                    }
                    return self.take() == null ? Step.WAITING : Step.done();
                });
                long sent = 0;
                for (int i = 0; i < 50; i++) {
                    CompletableFuture<Long> count = new CompletableFuture<>();
                    Watched victim = node.spawnWatched(Spawn.of((self, _) -> {
                        count.complete(descend(self, listener));
                        throw new StackOverflowError("in the end");
                    }));
                    assertThat(victim.exit().get(60, TimeUnit.SECONDS).toString())
                            .contains("StackOverflowError");
                    sent += count.get();
                }
                node.send(listener, "check");
                all.get(60, TimeUnit.SECONDS);

                assertThat(received).hasValueGreaterThanOrEqualTo((int) sent);
                assertThat(node.ledger()).matches(Ledger::isBalanced, "balanced");
            }
        }

        /** Calls {@code deed} in each of the {@code calls} deepest frames there is room for. */
        private static int atTheEndOfTheStack(Runnable deed, int calls) {
            int left;
            try {
                left = atTheEndOfTheStack(deed, calls);
            } catch (StackOverflowError _) {
                left = calls;
            }
            if (left == 0) {
                return 0;
            }
            try {
                deed.run();
            } catch (StackOverflowError _) {
                // it ended in the call
            }
            return left - 1;
        }

        private Watched doAtTheEndOfTheStack(Node node, Consumer<Self> before, Consumer<Self> deed) {
            return node.spawnWatched(Spawn.of((self, _) -> {
                before.accept(self);
                atTheEndOfTheStack(() -> deed.accept(self), 60);
                return Step.done();
            }));
        }

        /** O11: the lock of a timer wheel was once kept by who took it with its last frame, and time stood still. */
        @Test
        void o11TimersGoOnWhoeverArmsOrDisarmsOne() throws Exception {
            try (Node node = Node.start("o11-timers")) {
                for (int i = 0; i < 50; i++) {
                    Deque<Timer> armed = new ArrayDeque<>();
                    Watched victim = doAtTheEndOfTheStack(
                            node,
                            self -> {
                                for (int k = 0; k < 100; k++) {
                                    armed.add(self.sendAfter(Duration.ofHours(1), "never"));
                                }
                            },
                            self -> {
                                self.sendAfter(Duration.ofMillis(1), "soon");
                                self.cancel(armed.remove());
                            });
                    assertThat(victim.exit().get(60, TimeUnit.SECONDS)).isEqualTo(ExitReason.NORMAL);
                }

                for (int i = 0; i < 8; i++) { // on all workers
                    Watched alarm = node.spawnWatched(Spawn.of(new Body() {
                        private boolean armed;

                        @Override
                        public Step advance(Self self, int budget) {
                            if (!armed) {
                                armed = true;
                                self.sendAfter(Duration.ofMillis(1), "now");
                            }
                            return self.take() == null ? Step.WAITING : Step.done();
                        }
                    }));
                    assertThat(alarm.exit().get(60, TimeUnit.SECONDS)).isEqualTo(ExitReason.NORMAL);
                }
            }
        }

        /** O11: a worker once slept for ever when the stack ended between choosing and waking it. */
        @Test
        void o11NoWorkerIsLostWhoeverWakesIt() throws Exception {
            HostOptions two = HostOptions.named("main").withWorkers(2);
            try (Node node = Node.start(NodeOptions.named("o11-workers").withHost(two))) {
                List<Pid> idle = new ArrayList<>();
                for (int i = 0; i < 4; i++) { // more than one, so that another worker is called to help
                    idle.add(node.spawn((self, _) -> {
                        Object what = self.take();
                        return what == null ? Step.WAITING : what.equals("work") ? Step.READY : Step.done();
                    }));
                }
                for (int i = 0; i < 50; i++) {
                    Watched victim =
                            doAtTheEndOfTheStack(node, _ -> {}, self -> idle.forEach(pid -> self.send(pid, "work")));
                    assertThat(victim.exit().get(60, TimeUnit.SECONDS)).isEqualTo(ExitReason.NORMAL);
                }

                CyclicBarrier meeting = new CyclicBarrier(2);
                Body comes = (_, _) -> {
                    meeting.await(60, TimeUnit.SECONDS);
                    return Step.done();
                };
                Watched one = node.spawnWatched(Spawn.of(comes));
                Watched other = node.spawnWatched(Spawn.of(comes));
                assertThat(one.exit().get(60, TimeUnit.SECONDS)).isEqualTo(ExitReason.NORMAL);
                assertThat(other.exit().get(60, TimeUnit.SECONDS)).isEqualTo(ExitReason.NORMAL);
            }
        }
    }

    @Nested
    class HooksOfTheOwner {
        @Test
        void whatTheyThrowCostsNobodyANotice() {
            Tracer throwing = new Tracer() {
                @Override
                public void exited(Pid pid, ExitReason reason) {
                    throw new IllegalStateException("tracer");
                }

                @Override
                public void signalled(Pid to, Signal signal) {
                    throw new IllegalStateException("tracer");
                }
            };
            Simulation simulation = new Simulation(
                    1, NodeOptions.named("hooks").withTracer(throwing).withDeadLetters((_, _, _) -> {
                        throw new IllegalStateException("dead letters");
                    }));
            Node node = simulation.node();
            Pid victim = node.spawn(
                    (self, _) -> self.take(Signal.Cancel.class::isInstance) == null ? Step.WAITING : Step.done());
            CompletableFuture<ExitReason> exit = node.exitOf(victim);
            node.send(victim, "never taken");

            node.cancel(victim, "enough", null);
            simulation.run();

            assertThat(exit).isCompletedWithValue(ExitReason.NORMAL);
            assertThat(node.ledger().deadLettered()).isEqualTo(1);
        }

        /** O12: user code that blocks must not block those who only use the same node. */
        @Test
        void o12NoLockOfTheNodeIsHeldWhileTheyRun() throws Exception {
            CountDownLatch inside = new CountDownLatch(3);
            CountDownLatch mayReturn = new CountDownLatch(1);
            AtomicBoolean blocks = new AtomicBoolean();
            Runnable block = () -> {
                if (blocks.get()) {
                    inside.countDown();
                    try {
                        mayReturn.await();
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                }
            };
            Tracer tracer = new Tracer() {
                @Override
                public void spawned(Pid pid, @Nullable Pid parent) {
                    block.run();
                }

                @Override
                public void exited(Pid pid, ExitReason reason) {
                    block.run();
                }
            };
            Node node =
                    Node.start(NodeOptions.named("o12").withTracer(tracer).withDeadLetters((_, _, _) -> block.run()));
            try {
                Pid victim = node.spawn((_, _) -> Step.WAITING);
                Pid dead = node.spawn((_, _) -> Step.done());
                node.exitOf(dead).get(60, TimeUnit.SECONDS);
                blocks.set(true);
                Thread.ofVirtual().start(() -> node.spawn((_, _) -> Step.WAITING)); // blocks in spawned
                Thread.ofPlatform().daemon().start(() -> node.send(dead, "hello")); // in the dead-letter hook
                node.kill(victim); // a worker, in exited
                assertThat(inside.await(60, TimeUnit.SECONDS)).isTrue();
                blocks.set(false);

                CompletableFuture<Object> beat = new CompletableFuture<>();
                Watched other = node.spawnWatched(Spawn.of(new Body() {
                            private boolean armed;

                            @Override
                            public Step advance(Self self, int budget) {
                                if (!armed) {
                                    armed = true;
                                    self.register("other");
                                    self.sendAfter(Duration.ofMillis(1), "beat");
                                }
                                Object what = self.take();
                                if (what != null) {
                                    beat.complete(what);
                                }
                                return Step.WAITING;
                            }
                        })
                        .named("named"));
                assertThat(beat.get(60, TimeUnit.SECONDS)).isEqualTo("beat");
                assertThat(node.info(other.pid()).get(60, TimeUnit.SECONDS)).isNotNull();
                assertThat(node.dump()).contains("named");
                node.kill(other.pid());
                assertThat(other.exit().get(60, TimeUnit.SECONDS)).isEqualTo(ExitReason.KILLED);
            } finally {
                blocks.set(false);
                mayReturn.countDown();
                node.stop(Duration.ZERO);
            }
        }
    }
}
