package dev.moirai.otp;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Signal;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A server whose answer to an event depends on its state (OTP: {@code gen_statem}).
 *
 * <pre>{@code
 * public Transition<Door, Event> on(Event event, Door state, Context<Event> context) {
 *     return switch (state) {
 *         case OPEN -> switch (event) {
 *             case Event.Close() -> Transition.to(Door.CLOSED);
 *             case Event.Knock(var to) -> Transition.postpone(); // answered when it is closed
 *         };
 *         case CLOSED -> switch (event) {
 *             case Event.Close() -> Transition.keep();
 *             case Event.Knock(var to) -> {
 *                 to.ok("who is there?");
 *                 yield Transition.keep();
 *             }
 *         };
 *     };
 * }
 * }</pre>
 *
 * <p>Run by {@link #server}. Timers besides the state's own are {@link Context#after} events.
 *
 * @param <S> the states: an enum, or a sealed interface of records if states have data
 * @param <M> the events
 */
public interface StateMachine<S, M> {

    /** The first state; called in the new process. */
    S init(Context<M> context) throws Throwable;

    /** Handles one event. */
    Transition<S, M> on(M event, S state, Context<M> context) throws Throwable;

    /** A state was entered: the first one, or another one than before. */
    default Transition<S, M> entered(S state, Context<M> context) throws Throwable {
        return Transition.keep();
    }

    /** As {@link Server#signal}. */
    default Transition<S, M> signal(Signal signal, S state, Context<M> context) throws Throwable {
        return Transition.keep();
    }

    /** As {@link Server#terminate}. */
    default void terminate(ExitReason why, S state, Context<M> context) throws Throwable {}

    /**
     * Replaces a running machine by another one for the same states and events, between two events; as {@link Sys#change}.
     * The state, postponed events and timers stay, and {@link #entered} is not called.
     *
     * @throws AskFailed as {@link Sys#change}
     */
    static <S, M> void change(Address<M> machine, Duration timeout, UnaryOperator<StateMachine<S, M>> change) {
        Sys.<M>change(machine, timeout, server -> {
            StateMachineServer.<S, M>of(server).change(change);
            return server;
        });
    }

    /** The server that runs a machine made by {@code maker}, one per process. */
    static <S, M> Server<M> server(Supplier<? extends StateMachine<S, M>> maker) {
        return new StateMachineServer<>(maker.get());
    }
}
