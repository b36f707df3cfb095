package dev.moirai.otp;

import dev.moirai.kernel.Node;
import java.util.Objects;

/**
 * A typed name a process can hold on a node; an immutable key, so it may be a constant although there are many nodes.
 *
 * <pre>{@code
 * static final Name<Message> NAME = Name.of("simple-queue");
 * NAME.on(node).tell(new Enqueue("a"));
 * }</pre>
 *
 * <p>Two names are equal if their keys are; use each key with one message type.
 *
 * @param key any value with equality; it is what {@link dev.moirai.kernel.Names} knows
 */
public record Name<M>(Object key) {
    public Name {
        Objects.requireNonNull(key, "key");
    }

    public static <M> Name<M> of(Object key) {
        return new Name<>(key);
    }

    /** The address of whoever holds this name on {@code node}, looked up at each send, so that it survives restarts. */
    public Address<M> on(Node node) {
        return new NamedAddress<>(key, node, () -> node.names().lookup(key));
    }

    @Override
    public String toString() {
        return key.toString();
    }
}
