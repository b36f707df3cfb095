package dev.moirai.otp;

import dev.moirai.kernel.BlockingSelf;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.SendResult;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where messages of type {@code M} can be sent: to one process ({@link Ref}), or to whoever holds a name when the message is
 * sent ({@link Name#on}).
 *
 * <pre>{@code
 * queue.tell(new Enqueue("a"));
 * Optional<String> head = queue.ask(Dequeue::new);
 * }</pre>
 *
 * <p>The methods here are for threads outside of the node and for blocking processes. In a server use
 * {@link Context#tell} and {@link Context#ask}, which never wait: {@code ask} here throws {@link IllegalStateException} in a
 * turn.
 */
public sealed interface Address<M> permits Ref, NamedAddress {
    /** How long asks wait unless told otherwise: 5 seconds, as in OTP. */
    Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

    /** The address of whoever {@code holder} finds when a message is sent: a process registry of another kind. */
    static <M> Address<M> of(Node node, Object name, Supplier<@Nullable Pid> holder) {
        return new NamedAddress<>(name, node, holder);
    }

    /** The system it belongs to. */
    Node node();

    /** The process a message would go to now, dead or alive; null if nobody holds the name. */
    @Nullable
    Pid pid();

    /** Sends a message without waiting for anything. */
    default SendResult tell(M message) {
        Objects.requireNonNull(message, "message");
        Pid to = pid();
        return to == null ? SendResult.DEAD : node().send(to, message);
    }

    /**
     * Asks and waits for the reply, for {@link #DEFAULT_TIMEOUT}.
     *
     * @param question makes the message from the address the reply goes to, typically a constructor: {@code Dequeue::new}
     * @throws AskFailed if no reply came
     * @throws IllegalStateException in a turn
     */
    default <R> R ask(Function<? super Reply<R>, ? extends M> question) {
        return ask(DEFAULT_TIMEOUT, question);
    }

    /** As {@link #ask(Function)}, for at most {@code timeout}. */
    default <R> R ask(Duration timeout, Function<? super Reply<R>, ? extends M> question) {
        return AskFailed.replyOf(this, tryAsk(timeout, question));
    }

    /** As {@link #ask(Duration, Function)}, with failures as values. */
    default <R> Answer<R> tryAsk(Duration timeout, Function<? super Reply<R>, ? extends M> question) {
        return OutsideAsk.ask(this, timeout, question);
    }

    /** Asks from a blocking process and waits for the reply; other messages stay in its mailbox. */
    default <R> R ask(BlockingSelf self, Function<? super Reply<R>, ? extends M> question) {
        return ask(self, DEFAULT_TIMEOUT, question);
    }

    /** As {@link #ask(BlockingSelf, Function)}, for at most {@code timeout}. */
    default <R> R ask(BlockingSelf self, Duration timeout, Function<? super Reply<R>, ? extends M> question) {
        return AskFailed.replyOf(this, tryAsk(self, timeout, question));
    }

    /** As {@link #ask(BlockingSelf, Duration, Function)}, with failures as values. */
    default <R> Answer<R> tryAsk(
            BlockingSelf self, Duration timeout, Function<? super Reply<R>, ? extends M> question) {
        return Request.ask(self, pid(), timeout, question);
    }
}
