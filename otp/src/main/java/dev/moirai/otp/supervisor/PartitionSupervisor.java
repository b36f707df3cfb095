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
 * @param name of the supervisor
 * @param partitions the children, number 0 first
 * @param <M> what the children take
 */
public record PartitionSupervisor<M>(Object name, List<ChildSpec<M>> partitions) {

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

    public PartitionSupervisor {
        Objects.requireNonNull(name, "name");
        partitions = List.copyOf(partitions);
        if (partitions.isEmpty()) {
            throw new IllegalArgumentException("invalid_partitions: must be at least 1, got 0");
        }
    }

    /** @param partitions how many, at least 1; the processors are a good number */
    public static <M> PartitionSupervisor<M> of(Object name, int partitions, Partition<M> partition) {
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
        return Supervisor.of(Strategy.ONE_FOR_ONE).named(name).children(partitions);
    }

    /** The number of the partition of {@code key}: a whole number modulo their count, anything else by its hash. */
    public int number(Object key) {
        long hash = key instanceof Number whole ? whole.longValue() : key.hashCode();
        return (int) Math.floorMod(Math.abs(hash), (long) partitions.size());
    }

    /** The address of the partition of {@code key}. */
    public Address<M> address(Node node, Object key) {
        return Name.<M>of(new PartitionName(name, number(key))).on(node);
    }
}
