package dev.moirai.otp;

import dev.moirai.kernel.ExitReason;
import java.time.Duration;
import java.util.Objects;

/**
 * What a server does after it handled something.
 *
 * <p>There is no hibernation: an idle process is a small heap object without a stack, so there is nothing to put away.
 */
public sealed interface Next<M> {

    /** Wait for the next message. */
    record Go<M>() implements Next<M> {
        private static final Go<?> SHARED = new Go<>();
    }

    /** Handle {@code message} before anything that waits (OTP: {@code continue}). */
    record Then<M>(M message) implements Next<M> {
        public Then {
            Objects.requireNonNull(message, "message");
        }
    }

    /** Wait for the next message; if none comes for {@code time}, {@link Server#idle} is called. */
    record IdleAfter<M>(Duration time) implements Next<M> {
        public IdleAfter {
            Objects.requireNonNull(time, "time");
        }
    }

    /** End, after {@link Server#terminate}. */
    record Stop<M>(ExitReason reason) implements Next<M> {
        public Stop {
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** From {@link Server#init} only: there is nothing to do for this server; end at once, and that is no failure. */
    record Ignore<M>() implements Next<M> {}

    /** From {@link Server#init} only: work has begun, but the server is ready only when {@link Context#ready} says so. */
    record NotReady<M>() implements Next<M> {}

    @SuppressWarnings("unchecked") // it holds nothing of type M
    static <M> Next<M> go() {
        return (Next<M>) Go.SHARED;
    }

    static <M> Next<M> then(M message) {
        return new Then<>(message);
    }

    static <M> Next<M> idleAfter(Duration time) {
        return new IdleAfter<>(time);
    }

    /** Ends with {@link ExitReason#NORMAL}. */
    static <M> Next<M> stop() {
        return new Stop<>(ExitReason.NORMAL);
    }

    static <M> Next<M> stop(ExitReason reason) {
        return new Stop<>(reason);
    }

    static <M> Next<M> ignore() {
        return new Ignore<>();
    }

    static <M> Next<M> notReady() {
        return new NotReady<>();
    }
}
