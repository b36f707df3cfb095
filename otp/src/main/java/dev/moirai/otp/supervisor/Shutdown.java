package dev.moirai.otp.supervisor;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How a child is stopped: by force at once, or by request and with force after a time, or by request alone. */
public sealed interface Shutdown {

    /** Killed without being asked; its clean-up does not run. */
    record Brutal() implements Shutdown {}

    /** Asked to end, and killed if it has not when {@code time} is over. */
    record Within(Duration time) implements Shutdown {
        public Within {
            Objects.requireNonNull(time, "time");
            if (time.isNegative()) {
                throw new IllegalArgumentException("invalid_shutdown: the time must not be negative, got " + time
                        + "; use Shutdown.BRUTAL to kill at once");
            }
        }
    }

    /** Asked to end, and waited for as long as it takes, unless the supervisor itself has a deadline. */
    record Infinity() implements Shutdown {}

    Shutdown BRUTAL = new Brutal();
    Shutdown INFINITY = new Infinity();

    static Shutdown within(Duration time) {
        return new Within(time);
    }

    /** The longest the child may take after it was asked to end; null for no limit, zero for brutal. */
    default @Nullable Duration patience() {
        return switch (this) {
            case Brutal() -> Duration.ZERO;
            case Within(Duration time) -> time;
            case Infinity() -> null;
        };
    }
}
