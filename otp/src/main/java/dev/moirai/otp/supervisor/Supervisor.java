package dev.moirai.otp.supervisor;

import dev.moirai.kernel.Clock;
import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.Pid;
import dev.moirai.otp.Address;
import dev.moirai.otp.Done;
import dev.moirai.otp.Name;
import dev.moirai.otp.Sys;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A running supervisor, as a handle for threads outside of the node.
 *
 * <pre>{@code
 * try (Supervisor app = Supervisor.of(Strategy.ONE_FOR_ONE)
 *         .named("app")
 *         .restarts(3, Duration.ofSeconds(5))
 *         .child(ChildSpec.server(SimpleQueue.NAME, SimpleQueue::new))
 *         .start(node)) {
 *     app.children().forEach(System.out::println);
 * } // close: an orderly shutdown, in reverse order
 * }</pre>
 *
 * <p>Servers send {@link SupervisorMessage}s instead, which do not wait. Source: OTP {@code supervisor}.
 */
public final class Supervisor implements AutoCloseable {
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(30);

    private final String label;
    private final Address<SupervisorMessage> address;
    private final CompletableFuture<Done> ready;
    private final CompletableFuture<ExitReason> exit;

    /** @param ready completes when its children are ready, and never if it ends before */
    Supervisor(
            String label,
            Address<SupervisorMessage> address,
            CompletableFuture<Done> ready,
            CompletableFuture<ExitReason> exit) {
        this.label = label;
        this.address = address;
        this.ready = ready;
        this.exit = exit;
    }

    /** What a supervisor of that strategy is to be: add children, then {@link SupervisorSpec#start} it. */
    public static SupervisorSpec of(Strategy strategy) {
        return SupervisorSpec.of(strategy);
    }

    /** A handle for a supervisor that runs already, for example one that is a child. */
    public static Supervisor at(Address<SupervisorMessage> address) {
        Pid pid = address.pid();
        return new Supervisor(
                "supervisor " + address,
                address,
                CompletableFuture.completedFuture(Done.DONE),
                pid == null
                        ? CompletableFuture.completedFuture(ExitReason.NO_PROCESS)
                        : address.node().exitOf(pid));
    }

    /** As {@link #at(Address)}, for the one named {@code name}. */
    public static Supervisor at(Node node, Object name) {
        return at(Name.<SupervisorMessage>of(name).on(node));
    }

    public Address<SupervisorMessage> address() {
        return address;
    }

    /**
     * Waits until all children of a supervisor that was {@linkplain SupervisorSpec#launch launched} are ready.
     *
     * @throws StartFailed if one did not start, or this thread was interrupted; nothing of the tree is left then
     */
    public void awaitReady() {
        Node node = address.node();
        node.await(CompletableFuture.anyOf(ready, exit), Clock.FOR_EVER);
        if (ready.isDone()) {
            return;
        }
        ExitReason reason = exit.getNow(null);
        if (reason == null) { // interrupted: whoever waited has no handle, so it must not stay
            node.cancel(Objects.requireNonNull(address.pid()), "", CLOSE_DEADLINE);
            throw new StartFailed("waiting for the start of " + label + " was interrupted", null);
        }
        throw StartFailed.of(label, reason);
    }

    /** Completes when the supervisor has ended, with the reason; a {@link GaveUp} in it tells why. */
    public CompletableFuture<ExitReason> exit() {
        return exit;
    }

    /** Starts one more child, after all others, and waits until it is ready. */
    public <M> StartResult<M> startChild(ChildSpec<M> spec) {
        Objects.requireNonNull(spec, "spec");
        return address.ask(Clock.FOR_EVER, to -> new SupervisorMessage.StartChild<M>(spec, to));
    }

    /** Starts a child that is down, and waits until it is ready. */
    public RestartResult restartChild(Object id) {
        return address.ask(Clock.FOR_EVER, to -> new SupervisorMessage.RestartChild(id, to));
    }

    /** Stops a child; it stays known, unless it is temporary. */
    public TerminateResult terminateChild(Object id) {
        return address.ask(Clock.FOR_EVER, to -> new SupervisorMessage.TerminateChild(id, to));
    }

    /** Forgets a child that is down. */
    public DeleteResult deleteChild(Object id) {
        return address.ask(Clock.FOR_EVER, to -> new SupervisorMessage.DeleteChild(id, to));
    }

    /** The children, the most recently added first. */
    public List<ChildInfo> children() {
        return address.ask(SupervisorMessage.WhichChildren::new);
    }

    public Optional<ChildInfo> child(Object id) {
        return address.ask(to -> new SupervisorMessage.WhichChild(id, to));
    }

    public Optional<ChildSpec<?>> childSpec(Object id) {
        return address.ask(to -> new SupervisorMessage.GetChildSpec(id, to));
    }

    public ChildCounts count() {
        return address.ask(SupervisorMessage.CountChildren::new);
    }

    /**
     * Goes on under another spec (OTP: {@code code_change}), once no start, stop or restart is under way. Strategy, intensity
     * and the like are replaced; children known by their ids go on as they are and have the new specs from then on; new ones
     * are known, but not started; those the spec leaves out are kept, after the others. Counting restarts begins anew if the
     * intensity is another one.
     *
     * @throws dev.moirai.otp.AskFailed if the spec has another name, or this is a dynamic supervisor
     */
    public void change(SupervisorSpec to) {
        Objects.requireNonNull(to, "to");
        address.<Done>ask(Clock.FOR_EVER, reply -> new SupervisorMessage.ChangeSpec(to, reply));
    }

    /**
     * Stops it with everything below, each child by its {@link Shutdown}, in reverse order.
     *
     * @throws dev.moirai.otp.AskFailed if it does not end in time, or ends with another reason
     */
    public void stop(ExitReason reason, Duration timeout) {
        Sys.stop(address, reason, timeout);
    }

    /**
     * Stops it with everything below within one deadline: what is not down by then is ended by force.
     *
     * @return whether it ended in an orderly way
     */
    public boolean shutdown(Duration deadline) {
        Pid pid = address.pid();
        if (pid != null && !exit.isDone()) {
            address.node().cancel(pid, "", deadline);
            address.node().await(exit, Clock.bounded(deadline).plus(CLOSE_DEADLINE));
        }
        return exit.isDone() && exit.join().isOrderly();
    }

    /** {@link #shutdown} within 30 seconds; does nothing if it has ended. */
    @Override
    public void close() {
        shutdown(CLOSE_DEADLINE);
    }

    @Override
    public String toString() {
        return label;
    }
}
