package dev.moirai.otp.supervisor;

import dev.moirai.kernel.Node;
import dev.moirai.otp.Address;
import dev.moirai.otp.Name;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Several children of the same kind under one supervisor, and for each key one of them (Elixir:
 * {@code PartitionSupervisor}): for work, or for supervisors, that one process would be too few for.
 *
 * <pre>{@code
 * PartitionSupervisor<SupervisorMessage> sessions = PartitionSupervisor.of(
 *         "sessions", 8, (name, _) -> DynamicSupervisor.spec().named(name).asChild());
 * Supervisor running = sessions.spec().start(node);
 * DynamicSupervisor mine = DynamicSupervisor.at(sessions.address(node, user));
 * }</pre>
 *
 * <p>One instance serves one node, as {@link #resize} changes which partition a key falls to.
 *
 * @param <M> what the children take
 */
public final class PartitionSupervisor<M> {

    /** Makes one of the children, which must register under {@code name}. */
    @FunctionalInterface
    public interface Partition<M> {
        ChildSpec<M> child(Name<M> name, int number);
    }

    /** What a partition is registered as. */
    private record PartitionName(Object supervisor, int number) {
        @Override
        public String toString() {
            return supervisor + "/" + number;
        }
    }

    private final Object name;
    private final List<ChildSpec<M>> children;
    private volatile int partitions; // written under this

    private PartitionSupervisor(Object name, List<ChildSpec<M>> children) {
        this.name = Objects.requireNonNull(name, "name");
        this.children = List.copyOf(children);
        this.partitions = children.size();
    }

    /** @param partitions how many, at least 1; the processors are a good number */
    public static <M> PartitionSupervisor<M> of(Object name, int partitions, Partition<M> partition) {
        if (partitions < 1) {
            throw new IllegalArgumentException("invalid_partitions: must be at least 1, got " + partitions);
        }
        List<ChildSpec<M>> children = new ArrayList<>();
        for (int number = 0; number < partitions; number++) {
            children.add(partition
                    .child(Name.of(new PartitionName(name, number)), number)
                    .id(number));
        }
        return new PartitionSupervisor<>(name, children);
    }

    /** The supervisor of the partitions; its strategy and limits can be changed like any other's. */
    public SupervisorSpec spec() {
        return Supervisor.of(Strategy.ONE_FOR_ONE).named(name).children(children);
    }

    /** How many partitions keys fall to. */
    public int partitions() {
        return partitions;
    }

    /**
     * Changes how many partitions there are; from then on keys fall to other ones. Those not used any more are stopped, with
     * what they keep. If the supervisor itself is restarted it starts them all again, but keys still fall to {@code count}.
     *
     * @param running a handle on the supervisor of these partitions
     * @param count from 1 to the number it was made with
     * @throws StartFailed if a partition that is needed again does not start; the number is then as before
     */
    public synchronized void resize(Supervisor running, int count) {
        if (count < 1 || count > children.size()) {
            throw new IllegalArgumentException("invalid_partitions: must be from 1 to " + children.size()
                    + ", the number this supervisor was made with, got " + count);
        }
        int before = partitions;
        partitions = count;
        for (int number = before; number < count; number++) {
            if (running.restartChild(number) instanceof RestartResult.Failed(var reason)) {
                partitions = before;
                throw new StartFailed("partition " + number + " of " + name + " did not start: " + reason, reason);
            }
        }
        for (int number = count; number < before; number++) {
            running.terminateChild(number);
        }
    }

    /** The number of the partition of {@code key}: a whole number modulo their count, anything else by its hash. */
    public int number(Object key) {
        long hash = switch (key) {
            case Long whole -> whole;
            case Integer whole -> whole;
            case Short whole -> whole;
            case Byte whole -> whole;
            default -> key.hashCode();
        };
        return (int) Math.floorMod(Math.abs(hash), (long) partitions);
    }

    /** The address of the partition that {@code key} falls to when a message is sent. */
    public Address<M> address(Node node, Object key) {
        return Address.of(node, name + " for " + key, () -> node.names().lookup(new PartitionName(name, number(key))));
    }
}
