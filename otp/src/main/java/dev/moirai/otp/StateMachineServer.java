package dev.moirai.otp;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Signal;
import dev.moirai.kernel.Timer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Runs a state machine as a server. Events are handled in this order: internal ones, those that were postponed when the
 * state has changed, timeouts of no time, the one that arrived.
 */
final class StateMachineServer<S, M> implements Server<M> {
    /** So many events are handled in one go, so that a machine which is never done with its internal ones can be ended. */
    private static final int AT_ONCE = 100;

    private StateMachine<S, M> machine;
    private final Deque<M> events = new ArrayDeque<>();
    private final List<M> postponed = new ArrayList<>();
    private @Nullable S state; // null until init
    private @Nullable Timer stateTimer;
    private @Nullable Timer eventTimer;
    private @Nullable M stateDue; // timeouts of no time, which come before anything that waits in the mailbox
    private @Nullable M eventDue;

    StateMachineServer(StateMachine<S, M> machine) {
        this.machine = machine;
    }

    @SuppressWarnings("unchecked") // whoever asks for the change names the types of the machine
    static <S, M> StateMachineServer<S, M> of(Server<M> server) {
        if (server instanceof StateMachineServer<?, M> machine) {
            return (StateMachineServer<S, M>) machine;
        }
        throw new IllegalArgumentException(
                "this is no state machine but a " + server.getClass().getName());
    }

    void change(UnaryOperator<StateMachine<S, M>> change) {
        machine = Objects.requireNonNull(change.apply(machine), "a change of a state machine returned null");
    }

    @Override
    public Next<M> init(Context<M> context) throws Throwable {
        state = machine.init(context);
        return run(apply(machine.entered(current(), context), null, context), context);
    }

    @Override
    public Next<M> on(M event, Context<M> context) throws Throwable {
        events.addFirst(event); // behind it are those of a run that was cut short
        return run(null, context);
    }

    @Override
    public Next<M> signal(Signal signal, Context<M> context) throws Throwable {
        forgetEventTimer(context);
        return run(apply(machine.signal(signal, current(), context), null, context), context);
    }

    private Next<M> run(@Nullable ExitReason over, Context<M> context) throws Throwable {
        ExitReason stop = over;
        for (int left = AT_ONCE; stop == null; left--) {
            M event = next();
            if (event == null) {
                return Next.go();
            }
            if (left == 0) {
                return Next.then(event);
            }
            forgetEventTimer(context); // internal and postponed events end the silence too
            stop = apply(machine.on(event, current(), context), event, context);
        }
        return Next.stop(stop);
    }

    private @Nullable M next() {
        M event = events.pollFirst();
        if (event == null && stateDue != null) {
            event = stateDue;
            stateDue = null;
        } else if (event == null && eventDue != null) {
            event = eventDue;
            eventDue = null;
        }
        return event;
    }

    private @Nullable ExitReason apply(Transition<S, M> transition, @Nullable M event, Context<M> context)
            throws Throwable {
        if (transition.stop() != null) {
            return transition.stop();
        }
        if (transition.postponed() && event != null) {
            postponed.add(event);
        }
        S next = transition.to();
        boolean changes = next != null && !next.equals(state);
        if (changes) {
            state = next;
            forgetStateTimer(context);
            prepend(postponed);
            postponed.clear();
        }
        prepend(transition.internal());
        arm(transition, context);
        return changes || transition.repeats() ? apply(machine.entered(current(), context), null, context) : null;
    }

    private void arm(Transition<S, M> transition, Context<M> context) {
        var stateTimeout = transition.stateTimeout();
        if (stateTimeout != null) {
            forgetStateTimer(context);
            if (stateTimeout.after().isPositive()) {
                stateTimer = context.after(stateTimeout.after(), stateTimeout.event());
            } else {
                stateDue = stateTimeout.event();
            }
        }
        if (transition.forgetsTimeout()) {
            forgetStateTimer(context);
        }
        var eventTimeout = transition.eventTimeout();
        if (eventTimeout != null) {
            forgetEventTimer(context);
            if (eventTimeout.after().isPositive()) {
                eventTimer = context.after(eventTimeout.after(), eventTimeout.event());
            } else {
                eventDue = eventTimeout.event();
            }
        }
    }

    private void forgetStateTimer(Context<M> context) {
        stateDue = null;
        if (stateTimer != null) {
            context.self().cancel(stateTimer);
            stateTimer = null;
        }
    }

    private void forgetEventTimer(Context<M> context) {
        eventDue = null;
        if (eventTimer != null) {
            context.self().cancel(eventTimer);
            eventTimer = null;
        }
    }

    private void prepend(List<M> first) {
        first.reversed().forEach(events::addFirst);
    }

    private S current() {
        return Objects.requireNonNull(state, "no state before init");
    }

    @Override
    public void terminate(ExitReason why, Context<M> context) throws Throwable {
        machine.terminate(why, current(), context);
    }

    @Override
    public Object state() {
        return state == null ? "no state yet" : state;
    }
}
