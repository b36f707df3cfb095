package dev.moirai.otp;

import dev.moirai.kernel.Node;
import dev.moirai.kernel.Pid;
import java.util.Objects;

/** The typed address of one process: one incarnation, which a restart does not replace. */
public record Ref<M>(Pid pid) implements Address<M> {
    public Ref {
        Objects.requireNonNull(pid, "pid");
    }

    @Override
    public Node node() {
        return pid.node();
    }

    @Override
    public String toString() {
        return pid.toString();
    }
}
