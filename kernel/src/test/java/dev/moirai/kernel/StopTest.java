package dev.moirai.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class StopTest {
    private static final Body OBEDIENT =
            (self, _) -> self.take(Signal.Cancel.class::isInstance) != null ? Step.done() : Step.WAITING;
    private static final Body DEAF = (_, _) -> Step.WAITING;

    private final Stage stage = new Stage();
    private final Node node = stage.node;

    @Test
    void isCleanWhenEverybodyEndsInTime() {
        for (int i = 0; i < 10; i++) {
            node.spawn(OBEDIENT);
        }

        StopReport report = node.stop(Duration.ofSeconds(10));

        assertThat(report.isClean()).isTrue();
        assertThat(report.ended()).isEqualTo(10);
        assertThat(node.population()).isZero();
    }

    /** T1: one deadline for everything, however many do not listen; the report names who was killed. */
    @Test
    void t1OneDeadlineCoversEverything() {
        Pid deaf = node.spawn(DEAF);
        Pid alsoDeaf = node.spawn(DEAF);
        node.spawn(OBEDIENT);
        long begin = stage.simulation.clock().nanoTime();

        StopReport report = node.stop(Duration.ofSeconds(10));

        assertThat(Duration.ofNanos(stage.simulation.clock().nanoTime() - begin))
                .isBetween(Duration.ofSeconds(10), Duration.ofMillis(10_200));
        assertThat(report.isClean()).isFalse();
        assertThat(report.killed()).containsExactlyInAnyOrder(deaf, alsoDeaf);
        assertThat(node.population()).isZero();
    }

    /** T1, in the small: after the deadline the killed get one short grace, and whoever does not die then is left behind. */
    @Test
    void t1WhoIsStillThereAtTheDeadlineGetsOneShortGrace() {
        node.spawn(DEAF);
        List<Duration> waits = new ArrayList<>();

        StopReport report = new Stop(node, impatient(waits), node.hosts()).within(Duration.ofSeconds(10));

        assertThat(report.killed()).hasSize(1);
        assertThat(waits).first().isEqualTo(Duration.ofSeconds(10));
        assertThat(waits.stream().reduce(Duration.ZERO, Duration::plus)).isLessThan(Duration.ofMillis(10_200));
    }

    /** An engine on which nothing ever happens in time; it notes how long was waited. */
    private static Engine impatient(List<Duration> waits) {
        return (Engine) Proxy.newProxyInstance(
                Engine.class.getClassLoader(), new Class<?>[] {Engine.class}, (_, method, arguments) -> {
                    if (method.getName().equals("await")) {
                        waits.add((Duration) arguments[1]);
                        return false;
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    /** T4: what is under way is finished before the end, not cut off. */
    @Test
    void t4WorkUnderWayIsFinishedWithinTheDeadline() {
        AtomicInteger done = new AtomicInteger();
        node.spawn(new Body() {
            private boolean asked;

            @Override
            public Step advance(Self self, int budget) {
                if (!asked && self.take(Signal.Cancel.class::isInstance) != null) {
                    asked = true;
                    self.sendAfter(Duration.ofSeconds(3), "finished");
                }
                if (self.take("finished"::equals) != null) {
                    done.incrementAndGet();
                    return Step.done();
                }
                return Step.WAITING;
            }
        });

        StopReport report = node.stop(Duration.ofSeconds(10));

        assertThat(report.isClean()).isTrue();
        assertThat(done).hasValue(1);
    }

    @Test
    void spawnsAreRefusedFromItsStart() {
        CompletableFuture<Throwable> refused = new CompletableFuture<>();
        node.spawn((self, _) -> {
            if (self.take(Signal.Cancel.class::isInstance) != null) {
                try {
                    self.spawn(OBEDIENT);
                } catch (SpawnRefused thrown) {
                    refused.complete(thrown);
                }
                return Step.done();
            }
            return Step.WAITING;
        });

        node.stop(Duration.ofSeconds(1));

        assertThat(refused).isCompleted();
        assertThatThrownBy(() -> node.spawn(OBEDIENT)).isInstanceOf(SpawnRefused.class);
    }

    @Nested
    class OnRealThreads {
        /** T2: an exit from inside, met by a hook that stops the node, must not wait for itself. */
        @Test
        void t2SystemExitInAProcessMeetsAShutdownHookThatStopsTheNode() throws Exception {
            assertThat(endOfJvm("exit")).isEqualTo(3);
        }

        /** T3: a node nobody stopped does not keep its JVM up. */
        @Test
        void t3AJvmEndsAlthoughANodeStillRuns() throws Exception {
            assertThat(endOfJvm("return")).isZero();
        }

        @Test
        void t3AStoppedNodeLeavesNoThread() throws Exception {
            Node real = Node.start("threads");
            real.open(HostOptions.named("further").withWorkers(3));
            real.spawn(OBEDIENT);
            List<Thread> threads = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().startsWith("moirai-threads-"))
                    .toList();
            assertThat(threads).hasSizeGreaterThan(3);

            real.stop(Duration.ofSeconds(10));

            for (Thread thread : threads) {
                assertThat(thread.join(Duration.ofSeconds(60)))
                        .as(thread.getName())
                        .isTrue();
            }
        }

        /** The exit code of a JVM that runs {@link Leaving}. */
        private static int endOfJvm(String how) throws Exception {
            String java =
                    Path.of(System.getProperty("java.home"), "bin", "java").toString();
            java.lang.Process jvm = new ProcessBuilder(
                            java,
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            placeOf(Node.class)
                                    + File.pathSeparator
                                    + placeOf(Leaving.class)
                                    + File.pathSeparator
                                    + placeOf(LoggerFactory.class)
                                    + File.pathSeparator
                                    + placeOf(Nullable.class),
                            Leaving.class.getName(),
                            how)
                    .inheritIO()
                    .start();
            try {
                assertThat(jvm.waitFor(60, TimeUnit.SECONDS)).isTrue();
                return jvm.exitValue();
            } finally {
                jvm.destroyForcibly();
            }
        }

        private static String placeOf(Class<?> type) throws Exception {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        }

        /** T5: a write nobody reads the other end of cannot be interrupted; stopping goes on without it. */
        @Test
        void t5AProcessStuckInAWriteIsAbandonedAtTheDeadline() throws Exception {
            try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    Socket mute = new Socket(server.getInetAddress(), server.getLocalPort());
                    Socket full = server.accept()) {
                CountDownLatch writing = new CountDownLatch(1);
                Node real = Node.start("stuck");
                Pid writer = real.spawn((_, _) -> {
                    byte[] much = new byte[1 << 20];
                    writing.countDown();
                    while (true) {
                        full.getOutputStream().write(much); // mute never reads
                    }
                });
                writing.await();
                CompletableFuture<StopReport> stopped =
                        CompletableFuture.supplyAsync(() -> real.stop(Duration.ofMillis(200)));

                StopReport report = stopped.get(60, TimeUnit.SECONDS);

                assertThat(mute.isConnected()).isTrue();
                assertThat(report.killed()).contains(writer);
                assertThat(report.abandoned()).extracting(Zombie::pid).containsExactly(writer);
            }
        }

        /** Never returns by itself. */
        private static Body spinning(CountDownLatch begun, CountDownLatch mayReturn) {
            return (_, _) -> {
                begun.countDown();
                while (mayReturn.getCount() > 0) {
                    Thread.onSpinWait();
                }
                return Step.WAITING;
            };
        }

        /** T6: code that never returns does not keep a node from stopping; it is reported with its stack. */
        @Test
        void t6CodeThatNeverReturnsIsAbandonedAtTheDeadlineAndReported() throws Exception {
            CountDownLatch looping = new CountDownLatch(1);
            CountDownLatch mayReturn = new CountDownLatch(1);
            Node real = Node.start("abandoned");
            try {
                Pid hog = real.spawn(spinning(looping, mayReturn));
                looping.await();
                CompletableFuture<StopReport> report =
                        CompletableFuture.supplyAsync(() -> real.stop(Duration.ofMillis(200)));

                StopReport stopped = report.get(60, TimeUnit.SECONDS);

                assertThat(stopped.killed()).contains(hog);
                assertThat(stopped.abandoned()).singleElement().satisfies(zombie -> {
                    assertThat(zombie.pid()).isEqualTo(hog);
                    assertThat(zombie.stack().toString()).contains("StopTest");
                });
            } finally {
                mayReturn.countDown();
            }
        }

        /** T6: nor does it stay out of the report when the watchdog has had no time to look at it. */
        @Test
        void t6CodeThatRunsOnIsReportedThoughNobodyHasFoundItYet() throws Exception {
            CountDownLatch looping = new CountDownLatch(1);
            CountDownLatch mayReturn = new CountDownLatch(1);
            try (Node real = Node.start("starved")) {
                Pid hog = real.spawn(spinning(looping, mayReturn));
                looping.await();

                StopReport report = new Stop(real, impatient(new ArrayList<>()), real.hosts()).within(Duration.ZERO);

                assertThat(report.abandoned()).singleElement().satisfies(zombie -> {
                    assertThat(zombie.pid()).isEqualTo(hog);
                    assertThat(zombie.stack().toString()).contains("StopTest");
                });
                mayReturn.countDown();
            }
        }

        /** Whoever is born while the node stops is asked to end, too. */
        @Test
        void aRaceOfBirthsWithTheStopNeverCostsTheWholeDeadline() {
            for (int round = 0; round < 50; round++) {
                Node real = Node.start("births");
                CountDownLatch spawning = new CountDownLatch(2);
                for (int i = 0; i < 2; i++) {
                    Thread.ofPlatform().daemon().start(() -> {
                        try {
                            while (true) {
                                real.spawn(OBEDIENT);
                                spawning.countDown();
                            }
                        } catch (SpawnRefused _) {
                            // the node stops
                        }
                    });
                }
                assertThat(await(spawning)).isTrue();

                assertThat(real.stop(Duration.ofSeconds(60)).isClean()).isTrue();
            }
        }

        private static boolean await(CountDownLatch latch) {
            try {
                return latch.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException _) {
                return false;
            }
        }
    }
}
