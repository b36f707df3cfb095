package dev.moirai.kernel;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why a process ended (or is asked to end).
 *
 * <p>Two families matter to those who watch: <em>orderly</em> reasons ({@link Normal}, {@link Shutdown}) and all others,
 * which are abnormal. Source: Erlang reference manual, "Processes", and {@code docs/glossary.md}.
 */
public sealed interface ExitReason {

    /** The process ran to its end; {@code value} is what it returned, if anything. */
    record Normal(@Nullable Object value) implements ExitReason {
        @Override
        public String toString() {
            return value == null ? "normal" : "normal (" + value + ")";
        }
    }

    /** The process was asked to end and did, or ended because its work is over; not a failure. */
    record Shutdown(@Nullable Object detail) implements ExitReason {
        @Override
        public String toString() {
            return detail == null ? "shutdown" : "shutdown (" + detail + ")";
        }
    }

    /** The body threw {@code cause}. */
    record Crash(Throwable cause) implements ExitReason {
        public Crash {
            Objects.requireNonNull(cause, "cause");
        }

        @Override
        public String toString() {
            return "crash: " + cause;
        }
    }

    /** The body ended by saying it failed, with an error value of its own. */
    record Failed(Object error) implements ExitReason {
        public Failed {
            Objects.requireNonNull(error, "error");
        }

        @Override
        public String toString() {
            return "failed: " + error;
        }
    }

    /**
     * A process linked to this one ended abnormally, and this one did not trap exits.
     *
     * <p>However long the chain of links, {@code origin} is the process that failed first and {@code cause} its own reason.
     */
    record Linked(Pid origin, ExitReason cause) implements ExitReason {
        public Linked {
            if (cause instanceof Linked) {
                throw new IllegalArgumentException("cause must be the first failure, not another Linked: " + cause);
            }
        }

        @Override
        public String toString() {
            return "linked process " + origin + " ended: " + cause;
        }
    }

    /** Ended by its own choice with the reason kill; through a link this can be trapped, unlike {@link Self#kill}. */
    record Kill() implements ExitReason {
        @Override
        public String toString() {
            return "kill";
        }
    }

    /** Ended by force, without a chance to react. */
    record Killed() implements ExitReason {
        @Override
        public String toString() {
            return "killed";
        }
    }

    /** Cancelled, and still not done when the deadline of the cancel passed. */
    record Expired(String reason) implements ExitReason {
        @Override
        public String toString() {
            return "process cancelled: deadline exceeded" + (reason.isEmpty() ? "" : " (" + reason + ")");
        }
    }

    /** There was no such process when the link or monitor reached it. */
    record NoProcess() implements ExitReason {
        @Override
        public String toString() {
            return "no process";
        }
    }

    /** The connection to the node of the process was lost; the process itself may still be alive. */
    record NoConnection() implements ExitReason {
        @Override
        public String toString() {
            return "no connection";
        }
    }

    ExitReason NORMAL = new Normal(null);
    ExitReason SHUTDOWN = new Shutdown(null);
    ExitReason KILL = new Kill();
    ExitReason KILLED = new Killed();
    ExitReason NO_PROCESS = new NoProcess();
    ExitReason NO_CONNECTION = new NoConnection();

    /** Why a process ends whose body throws {@code thrown}: what an {@link ExitException} says, otherwise a {@link Crash}. */
    static ExitReason of(Throwable thrown) {
        return thrown instanceof ExitException chosen ? chosen.reason() : new Crash(thrown);
    }

    /** The first failure behind this reason: the cause of a {@link Linked}, otherwise this reason itself. */
    default ExitReason root() {
        return this instanceof Linked(Pid _, ExitReason cause) ? cause : this;
    }

    /** Whether the process simply ran to its end. */
    default boolean isNormal() {
        return this instanceof Normal;
    }

    /** Whether this is a clean end ({@link Normal} or {@link Shutdown}), itself or at the root of a link. */
    default boolean isOrderly() {
        return switch (root()) {
            case Normal _, Shutdown _ -> true;
            case Crash _, Failed _, Linked _, Kill _, Killed _, Expired _, NoProcess _, NoConnection _ -> false;
        };
    }

    /** The reason a process dies with when a link brings it {@code this} from {@code from}. */
    default ExitReason throughLink(Pid from) {
        return this instanceof Linked ? this : new Linked(from, this);
    }
}
