package dev.moirai.examples.simplequeue;

import dev.moirai.otp.Context;
import dev.moirai.otp.Name;
import dev.moirai.otp.Next;
import dev.moirai.otp.Reply;
import dev.moirai.otp.Server;
import dev.moirai.otp.supervisor.ChildSpec;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** A queue in a process: only the process touches it, everybody else sends messages. */
public final class SimpleQueue implements Server<SimpleQueue.Message> {

    /** What it takes. */
    public sealed interface Message {
        /** Puts a value at the end. */
        record Enqueue(String value) implements Message {}

        /** Takes the first value; empty if there is none. */
        record Dequeue(Reply<Optional<String>> to) implements Message {}

        /** Asks for all values. */
        record Queue(Reply<List<String>> to) implements Message {}
    }

    /** What the queue of the application is registered as. */
    public static final Name<Message> NAME = Name.of("SimpleQueue");

    private final Deque<String> values;

    SimpleQueue(List<String> values) {
        this.values = new ArrayDeque<>(values);
    }

    /** The registered queue as a child, with its first values if there are any. */
    public static ChildSpec<Message> child(String... values) {
        return ChildSpec.server(NAME, () -> new SimpleQueue(List.of(values)));
    }

    /** A queue without a name: there can be any number. */
    public static ChildSpec<Message> anonymous(Object id, String... values) {
        return ChildSpec.server(id, () -> new SimpleQueue(List.of(values)));
    }

    @Override
    public Next<Message> on(Message message, Context<Message> context) {
        switch (message) {
            case Message.Enqueue(var value) -> values.add(value);
            case Message.Dequeue(var to) -> to.ok(Optional.ofNullable(values.poll()));
            case Message.Queue(var to) -> to.ok(List.copyOf(values));
        }
        return Next.go();
    }

    @Override
    public Object state() {
        return values.size() + " values";
    }
}
