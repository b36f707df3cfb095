package dev.moirai.otp.supervisor;

import dev.moirai.kernel.Body;
import dev.moirai.kernel.Node;
import dev.moirai.otp.Name;
import dev.moirai.otp.Server;
import dev.moirai.otp.Startup;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a dynamic supervisor is to be: an immutable value, checked when it is built. Made by {@link DynamicSupervisor#spec}.
 *
 * @param name what it is registered as, or null
 * @param intensity how many restarts of all children together are too many
 * @param maxChildren the largest number of children, those being restarted included; 0 takes nobody
 * @param prepare applied to each spec that is started, to give every child what it needs besides its own arguments; what it
 *     makes of the start is used for restarts too
 * @param reports where it reports; null: where the supervisor above it does, and to the log if there is none
 */
public record DynamicSupervisorSpec(
        @Nullable Name<SupervisorMessage> name,
        Intensity intensity,
        int maxChildren,
        UnaryOperator<ChildSpec<?>> prepare,
        @Nullable Reports reports) {

    public DynamicSupervisorSpec {
        SupervisorSpec.require(intensity, "invalid_intensity", "an intensity", "restarts(most, period)");
        SupervisorSpec.require(prepare, "invalid_prepare", "a preparation", "UnaryOperator.identity() for none");
        if (maxChildren < 0) {
            throw new IllegalArgumentException("invalid_max_children: must be 0 or more, got " + maxChildren);
        }
    }

    static DynamicSupervisorSpec plain() {
        return new DynamicSupervisorSpec(null, Intensity.DEFAULT, Integer.MAX_VALUE, UnaryOperator.identity(), null);
    }

    public DynamicSupervisorSpec named(Name<SupervisorMessage> registered) {
        return new DynamicSupervisorSpec(registered, intensity, maxChildren, prepare, reports);
    }

    public DynamicSupervisorSpec named(Object key) {
        return named(Name.<SupervisorMessage>of(key));
    }

    public DynamicSupervisorSpec restarts(int most, Duration period) {
        return new DynamicSupervisorSpec(name, new Intensity(most, period), maxChildren, prepare, reports);
    }

    public DynamicSupervisorSpec maxChildren(int most) {
        return new DynamicSupervisorSpec(name, intensity, most, prepare, reports);
    }

    public DynamicSupervisorSpec prepare(UnaryOperator<ChildSpec<?>> change) {
        return new DynamicSupervisorSpec(name, intensity, maxChildren, change, reports);
    }

    /** Changes the spec of every child, after {@link #prepare()} did. */
    public DynamicSupervisorSpec mapChildren(UnaryOperator<ChildSpec<?>> change) {
        return prepare(child -> change.apply(prepare.apply(child)));
    }

    /** Where it reports, and with it those supervisors among its children that are not told otherwise. */
    public DynamicSupervisorSpec reports(Reports to) {
        return new DynamicSupervisorSpec(name, intensity, maxChildren, prepare, to);
    }

    /** As a child of a supervisor, known by its name. */
    public ChildSpec<SupervisorMessage> asChild() {
        if (name == null) {
            throw new IllegalStateException("missing_id: this supervisor has no name; use asChild(id)");
        }
        return asChild(name.key());
    }

    /** As a child of a supervisor. */
    public ChildSpec<SupervisorMessage> asChild(Object id) {
        return ChildSpec.<SupervisorMessage>of(id, new DynamicSupervisorStart(this))
                .type(ChildSpec.Type.SUPERVISOR)
                .shutdown(Shutdown.INFINITY)
                .startTimeout(null);
    }

    /**
     * The body of such a supervisor, for those who spawn it themselves; it must be linked to what it should die with. Serves
     * one spawn.
     *
     * @param startup told when it is ready
     */
    public Body body(Startup startup) {
        return Server.body(this::newServer, startup);
    }

    /** Starts it as a root, from a thread outside of the node. */
    public DynamicSupervisor start(Node node) {
        Supervisor launched = Root.launch(name, this::newServer, node);
        launched.awaitReady();
        return new DynamicSupervisor(launched);
    }

    /** What is made of the spec of a child that is to be started. */
    ChildSpec<?> prepared(ChildSpec<?> child) {
        ChildSpec<?> prepared = prepare.apply(child);
        SupervisorSpec.require(prepared, "invalid_child_spec", "child specs", "prepare(...) to make one of another");
        return prepared;
    }

    Server<SupervisorMessage> newServer() {
        return new SupervisorServer(asStatic(), this);
    }

    /** What it has in common with every supervisor. */
    SupervisorSpec asStatic() {
        return new SupervisorSpec(Strategy.ONE_FOR_ONE, name, intensity, AutoShutdown.NEVER, List.of(), true, reports);
    }
}
