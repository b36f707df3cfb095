package dev.moirai.otp.supervisor;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Simulation;
import dev.moirai.otp.Address;
import dev.moirai.otp.Context;
import dev.moirai.otp.Next;
import dev.moirai.otp.Ref;
import dev.moirai.otp.Reply;
import dev.moirai.otp.Server;
import dev.moirai.otp.StopRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Children for tests in a simulation: each tells what happens to it, and does what it is told. */
final class Family implements AutoCloseable {

    sealed interface Message {
        record Crash(Throwable with) implements Message {}

        record Stop(ExitReason reason) implements Message {}

        record Unlink(Pid from) implements Message {}

        record Ask(Reply<String> to) implements Message {}

        record BeReady() implements Message {}

        record TrapExits() implements Message {}
    }

    /** How a child behaves; changed between its lives. */
    static final class Manner {
        int failStarts;
        boolean ignore;
        boolean neverReady;

        @Nullable
        Duration slowStart;

        @Nullable
        Duration slowStop;

        boolean failTerminate;
    }

    static final class Boom extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Boom(String message) {
            super(message);
        }
    }

    final Simulation simulation;
    final Node node;
    /** What happened: "+a" a is ready, "-a" a's terminate ran, "!a" a's start failed. */
    final List<String> events = new ArrayList<>();

    final List<Report> reports = new ArrayList<>();
    /** Starts that began while the earlier incarnation lived: there must be none. */
    final List<String> overlaps = new ArrayList<>();

    private final Map<Object, Pid> latest = new HashMap<>();
    private final Map<Object, Manner> manners = new HashMap<>();
    private @Nullable Supervisor supervisor;

    Family(long seed) {
        simulation = new Simulation(seed);
        node = simulation.node();
    }

    Manner manner(Object id) {
        return manners.computeIfAbsent(id, _ -> new Manner());
    }

    ChildSpec<Message> child(String id) {
        return ChildSpec.server(id, () -> new Member(id));
    }

    ChildSpec<Message> named(String id) {
        return ChildSpec.server(dev.moirai.otp.Name.<Message>of(id), () -> new Member(id));
    }

    SupervisorSpec spec(Strategy strategy, String... ids) {
        SupervisorSpec spec = Supervisor.of(strategy).reports(this::note);
        for (String id : ids) {
            spec = spec.child(child(id));
        }
        return spec;
    }

    boolean note(Report report, long now) {
        reports.add(report);
        return false;
    }

    <R extends Report> List<R> reports(Class<R> type) {
        return reports.stream().filter(type::isInstance).map(type::cast).toList();
    }

    Supervisor start(SupervisorSpec spec) {
        Supervisor started = spec.start(node);
        supervisor = started;
        return started;
    }

    Supervisor start(Strategy strategy, String... ids) {
        return start(spec(strategy, ids));
    }

    @Nullable
    Pid latest(Object id) {
        return latest.get(id);
    }

    Supervisor supervisor() {
        return Objects.requireNonNull(supervisor);
    }

    Pid supervisorPid() {
        return Objects.requireNonNull(supervisor().address().pid());
    }

    @Nullable
    Pid pid(Object id) {
        Optional<ChildInfo> info = supervisor().child(id);
        return info.isEmpty() ? null : info.get().pid();
    }

    Pid live(Object id) {
        return Objects.requireNonNull(pid(id), () -> "child " + id + " does not run");
    }

    ChildInfo.State state(Object id) {
        return supervisor().child(id).orElseThrow().state();
    }

    Address<Message> ref(Object id) {
        return new Ref<>(live(id));
    }

    void crash(Object id) {
        ref(id).tell(new Message.Crash(new Boom("boom of " + id)));
    }

    void crashAndSettle(Object id) {
        crash(id);
        simulation.run();
    }

    void stopWith(Object id, ExitReason reason) {
        ref(id).tell(new Message.Stop(reason));
        simulation.run();
    }

    /** What happened since the last call. */
    List<String> happened() {
        simulation.run();
        List<String> copy = List.copyOf(events);
        events.clear();
        return copy;
    }

    boolean isDown() {
        simulation.run();
        return supervisor().exit().isDone();
    }

    ExitReason exit() {
        simulation.runUntil(() -> supervisor().exit().isDone());
        return supervisor().exit().join();
    }

    @Override
    public void close() {
        simulation.close();
    }

    final class Member implements Server<Message> {
        private final String id;

        Member(String id) {
            this.id = id;
            Manner manner = manner(id);
            if (manner.failStarts > 0) {
                manner.failStarts--;
                events.add("!" + id);
                throw new Boom(id + " cannot start");
            }
        }

        @Override
        public Next<Message> init(Context<Message> context) {
            Pid before = latest.put(id, context.pid());
            if (before != null && before.isAlive()) {
                overlaps.add(id + " began as " + context.pid() + " while " + before + " lived");
            }
            Manner manner = manner(id);
            if (manner.ignore) {
                return Next.ignore();
            }
            if (manner.neverReady) {
                return Next.notReady();
            }
            if (manner.slowStart != null) {
                context.after(manner.slowStart, new Message.BeReady());
                return Next.notReady();
            }
            events.add("+" + id);
            return Next.go();
        }

        @Override
        public Next<Message> on(Message message, Context<Message> context) throws Throwable {
            switch (message) {
                case Message.Crash(Throwable with) -> throw with;
                case Message.Stop(ExitReason reason) -> {
                    return Next.stop(reason);
                }
                case Message.Unlink(Pid from) -> context.self().unlink(from);
                case Message.Ask(var to) -> to.ok(id);
                case Message.BeReady() -> {
                    events.add("+" + id);
                    context.ready();
                }
                case Message.TrapExits() -> context.self().trapExits(true);
            }
            return Next.go();
        }

        @Override
        public Next<Message> shutdown(StopRequest request, Context<Message> context) {
            Duration slow = manner(id).slowStop;
            if (slow != null) {
                context.after(slow, new Message.Stop(request.reason()));
                return Next.go();
            }
            return Next.stop(request.reason());
        }

        @Override
        public void terminate(ExitReason why, Context<Message> context) {
            events.add("-" + id);
            if (manner(id).failTerminate) {
                throw new Boom("terminate of " + id);
            }
        }
    }
}
