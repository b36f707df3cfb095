package dev.moirai.otp.supervisor;

import dev.moirai.kernel.Body;
import dev.moirai.kernel.Node;
import dev.moirai.otp.Name;
import dev.moirai.otp.Server;
import dev.moirai.otp.Startup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a supervisor is to supervise, and how: an immutable value, checked when it is built. Made by {@link Supervisor#of}.
 *
 * @param strategy which children are restarted together
 * @param name what it is registered as, or null
 * @param intensity how many restarts are too many
 * @param autoShutdown whether it ends when significant children have
 * @param children in start order
 * @param parallel whether children start, and stop, at the same time, but for what {@link ChildSpec#after} says; otherwise
 *     one after the other
 * @param reports where it reports; null: where the supervisor above it does, and to the log if there is none
 */
public record SupervisorSpec(
        Strategy strategy,
        @Nullable Name<SupervisorMessage> name,
        Intensity intensity,
        AutoShutdown autoShutdown,
        List<ChildSpec<?>> children,
        boolean parallel,
        @Nullable Reports reports) {

    public SupervisorSpec {
        require(strategy, "invalid_strategy", "a strategy", "Strategy.ONE_FOR_ONE, ONE_FOR_ALL or REST_FOR_ONE");
        require(intensity, "invalid_intensity", "an intensity", "restarts(most, period)");
        require(
                autoShutdown,
                "invalid_auto_shutdown",
                "an auto_shutdown",
                "AutoShutdown.NEVER if it ends only when told");
        children.forEach(
                child -> require(child, "invalid_child_spec", "child specs", "ChildSpec.server or ChildSpec.of"));
        children = List.copyOf(children);
        check(children, autoShutdown);
    }

    static void require(@Nullable Object part, String error, String what, String use) {
        if (part == null) {
            throw new IllegalArgumentException(error + ": a supervisor needs " + what + ", got null; use " + use);
        }
    }

    private static void check(List<ChildSpec<?>> children, AutoShutdown autoShutdown) {
        Set<Object> known = new HashSet<>();
        for (ChildSpec<?> child : children) {
            check(child.id(), child, autoShutdown, known::contains);
            if (!known.add(child.id())) {
                throw new IllegalArgumentException("duplicate_child_name: two children have the id " + child.id()
                        + ", but ids are unique in a supervisor; give one of them another with id(...)");
            }
        }
    }

    /**
     * @param id what the child will be known by
     * @param earlier whether a child of that id comes before this one
     */
    static void check(Object id, ChildSpec<?> child, AutoShutdown autoShutdown, Predicate<Object> earlier) {
        for (Object needed : child.after()) {
            if (!earlier.test(needed)) {
                throw new IllegalArgumentException("invalid_after: child " + id + " starts after " + needed
                        + ", but no child of that id is before it; list children after what they need");
            }
        }
        if (child.significant() && autoShutdown == AutoShutdown.NEVER) {
            throw new IllegalArgumentException("bad_combination: child " + id
                    + " is significant, but its supervisor has auto_shutdown never; use autoShutdown(ANY_SIGNIFICANT) or"
                    + " autoShutdown(ALL_SIGNIFICANT)");
        }
    }

    static SupervisorSpec of(Strategy strategy) {
        return new SupervisorSpec(strategy, null, Intensity.DEFAULT, AutoShutdown.NEVER, List.of(), false, null);
    }

    public SupervisorSpec named(Name<SupervisorMessage> registered) {
        return new SupervisorSpec(strategy, registered, intensity, autoShutdown, children, parallel, reports);
    }

    public SupervisorSpec named(Object key) {
        return named(Name.<SupervisorMessage>of(key));
    }

    public SupervisorSpec restarts(int most, Duration period) {
        return new SupervisorSpec(
                strategy, name, new Intensity(most, period), autoShutdown, children, parallel, reports);
    }

    public SupervisorSpec autoShutdown(AutoShutdown when) {
        return new SupervisorSpec(strategy, name, intensity, when, children, parallel, reports);
    }

    /** One more child, after the others. */
    public SupervisorSpec child(ChildSpec<?> child) {
        List<ChildSpec<?>> all = new ArrayList<>(children);
        all.add(child);
        return new SupervisorSpec(strategy, name, intensity, autoShutdown, all, parallel, reports);
    }

    /** A supervisor as one more child, known by its name. */
    public SupervisorSpec child(SupervisorSpec supervisor) {
        return child(supervisor.asChild());
    }

    public SupervisorSpec children(List<? extends ChildSpec<?>> more) {
        List<ChildSpec<?>> all = new ArrayList<>(children);
        all.addAll(more);
        return new SupervisorSpec(strategy, name, intensity, autoShutdown, all, parallel, reports);
    }

    /** Children start and stop at the same time, but for what {@link ChildSpec#after} says. */
    public SupervisorSpec inParallel() {
        return new SupervisorSpec(strategy, name, intensity, autoShutdown, children, true, reports);
    }

    /** Where it reports, and with it those supervisors below that are not told otherwise. */
    public SupervisorSpec reports(Reports to) {
        return new SupervisorSpec(strategy, name, intensity, autoShutdown, children, parallel, to);
    }

    /** Where all supervisors of this tree report, whatever they were told. */
    public SupervisorSpec allReports(Reports to) {
        return mapTrees(tree -> tree.allReports(to)).reports(to);
    }

    /**
     * Changes the spec of every child of this tree, those of supervisors below included; children that dynamic supervisors
     * start later too. The supervisors themselves are children, but for this one.
     */
    public SupervisorSpec mapChildren(UnaryOperator<ChildSpec<?>> change) {
        SupervisorSpec below = mapTrees(tree -> tree.mapChildren(change));
        List<ChildSpec<?>> mapped = new ArrayList<>();
        for (ChildSpec<?> child : below.children) {
            mapped.add(change.apply(child));
        }
        return new SupervisorSpec(strategy, name, intensity, autoShutdown, mapped, parallel, reports);
    }

    private SupervisorSpec mapTrees(UnaryOperator<TreeStart> change) {
        List<ChildSpec<?>> mapped = new ArrayList<>();
        for (ChildSpec<?> child : children) {
            mapped.add(child.start() instanceof TreeStart tree ? child.start(change.apply(tree)) : child);
        }
        return new SupervisorSpec(strategy, name, intensity, autoShutdown, mapped, parallel, reports);
    }

    /**
     * With the defaults of OTP wherever ours differ: one restart in five seconds, and starts may take for ever. Concerns
     * this supervisor and the children added so far; {@code docs/supervision.md} lists every difference.
     */
    public SupervisorSpec otpStrict() {
        return new SupervisorSpec(strategy, name, Intensity.OTP, autoShutdown, children, parallel, reports)
                .mapChildren(child -> child.startTimeout(null));
    }

    /** This supervisor as a child of another, known by its name. */
    public ChildSpec<SupervisorMessage> asChild() {
        if (name == null) {
            throw new IllegalStateException("missing_id: this supervisor has no name; use asChild(id)");
        }
        return asChild(name.key());
    }

    /** This supervisor as a child of another: permanent, shut down for as long as it takes, without a start timeout. */
    public ChildSpec<SupervisorMessage> asChild(Object id) {
        return ChildSpec.<SupervisorMessage>of(id, new SupervisorStart(this))
                .type(ChildSpec.Type.SUPERVISOR)
                .shutdown(Shutdown.INFINITY)
                .startTimeout(null);
    }

    /** The body of such a supervisor, for those who spawn it themselves; it must be linked to what it should die with. */
    public Body body() {
        return Server.body(this::newServer);
    }

    /** As {@link #body()}, telling {@code startup} when all children are ready; a body that serves one spawn. */
    public Body body(Startup startup) {
        return Server.body(this::newServer, startup);
    }

    /**
     * Starts it as a root, from a thread outside of the node, and waits until all its children are ready.
     *
     * @throws StartFailed if one did not start; nothing of the tree is left then
     */
    public Supervisor start(Node node) {
        Supervisor launched = launch(node);
        launched.awaitReady();
        return launched;
    }

    /** As {@link #start}, without waiting until the children are ready: {@link Supervisor#awaitReady} does. */
    public Supervisor launch(Node node) {
        return Root.launch(name, this::newServer, node);
    }

    Server<SupervisorMessage> newServer() {
        return new SupervisorServer(this, null);
    }
}
