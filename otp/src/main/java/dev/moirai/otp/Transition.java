package dev.moirai.otp;

import dev.moirai.kernel.ExitReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a state machine does after an event: an immutable value; each wither returns a changed copy.
 *
 * @param to the next state; null to keep the present one
 * @param repeats whether {@link StateMachine#entered} is called although the state is kept
 * @param postponed whether the event is handled again when the state has changed
 * @param internal events to handle before everything that waits, in this order
 * @param stateTimeout an event that comes if the machine is still in the (new) state after a time, or null
 * @param forgetsTimeout whether an earlier state timeout does not come any more
 * @param eventTimeout an event that comes if no other does for a time, or null
 * @param stop what to end with, or null to go on
 */
public record Transition<S, M>(
        @Nullable S to,
        boolean repeats,
        boolean postponed,
        List<M> internal,
        @Nullable Timeout<M> stateTimeout,
        boolean forgetsTimeout,
        @Nullable Timeout<M> eventTimeout,
        @Nullable ExitReason stop) {

    /** An event and when it comes. */
    public record Timeout<M>(Duration after, M event) {
        public Timeout {
            Objects.requireNonNull(after, "after");
            Objects.requireNonNull(event, "event");
        }
    }

    public Transition {
        internal = List.copyOf(internal);
    }

    /** Goes to a state, or stays there without entering it again. A state timeout ends with the state. */
    public static <S, M> Transition<S, M> to(S state) {
        return new Transition<>(
                Objects.requireNonNull(state, "state"), false, false, List.of(), null, false, null, null);
    }

    /** Keeps the state. */
    public static <S, M> Transition<S, M> keep() {
        return new Transition<>(null, false, false, List.of(), null, false, null, null);
    }

    /** Keeps the state and enters it again: {@link StateMachine#entered} is called. Nothing else happens as if it had changed. */
    public static <S, M> Transition<S, M> repeat() {
        return new Transition<>(null, true, false, List.of(), null, false, null, null);
    }

    /** Keeps the state, and the event for another one. */
    public static <S, M> Transition<S, M> postpone() {
        return new Transition<>(null, false, true, List.of(), null, false, null, null);
    }

    public static <S, M> Transition<S, M> stop(ExitReason reason) {
        return new Transition<>(
                null, false, false, List.of(), null, false, null, Objects.requireNonNull(reason, "reason"));
    }

    /** Then handles {@code event}, before everything that waits. */
    public Transition<S, M> then(M event) {
        List<M> all = new ArrayList<>(internal);
        all.add(event);
        return new Transition<>(to, repeats, postponed, all, stateTimeout, forgetsTimeout, eventTimeout, stop);
    }

    /** {@code event} comes if the state has not changed when {@code time} is over; replaces an earlier one. */
    public Transition<S, M> ifStillHereAfter(Duration time, M event) {
        return new Transition<>(
                to, repeats, postponed, internal, new Timeout<>(time, event), false, eventTimeout, stop);
    }

    /** The event of an earlier {@link #ifStillHereAfter} does not come any more, although the state may be kept. */
    public Transition<S, M> forgettingTimeout() {
        return new Transition<>(to, repeats, postponed, internal, null, true, eventTimeout, stop);
    }

    /** {@code event} comes if no other event does for {@code time}. */
    public Transition<S, M> ifNothingFor(Duration time, M event) {
        return new Transition<>(
                to, repeats, postponed, internal, stateTimeout, forgetsTimeout, new Timeout<>(time, event), stop);
    }
}
