package dev.moirai.otp;

import dev.moirai.kernel.ExitReason;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * What every server answers without its code knowing: look at it, hold it, stop it (OTP: {@code sys}).
 *
 * <p>The static methods are for threads outside of the node. A server can send the messages itself, with
 * {@link Context#ask}.
 */
public sealed interface Sys {

    /** Asks for {@link Server#state}. */
    record State(Reply<Object> to) implements Sys {}

    /** Asks to handle nothing but these messages and requests to stop, until {@link Resume}. */
    record Suspend(Reply<Done> to) implements Sys {}

    /** Asks to go on. */
    record Resume(Reply<Done> to) implements Sys {}

    /** Asks whether it handles messages at all. Answered while suspended too. */
    record Ping(Reply<Done> to) implements Sys {}

    /** Asks to end with {@code reason}; answered by the end. */
    record Stop(ExitReason reason, Reply<Done> to) implements Sys {}

    /** Asks to go on as the server that {@code change} makes of the present one. */
    record Change<M>(UnaryOperator<Server<M>> change, Reply<Done> to) implements Sys {}

    /**
     * Replaces a running server by another one, between two messages (OTP: {@code sys:change_code} and
     * {@code sys:replace_state}). The process, its name, links, timers and mailbox stay; {@code init} and {@code terminate}
     * are not called.
     *
     * <pre>{@code
     * Sys.<Counter.Message>change(counter, timeout, old -> new FasterCounter(((Counter) old).total()));
     * }</pre>
     *
     * @param change called in the server's own turn; if it throws, the server goes on as it was
     * @throws AskFailed with {@link Answer.Failed} if {@code change} threw, or if there is no server
     */
    static <M> void change(Address<M> server, Duration timeout, UnaryOperator<Server<M>> change) {
        any(server).<Done>ask(timeout, to -> new Change<>(change, to));
    }

    /** What the server shows of its state. */
    static Object state(Address<?> server, Duration timeout) {
        return any(server).<Object>ask(timeout, State::new);
    }

    /** Holds the server: messages wait until {@link #resume}. */
    static void suspend(Address<?> server, Duration timeout) {
        any(server).<Done>ask(timeout, Suspend::new);
    }

    /** Lets it go on. */
    static void resume(Address<?> server, Duration timeout) {
        any(server).<Done>ask(timeout, Resume::new);
    }

    /**
     * Ends the server with {@code reason} and waits for its end.
     *
     * @throws AskFailed if it is not there, does not end in time, or ends with another reason
     */
    static void stop(Address<?> server, ExitReason reason, Duration timeout) {
        Answer<Done> answer = any(server).tryAsk(timeout, to -> new Stop(reason, to));
        if (!(answer instanceof Answer.Exited<Done>(var actual) && actual.equals(reason))) {
            throw new AskFailed(answer);
        }
    }

    @SuppressWarnings("unchecked") // every server takes these besides its own messages
    private static Address<Object> any(Address<?> server) {
        return (Address<Object>) server;
    }
}
