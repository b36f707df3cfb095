package dev.moirai.bench.parts;

import dev.moirai.kernel.Body;
import dev.moirai.kernel.HostOptions;
import dev.moirai.kernel.Monitor;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.NodeOptions;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Self;
import dev.moirai.kernel.Spawn;
import dev.moirai.kernel.Step;
import dev.moirai.kernel.Timer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Parts of the kernel on one worker, so that a figure is the cost of the work itself. Each invocation is a process that does {@value #TIMES} of them; starting it and waiting for it
 * is included, and a few nanoseconds of each.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-XX:+UseCompactObjectHeaders", "-XX:+UseG1GC"})
public class KernelParts {

    private static final int TIMES = 10_000;

    private static final Body WAITS = (self, _) -> {
        while (self.take() != null) {}
        return Step.WAITING;
    };

    private Node node;
    private Pid other;

    public KernelParts() {
        node = Node.start(
                NodeOptions.named("parts").withHost(HostOptions.named("main").withWorkers(1)));
        other = node.spawn(WAITS);
    }

    @Setup
    public void check() {
        if (!other.isAlive()) {
            throw new IllegalStateException("the process that the others talk to is gone");
        }
    }

    @TearDown
    public void stop() {
        node.stop(Duration.ofSeconds(5));
    }

    /** What is done again and again. */
    @FunctionalInterface
    private interface Part {
        void once(Self self);
    }

    /** Does the part in turns of the usual length. */
    private void repeat(Part part) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        int[] left = {TIMES};
        node.spawn((self, budget) -> {
            for (int cost = 0; cost < budget; cost += Body.MESSAGE_COST) {
                if (left[0]-- == 0) {
                    done.countDown();
                    return Step.done();
                }
                part.once(self);
            }
            return Step.READY;
        });
        done.await();
    }

    /** An empty turn: queued, taken from the queue, advanced, queued again. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public void turn() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        int[] left = {TIMES};
        node.spawn((_, _) -> {
            if (--left[0] > 0) {
                return Step.READY;
            }
            done.countDown();
            return Step.done();
        });
        done.await();
    }

    /** A message through the own mailbox: sent, received, taken. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public void mailbox() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        int[] left = {TIMES};
        node.spawn((self, _) -> {
            self.take();
            if (--left[0] > 0) {
                self.send(self.pid(), "message");
                return Step.WAITING;
            }
            done.countDown();
            return Step.done();
        });
        done.await();
    }

    /** A message to another process, which takes them by the turnful. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public void send() throws InterruptedException {
        repeat(self -> self.send(other, "message"));
    }

    /** Birth and death of a process that ends in its first turn. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public void spawn() throws InterruptedException {
        repeat(self -> self.spawn((_, _) -> Step.done()));
    }

    /** The same, linked and monitored by its spawner, which takes the Down later. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public void spawnLinkedMonitored() throws InterruptedException {
        repeat(self -> {
            self.spawn(Spawn.of((_, _) -> Step.done()).linked().monitored());
            self.take();
        });
    }

    /** Watching another process and no longer. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public void monitorDemonitor() throws InterruptedException {
        repeat(self -> {
            Monitor monitor = self.monitor(other);
            self.demonitor(monitor);
        });
    }

    /** A timer started and cancelled, as every call with a timeout does. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public void timerStartCancel() throws InterruptedException {
        Duration hour = Duration.ofHours(1);
        repeat(self -> {
            Timer timer = self.sendAfter(hour, "due");
            self.cancel(timer);
        });
    }
}
