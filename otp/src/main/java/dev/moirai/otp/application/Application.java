package dev.moirai.otp.application;

import dev.moirai.otp.supervisor.Supervisor;
import dev.moirai.otp.supervisor.SupervisorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A named tree with what belongs to its start and stop: an immutable value (OTP: {@code application}).
 *
 * <pre>{@code
 * Application shop = Application.of("shop", tree)
 *         .after(database)
 *         .phase("warm up", supervisor -> fillCaches())
 *         .beforeStop(supervisor -> stopAccepting());
 * }</pre>
 *
 * <p>Run by {@link Applications}. Phases run on the thread that starts it. What happens before and after the stop runs as a
 * blocking process of its own, and is ended when it takes longer than a quarter of the time there is to stop.
 *
 * @param name unique among the applications of a node
 * @param tree its supervisor
 * @param type what its end means
 * @param after the applications it needs, which are started first
 * @param phases what happens, in this order, when the tree runs
 * @param beforeStop what happens before the tree is stopped
 * @param afterStop what happens after it was
 */
public record Application(
        String name,
        SupervisorSpec tree,
        Type type,
        List<Application> after,
        List<Phase> phases,
        Consumer<Supervisor> beforeStop,
        Runnable afterStop) {

    /** What it means when the tree ends by itself. */
    public enum Type {
        /** Everything else is stopped, whatever the reason. */
        PERMANENT,
        /** Everything else is stopped, unless the end was normal; note that giving up is a shutdown, which is not normal. */
        TRANSIENT,
        /** Nothing: it is just not there any more. */
        TEMPORARY
    }

    /** A step of the start. */
    public record Phase(String name, Consumer<Supervisor> action) {}

    public Application {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(tree, "tree");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(beforeStop, "beforeStop");
        Objects.requireNonNull(afterStop, "afterStop");
        after = List.copyOf(after);
        phases = List.copyOf(phases);
    }

    /** A temporary application. */
    public static Application of(String name, SupervisorSpec tree) {
        return new Application(name, tree, Type.TEMPORARY, List.of(), List.of(), _ -> {}, () -> {});
    }

    public Application type(Type what) {
        return new Application(name, tree, what, after, phases, beforeStop, afterStop);
    }

    /** Started after {@code needed} too. As they are values made before this one, there are no cycles. */
    public Application after(Application needed) {
        List<Application> all = new ArrayList<>(after);
        all.add(needed);
        return new Application(name, tree, type, all, phases, beforeStop, afterStop);
    }

    public Application phase(String step, Consumer<Supervisor> action) {
        List<Phase> all = new ArrayList<>(phases);
        all.add(new Phase(step, action));
        return new Application(name, tree, type, after, all, beforeStop, afterStop);
    }

    public Application beforeStop(Consumer<Supervisor> action) {
        return new Application(name, tree, type, after, phases, action, afterStop);
    }

    public Application afterStop(Runnable action) {
        return new Application(name, tree, type, after, phases, beforeStop, action);
    }
}
