package dev.moirai.otp.supervisor;

import dev.moirai.otp.Name;
import dev.moirai.otp.Server;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a supervisor starts, restarts and stops one child: an immutable value, checked when it is built.
 *
 * <pre>{@code
 * ChildSpec<Message> child = ChildSpec.server("queue", SimpleQueue::new)
 *         .restart(Restart.TRANSIENT)
 *         .shutdown(Duration.ofSeconds(10))
 *         .backoff(Backoff.exponential(Duration.ofMillis(100), Duration.ofSeconds(30)));
 * }</pre>
 *
 * <p>Defaults: permanent, 5 seconds to shut down (a supervisor: as long as it takes), 30 seconds to start, no backoff, no
 * budget of its own, no heartbeat. Source: OTP design principles, "Child Specification"; what OTP does not have is said at
 * the component.
 *
 * @param <M> the messages the child takes
 * @param id what the supervisor knows the child by, unique among its children; ignored by dynamic supervisors
 * @param start how it is started
 * @param restart when it is started again
 * @param shutdown how it is stopped
 * @param type worker or supervisor; what is started does not depend on it
 * @param significant whether its end can end the supervisor, see {@link AutoShutdown}
 * @param startTimeout the longest a start may take until the child is ready, or null (OTP: no limit)
 * @param backoff how long to wait before a restart (OTP: not at all)
 * @param budget how many restarts this child has for itself, without counting for its supervisor; if they are used up it is
 *     put in quarantine, that is, it stays down until somebody restarts it (OTP: null)
 * @param after children, earlier in the list, which must be ready before this one is started, when the supervisor starts its
 *     children in parallel; with the usual order, all earlier ones are
 * @param heartbeat how often the child must show that it still handles messages, or null (OTP: never); it must take
 *     {@link dev.moirai.otp.Sys.Ping}, as servers and supervisors do
 * @param awaitPhysicalEnd whether a restart waits until the Java code of the old process has really ended, for children that
 *     own something no two may have (OTP: code always ends at once)
 */
public record ChildSpec<M>(
        Object id,
        Start start,
        Restart restart,
        Shutdown shutdown,
        Type type,
        boolean significant,
        @Nullable Duration startTimeout,
        Backoff backoff,
        @Nullable Intensity budget,
        Set<Object> after,
        @Nullable Duration heartbeat,
        boolean awaitPhysicalEnd) {

    /** Whether a child is itself a supervisor; decides defaults and what {@link ChildCounts} counts it as. */
    public enum Type {
        WORKER,
        SUPERVISOR
    }

    private static final Shutdown FIVE_SECONDS = Shutdown.within(Duration.ofSeconds(5));
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

    public ChildSpec {
        if (id == null) {
            throw new IllegalArgumentException(
                    "missing_id: a child spec needs an id, got null; any value with equality will do, such as a string");
        }
        if (start == null) {
            throw new IllegalArgumentException(
                    "missing_start: child " + id + " needs a start, got null; use ChildSpec.server for a server");
        }
        require(restart, "invalid_restart_type", "a restart", "Restart.PERMANENT, TRANSIENT or TEMPORARY", id);
        require(shutdown, "invalid_shutdown", "a shutdown", "Shutdown.within(time), BRUTAL or INFINITY", id);
        require(type, "invalid_child_type", "a type", "Type.WORKER or SUPERVISOR", id);
        require(backoff, "invalid_backoff", "a backoff", "Backoff.NONE if restarts are not to wait", id);
        after = Set.copyOf(after);
        if (significant && restart == Restart.PERMANENT) {
            throw new IllegalArgumentException(
                    "bad_combination: child " + id
                            + " is permanent and significant, but a permanent child never ends for good; make it transient or temporary");
        }
        if (startTimeout != null && !startTimeout.isPositive()) {
            throw new IllegalArgumentException("invalid_start_timeout: must be positive, got " + startTimeout
                    + " for child " + id + "; null is no limit");
        }
        if (heartbeat != null && !heartbeat.isPositive()) {
            throw new IllegalArgumentException("invalid_heartbeat: must be positive, got " + heartbeat + " for child "
                    + id + "; leave it out for none");
        }
        if (after.contains(id)) {
            throw new IllegalArgumentException("invalid_after: child " + id + " cannot start after itself");
        }
    }

    private static void require(@Nullable Object part, String error, String what, String use, Object id) {
        if (part == null) {
            throw new IllegalArgumentException(error + ": child " + id + " needs " + what + ", got null; use " + use);
        }
    }

    /** A worker that is started in any way at all. */
    public static <M> ChildSpec<M> of(Object id, Start start) {
        return new ChildSpec<>(
                id,
                start,
                Restart.PERMANENT,
                FIVE_SECONDS,
                Type.WORKER,
                false,
                START_TIMEOUT,
                Backoff.NONE,
                null,
                Set.of(),
                null,
                false);
    }

    /** A server without a name. */
    public static <M> ChildSpec<M> server(Object id, Supplier<? extends Server<M>> maker) {
        if (id instanceof Name<?>) {
            throw new IllegalArgumentException(
                    "the name " + id + " is for other messages than the server takes; an id must not be a Name");
        }
        return of(id, new ServerStart<>(null, maker));
    }

    /** A server that holds {@code name} from its birth, which is also its id; one at a time can run on a node. */
    public static <M> ChildSpec<M> server(Name<M> name, Supplier<? extends Server<M>> maker) {
        return of(name.key(), new ServerStart<>(name, maker));
    }

    public ChildSpec<M> id(Object other) {
        return with(draft -> draft.id = other);
    }

    public ChildSpec<M> start(Start other) {
        return with(draft -> draft.start = other);
    }

    public ChildSpec<M> restart(Restart when) {
        return with(draft -> draft.restart = when);
    }

    public ChildSpec<M> shutdown(Shutdown how) {
        return with(draft -> draft.shutdown = how);
    }

    /** Asked to end, and killed after {@code time}. */
    public ChildSpec<M> shutdown(Duration time) {
        return shutdown(Shutdown.within(time));
    }

    public ChildSpec<M> type(Type what) {
        return with(draft -> draft.type = what);
    }

    /** Made significant; it must not be permanent (any more). */
    public ChildSpec<M> asSignificant() {
        return with(draft -> draft.significant = true);
    }

    /** @param longest null for no limit */
    public ChildSpec<M> startTimeout(@Nullable Duration longest) {
        return with(draft -> draft.startTimeout = longest);
    }

    public ChildSpec<M> backoff(Backoff delays) {
        return with(draft -> draft.backoff = delays);
    }

    /** Restarts of its own, and quarantine when they are used up. */
    public ChildSpec<M> budget(int restarts, Duration period) {
        Intensity own = new Intensity(restarts, period);
        return with(draft -> draft.budget = own);
    }

    /** Started after these children too. */
    public ChildSpec<M> after(Object... ids) {
        Set<Object> all = new LinkedHashSet<>(after);
        all.addAll(List.of(ids));
        return with(draft -> draft.after = all);
    }

    public ChildSpec<M> heartbeat(Duration every) {
        return with(draft -> draft.heartbeat = every);
    }

    /** Restarted only when the old code has really ended. */
    public ChildSpec<M> awaitingPhysicalEnd() {
        return with(draft -> draft.awaitPhysicalEnd = true);
    }

    private ChildSpec<M> with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.finished();
    }

    /** A copy that one thing is changed in; the result is checked as every spec is. */
    private static final class Draft {
        private Object id;
        private Start start;
        private Restart restart;
        private Shutdown shutdown;
        private Type type;
        private boolean significant;
        private @Nullable Duration startTimeout;
        private Backoff backoff;
        private @Nullable Intensity budget;
        private Set<Object> after;
        private @Nullable Duration heartbeat;
        private boolean awaitPhysicalEnd;

        Draft(ChildSpec<?> from) {
            id = from.id;
            start = from.start;
            restart = from.restart;
            shutdown = from.shutdown;
            type = from.type;
            significant = from.significant;
            startTimeout = from.startTimeout;
            backoff = from.backoff;
            budget = from.budget;
            after = from.after;
            heartbeat = from.heartbeat;
            awaitPhysicalEnd = from.awaitPhysicalEnd;
        }

        <M> ChildSpec<M> finished() {
            return new ChildSpec<>(
                    id,
                    start,
                    restart,
                    shutdown,
                    type,
                    significant,
                    startTimeout,
                    backoff,
                    budget,
                    after,
                    heartbeat,
                    awaitPhysicalEnd);
        }
    }
}
