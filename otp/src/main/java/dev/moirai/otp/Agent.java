package dev.moirai.otp;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Node;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A process that keeps a value: functions are sent to it and run there, one after another (Elixir: {@code Agent}).
 *
 * <pre>{@code
 * Agent<Integer> counter = Agent.start(node, () -> 0);
 * counter.update(n -> n + 1);
 * int now = counter.get(n -> n);
 * }</pre>
 *
 * <p>A function that throws ends the agent, and whoever waits for it gets {@link AskFailed}. The value should be immutable,
 * as {@link #get} may hand it out. To supervise one: {@code ChildSpec.server(name, () -> Agent.server(() -> 0))}.
 *
 * @param <S> the value
 */
public final class Agent<S> {

    /** What an agent is sent; servers do so with {@link Context#ask}. */
    public sealed interface Message<S> {
        /** Replies with what {@code read} makes of the value. */
        record Get<S, R>(Function<? super S, ? extends R> read, Reply<R> to) implements Message<S> {}

        /** Changes the value and replies. */
        record GetAndUpdate<S, R>(Function<? super S, Result<S, R>> change, Reply<R> to) implements Message<S> {}

        /** Changes the value without a word. */
        record Cast<S>(UnaryOperator<S> change) implements Message<S> {}
    }

    /** What a get-and-update gives: the reply, and the new value. */
    public record Result<S, R>(R reply, S value) {}

    private final Address<Message<S>> address;

    private Agent(Address<Message<S>> address) {
        this.address = Objects.requireNonNull(address, "address");
    }

    /** The server of an agent whose first value {@code initial} makes, in the new process. */
    public static <S> Server<Message<S>> server(Supplier<? extends S> initial) {
        return new Keeper<>(initial.get());
    }

    /** Starts an agent that nobody supervises. */
    public static <S> Agent<S> start(Node node, Supplier<? extends S> initial) {
        return at(Server.<Message<S>>spawn(node, () -> server(initial)));
    }

    /** A handle for an agent that runs already. */
    public static <S> Agent<S> at(Address<Message<S>> address) {
        return new Agent<>(address);
    }

    public Address<Message<S>> address() {
        return address;
    }

    /** What {@code read}, run by the agent, makes of the value. */
    public <R> R get(Function<? super S, ? extends R> read) {
        return get(Address.DEFAULT_TIMEOUT, read);
    }

    /** As {@link #get(Function)}, waiting for at most {@code timeout}. */
    public <R> R get(Duration timeout, Function<? super S, ? extends R> read) {
        return address.<R>ask(timeout, to -> new Message.Get<S, R>(read, to));
    }

    /** Changes the value, and waits until it is. */
    public void update(UnaryOperator<S> change) {
        getAndUpdate(value -> new Result<>(Done.DONE, change.apply(value)));
    }

    /** Changes the value and gives something in one step. */
    public <R> R getAndUpdate(Function<? super S, Result<S, R>> change) {
        return address.<R>ask(to -> new Message.GetAndUpdate<S, R>(change, to));
    }

    /** Has the value changed, without waiting. */
    public void cast(UnaryOperator<S> change) {
        address.tell(new Message.Cast<>(change));
    }

    /** Ends it and waits for its end. */
    public void stop() {
        Sys.stop(address, ExitReason.NORMAL, Address.DEFAULT_TIMEOUT);
    }

    private static final class Keeper<S> implements Server<Message<S>> {
        private S value;

        Keeper(S value) {
            this.value = value;
        }

        @Override
        public Next<Message<S>> on(Message<S> message, Context<Message<S>> context) {
            switch (message) {
                case Message.Get<S, ?> get -> answer(get);
                case Message.GetAndUpdate<S, ?> change -> change(change);
                case Message.Cast<S>(var change) -> value = change.apply(value);
            }
            return Next.go();
        }

        private <R> void answer(Message.Get<S, R> get) {
            get.to().ok(get.read().apply(value));
        }

        private <R> void change(Message.GetAndUpdate<S, R> message) {
            Result<S, R> result = message.change().apply(value);
            value = result.value();
            message.to().ok(result.reply());
        }

        @Override
        public Object state() {
            return "an agent's " + value.getClass().getSimpleName();
        }
    }
}
