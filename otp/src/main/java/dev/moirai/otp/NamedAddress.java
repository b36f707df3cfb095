package dev.moirai.otp;

import dev.moirai.kernel.Node;
import dev.moirai.kernel.Pid;
import org.jspecify.annotations.Nullable;

/** A name on a node. */
record NamedAddress<M>(Name<M> name, Node node) implements Address<M> {
    @Override
    public @Nullable Pid pid() {
        return node.names().lookup(name.key());
    }

    @Override
    public String toString() {
        return name + " on " + node.name();
    }
}
