package dev.moirai.otp.supervisor;

import dev.moirai.kernel.Clock;
import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.Pid;
import dev.moirai.otp.Address;
import dev.moirai.otp.Done;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * A running supervisor of any number of children that are started on demand, as a handle for threads outside of the node.
 *
 * <p>Its strategy is one_for_one; the ids of specs are not used; children that are ignored, or end and are not restarted,
 * are forgotten; all children stop at the same time. Source: Elixir {@code DynamicSupervisor}.
 */
public final class DynamicSupervisor implements AutoCloseable {
    private final Supervisor supervisor;

    DynamicSupervisor(Supervisor supervisor) {
        this.supervisor = supervisor;
    }

    /** What a dynamic supervisor is to be, with defaults: name it and start it, or make it a child. */
    public static DynamicSupervisorSpec spec() {
        return DynamicSupervisorSpec.plain();
    }

    /** A handle for one that runs already, for example as a child. */
    public static DynamicSupervisor at(Address<SupervisorMessage> address) {
        return new DynamicSupervisor(Supervisor.at(address));
    }

    /** As {@link #at(Address)}, for the one named {@code name}. */
    public static DynamicSupervisor at(Node node, Object name) {
        return new DynamicSupervisor(Supervisor.at(node, name));
    }

    public Address<SupervisorMessage> address() {
        return supervisor.address();
    }

    /** Completes when it has ended, with the reason. */
    public CompletableFuture<ExitReason> exit() {
        return supervisor.exit();
    }

    /** Starts a child and waits until it is ready. */
    public <M> StartResult<M> startChild(ChildSpec<M> spec) {
        return supervisor.startChild(spec);
    }

    /** Stops a child, which is then forgotten. */
    public TerminateResult terminateChild(Pid child) {
        return address().ask(Clock.FOR_EVER, to -> new SupervisorMessage.TerminatePid(child, to));
    }

    public List<ChildInfo> children() {
        return supervisor.children();
    }

    public ChildCounts count() {
        return supervisor.count();
    }

    /**
     * Goes on with another intensity, limit of children and preparation; its children are not touched. Counting restarts
     * begins anew if the intensity is another one.
     *
     * @throws dev.moirai.otp.AskFailed if the spec has another name
     */
    public void change(DynamicSupervisorSpec to) {
        Objects.requireNonNull(to, "to");
        address().<Done>ask(Clock.FOR_EVER, reply -> new SupervisorMessage.ChangeDynamicSpec(to, reply));
    }

    /** As {@link Supervisor#stop}. */
    public void stop(ExitReason reason, Duration timeout) {
        supervisor.stop(reason, timeout);
    }

    /** As {@link Supervisor#shutdown}. */
    public boolean shutdown(Duration deadline) {
        return supervisor.shutdown(deadline);
    }

    @Override
    public void close() {
        supervisor.close();
    }

    @Override
    public String toString() {
        return "dynamic " + supervisor;
    }
}
