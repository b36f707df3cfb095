package dev.moirai.otp;

import dev.moirai.kernel.Node;
import dev.moirai.kernel.Pid;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whoever goes by a name when a message is sent.
 *
 * @param name as it is shown
 * @param holder looks up who holds it now; null if nobody does
 */
record NamedAddress<M>(Object name, Node node, Supplier<@Nullable Pid> holder) implements Address<M> {
    @Override
    public @Nullable Pid pid() {
        return holder.get();
    }

    @Override
    public String toString() {
        return name + " on " + node.name();
    }
}
