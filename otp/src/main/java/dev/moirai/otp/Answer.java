package dev.moirai.otp;

import dev.moirai.kernel.ExitReason;
import java.time.Duration;
import java.util.Objects;

/**
 * What became of an ask. Exactly one comes for each ask; a reply that comes later vanishes.
 *
 * @param <R> the type of the reply
 */
public sealed interface Answer<R> {

    /** The reply. */
    record Ok<R>(R value) implements Answer<R> {
        public Ok {
            Objects.requireNonNull(value, "value");
        }
    }

    /** The receiver answered that it cannot: {@link Reply#fail}. */
    record Failed<R>(Object error) implements Answer<R> {
        public Failed {
            Objects.requireNonNull(error, "error");
        }
    }

    /** The receiver ended before it replied, or there was none: {@link ExitReason#NO_PROCESS}. */
    record Exited<R>(ExitReason reason) implements Answer<R> {}

    /** No reply came in time. The receiver may still be working on it. */
    record TimedOut<R>(Duration after) implements Answer<R> {}

    /** The question was not sent: the receiver's mailbox is full, or it is the asker itself. */
    record NotSent<R>(String why) implements Answer<R> {}

    /**
     * The reply.
     *
     * @throws AskFailed if there is none
     */
    default R orThrow() {
        if (this instanceof Ok<R>(R value)) {
            return value;
        }
        throw new AskFailed(this);
    }

    /** Whether the reply came. */
    default boolean isOk() {
        return this instanceof Ok<R>;
    }
}
