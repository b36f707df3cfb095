package dev.moirai.otp.supervisor;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Self;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a supervisor starts one child, and how it asks it to stop: the seam behind which anything that runs as a process can
 * be supervised.
 *
 * <p>{@link #launch} runs in the supervisor's turn, so it must only spawn, never wait. The process must be linked to the
 * supervisor ({@link dev.moirai.kernel.Spawn#linked}). When it needs time to get ready, launch returns {@link Starting} and
 * the process says so through its {@link Readiness}, from its own turns; until then the child counts as starting, the next
 * one is not started, and ending is a failed start.
 *
 * <pre>{@code
 * Start start = (supervisor, readiness) ->
 *         new Start.Starting(supervisor.spawn(Spawn.of(new MyBody(readiness)).linked()).pid());
 * }</pre>
 */
@FunctionalInterface
public interface Start {

    /** What launching came to. */
    sealed interface Launch {}

    /** There is a process, and it is ready. */
    record Running(Pid pid) implements Launch {
        public Running {
            Objects.requireNonNull(pid, "pid");
        }
    }

    /** There is a process; its {@link Readiness} will tell. */
    record Starting(Pid pid) implements Launch {
        public Starting {
            Objects.requireNonNull(pid, "pid");
        }
    }

    /** This child has nothing to do; that is no failure, it is just not running. */
    record Ignored() implements Launch {}

    /** There is no process. */
    record Failed(ExitReason reason) implements Launch {
        public Failed {
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * Spawns the process.
     *
     * @throws Throwable anything: the start failed with {@link ExitReason.Crash}
     */
    Launch launch(Self supervisor, Readiness readiness) throws Throwable;

    /**
     * Asks the child to end. When {@code patience} is over the supervisor kills it, so this needs no timer of its own.
     *
     * @param patience how long it has, or null if as long as it takes
     */
    default void requestStop(Self supervisor, Pid child, @Nullable Duration patience) {
        supervisor.exit(child, ExitReason.SHUTDOWN);
    }

    /**
     * Whether a permanent child that was asked to stop may end normally. An exit signal is to be the reason of the end
     * itself (OTP: {@code supervisor}, shutdown), so by default it may not; a start that asks in another way, by a cancel
     * for example, lets it, as finishing its work is then what the child was asked for.
     */
    default boolean mayEndNormally() {
        return false;
    }
}
