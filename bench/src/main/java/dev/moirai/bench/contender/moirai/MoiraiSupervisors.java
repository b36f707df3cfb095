package dev.moirai.bench.contender.moirai;

import dev.moirai.bench.contender.Work;
import dev.moirai.bench.harness.Repetition;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Self;
import dev.moirai.kernel.Spawn;
import dev.moirai.kernel.Step;
import dev.moirai.otp.Address;
import dev.moirai.otp.Context;
import dev.moirai.otp.Next;
import dev.moirai.otp.Ref;
import dev.moirai.otp.Server;
import dev.moirai.otp.supervisor.AutoShutdown;
import dev.moirai.otp.supervisor.ChildSpec;
import dev.moirai.otp.supervisor.DynamicSupervisor;
import dev.moirai.otp.supervisor.Reports;
import dev.moirai.otp.supervisor.Restart;
import dev.moirai.otp.supervisor.StartResult;
import dev.moirai.otp.supervisor.Strategy;
import dev.moirai.otp.supervisor.Supervisor;
import dev.moirai.otp.supervisor.SupervisorMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Supervisors: children started on demand, stopped in order, restarted after crashes. */
final class MoiraiSupervisors {

    private static final int RESTARTS = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Node node;

    MoiraiSupervisors(Node node) {
        this.node = node;
    }

    Map<String, Work> works() {
        return Map.of(
                "start-child",
                this::startChild,
                "stop-children",
                this::stopChildren,
                "restart",
                this::restart,
                "restart-bare",
                this::restartBare);
    }

    private record Begin() {}

    /** Asks a supervisor for one child after the other. */
    private static final class Starting implements Server<Begin> {
        private static final ChildSpec<MoiraiServers.Add> CHILD =
                ChildSpec.server("child", MoiraiServers.Adder::new).restart(Restart.TEMPORARY);

        private final Address<SupervisorMessage> supervisor;
        private final LongConsumer result;
        private long left;
        private long started;

        Starting(Address<SupervisorMessage> supervisor, long count, LongConsumer result) {
            this.supervisor = supervisor;
            this.left = count;
            this.result = result;
        }

        @Override
        public Next<Begin> on(Begin message, Context<Begin> context) {
            return askNext(context);
        }

        private Next<Begin> askNext(Context<Begin> context) {
            if (left == 0) {
                result.accept(started);
                return Next.stop();
            }
            left--;
            context.<SupervisorMessage, StartResult<MoiraiServers.Add>>ask(
                    supervisor, to -> new SupervisorMessage.StartChild<>(CHILD, to), answer -> {
                        if (answer.orThrow() instanceof StartResult.Ok<MoiraiServers.Add>) {
                            started++;
                        }
                        return askNext(context);
                    });
            return Next.go();
        }
    }

    private long startChildren(DynamicSupervisor supervisor, long count) throws InterruptedException {
        Results<Long> result = new Results<>();
        Ref<Begin> starting = Server.spawn(node, () -> new Starting(supervisor.address(), count, result::add));
        node.send(starting.pid(), new Begin());
        return result.take();
    }

    private void stop(DynamicSupervisor supervisor) {
        if (!supervisor.shutdown(PATIENCE)) {
            throw new IllegalStateException("the supervisor did not stop within " + PATIENCE);
        }
        Results.awaitPopulation(node, 0);
    }

    private Repetition startChild(long count) throws InterruptedException {
        DynamicSupervisor supervisor = DynamicSupervisor.spec().start(node);
        long start = System.nanoTime();
        Repetition result = Work.since(start, startChildren(supervisor, count), count);
        stop(supervisor);
        return result;
    }

    private Repetition stopChildren(long count) throws InterruptedException {
        DynamicSupervisor supervisor = DynamicSupervisor.spec().start(node);
        long started = startChildren(supervisor, count);
        long start = System.nanoTime();
        stop(supervisor);
        return Work.since(start, started, count);
    }

    private record Up(Pid child) {}

    /** Tells the driver that it is up, and crashes at the first message. */
    private record Crashing(Pid driver) implements Server<String> {
        @Override
        public Next<String> init(Context<String> context) {
            context.self().send(driver, new Up(context.pid()));
            return Next.go();
        }

        @Override
        public Next<String> on(String message, Context<String> context) {
            throw new IllegalStateException("boom");
        }
    }

    /** Crashes each child so many times, one child after the other. */
    private static final class Driver implements Handler {
        private final int children;
        private final Consumer<Long> progress;
        private final List<Pid> waiting = new ArrayList<>();
        private boolean begun;
        private long restarted;

        Driver(int children, Consumer<Long> progress) {
            this.children = children;
            this.progress = progress;
        }

        @Override
        public @Nullable Step on(Self self, Object message) {
            if (message instanceof Up(Pid child)) {
                if (!begun) {
                    waiting.add(child);
                    if (waiting.size() == children) {
                        progress.accept((long) children);
                    }
                } else if (++restarted % RESTARTS != 0) {
                    self.send(child, "crash");
                } else if (restarted / RESTARTS < children) {
                    crashNext(self);
                } else {
                    progress.accept(restarted);
                    return Step.done();
                }
            } else {
                begun = true;
                crashNext(self);
            }
            return null;
        }

        private void crashNext(Self self) {
            self.send(waiting.get((int) (restarted / RESTARTS)), "crash");
        }
    }

    private Repetition restart(long count) throws InterruptedException {
        Results<Long> progress = new Results<>();
        int children = (int) (count / RESTARTS);
        Pid driver = node.spawn(new Driver(children, progress::add));
        Reports bounded = Reports.toLog();
        List<Supervisor> supervisors = new ArrayList<>();
        for (int i = 0; i < children; i++) {
            supervisors.add(Supervisor.of(Strategy.ONE_FOR_ONE)
                    .restarts(2 * RESTARTS, Duration.ofSeconds(1))
                    .child(ChildSpec.server("child", () -> new Crashing(driver)))
                    .reports(bounded)
                    .start(node));
        }
        progress.take();
        long start = System.nanoTime();
        node.send(driver, "go");
        Repetition result = Work.since(start, progress.take(), count);
        supervisors.forEach(Supervisor::close);
        Results.awaitPopulation(node, 0);
        return result;
    }

    /** What is the same for {@link Crashing}, without a server. */
    private record CrashingBare(Pid driver) implements Handler {
        @Override
        public Step advance(Self self, int budget) throws Throwable {
            if (self.waiting() == 0) {
                self.send(driver, new Up(self.pid()));
            }
            return Handler.super.advance(self, budget);
        }

        @Override
        public Step on(Self self, Object message) {
            throw new IllegalStateException("boom");
        }
    }

    /** Restarts its one child without asking how often, or telling anybody. */
    private record Restarting(Pid driver) implements Handler {
        @Override
        public @Nullable Step on(Self self, Object message) {
            self.spawn(Spawn.of(new CrashingBare(driver)).linked());
            return null;
        }
    }

    private Repetition restartBare(long count) throws InterruptedException {
        Results<Long> progress = new Results<>();
        int children = (int) (count / RESTARTS);
        Pid driver = node.spawn(new Driver(children, progress::add));
        List<Pid> parents = new ArrayList<>();
        for (int i = 0; i < children; i++) {
            Pid parent = node.spawn(Spawn.of(new Restarting(driver)).trappingExits());
            node.send(parent, "start");
            parents.add(parent);
        }
        progress.take();
        long start = System.nanoTime();
        node.send(driver, "go");
        Repetition result = Work.since(start, progress.take(), count);
        parents.forEach(node::kill);
        Results.awaitPopulation(node, 0);
        return result;
    }

    /** A supervised process that crashes as soon as it is started, until told that it is over; then its supervisor ends too. */
    static void crashes(Node node, AtomicBoolean over) {
        Supervisor.of(Strategy.ONE_FOR_ONE)
                .restarts(Integer.MAX_VALUE, Duration.ofSeconds(1))
                .autoShutdown(AutoShutdown.ANY_SIGNIFICANT)
                .child(ChildSpec.server("child", () -> (Server<String>) new Server<String>() {
                            @Override
                            public Next<String> init(Context<String> context) {
                                return Next.then("crash");
                            }

                            @Override
                            public Next<String> on(String message, Context<String> context) {
                                if (over.get()) {
                                    return Next.stop();
                                }
                                throw new IllegalStateException("boom");
                            }
                        })
                        .restart(Restart.TRANSIENT)
                        .asSignificant())
                .start(node);
    }
}
