package dev.moirai.otp.registry;

import dev.moirai.kernel.BlockingSelf;
import dev.moirai.kernel.Clock;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Self;
import dev.moirai.otp.Address;
import dev.moirai.otp.AskFailed;
import dev.moirai.otp.Done;
import dev.moirai.otp.Server;
import dev.moirai.otp.supervisor.AlreadyStarted;
import dev.moirai.otp.supervisor.ChildSpec;
import dev.moirai.otp.supervisor.Strategy;
import dev.moirai.otp.supervisor.Supervisor;
import dev.moirai.otp.supervisor.SupervisorSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A table of processes by key (Elixir: {@code Registry}). A process registers itself, with a value; when it ends its entries
 * go with it.
 *
 * <pre>{@code
 * Registry<String, Integer> rooms = Registry.unique("rooms");
 * supervisor = supervisor.child(rooms.asChild());
 * rooms.register(context.self(), "kitchen", 7);        // in the process itself
 * rooms.<Message>via(node, "kitchen").tell(message);   // anywhere
 * }</pre>
 *
 * <p>Reading needs no process and may be done by any thread. Entries of ended processes are never seen. Who registers is
 * linked to the registry's process as long as it holds a key: if that ends, so do they, and nobody is left who believes to
 * be registered. One instance serves one node.
 *
 * @param <K> keys, with equality
 * @param <V> values, immutable
 */
public final class Registry<K, V> {
    /** One registration. */
    public record Entry<V>(Pid pid, V value) {}

    /** What registering came to. */
    public sealed interface Registered {
        record Ok() implements Registered {}

        /** The key is unique and held by another process, or by this one already. */
        record AlreadyRegistered(Pid holder) implements Registered {}

        /** The registry is not running. */
        record NotRunning() implements Registered {}
    }

    /** What listeners are told. That an entry went with its process is not told: monitor the process. */
    public sealed interface Event<K> {
        record Added<K>(K key, Pid pid, Object value) implements Event<K> {}

        record Removed<K>(K key, Pid pid) implements Event<K> {}
    }

    /** Marks that a partition of a registry is kept by a process. */
    private record Kept(Pid keeper) {}

    private final String name;
    private final boolean unique;
    private final int partitions;
    private final List<Address<Event<K>>> listeners;
    private final Map<K, List<Entry<V>>> entries =
            new ConcurrentHashMap<>(); // lists are immutable, replaced as a whole
    private final Map<Pid, Map<K, Integer>> held =
            new ConcurrentHashMap<>(); // how often each process holds each key; touched inside compute only
    private final Map<Object, Object> meta = new ConcurrentHashMap<>();
    private final Map<Integer, Kept> keepers = new ConcurrentHashMap<>(); // by partition; written by the keepers' turns

    private Registry(String name, boolean unique, int partitions, List<Address<Event<K>>> listeners) {
        this.name = Objects.requireNonNull(name, "name");
        this.unique = unique;
        this.partitions = partitions;
        this.listeners = List.copyOf(listeners);
        if (partitions < 1) {
            throw new IllegalArgumentException("invalid_partitions: must be at least 1, got " + partitions);
        }
    }

    /** One process for each key. */
    public static <K, V> Registry<K, V> unique(String name) {
        return new Registry<>(name, true, 1, List.of());
    }

    /** Any number of processes for each key, and of entries for each process. */
    public static <K, V> Registry<K, V> duplicate(String name) {
        return new Registry<>(name, false, 1, List.of());
    }

    /** A registry of the same kind whose registrations are told to {@code listener}. */
    public Registry<K, V> withListener(Address<Event<K>> listener) {
        List<Address<Event<K>>> all = new ArrayList<>(listeners);
        all.add(listener);
        return new Registry<>(name, unique, partitions, all);
    }

    /**
     * A registry of the same kind kept by {@code count} processes, each for the registrants and locks that fall to it. More
     * than one only helps if registrants end, or take locks, faster than one process can follow; reading needs none.
     */
    public Registry<K, V> partitions(int count) {
        return new Registry<>(name, unique, count, listeners);
    }

    public String name() {
        return name;
    }

    /** The processes that keep it, as one child of a supervisor; several partitions end and start together. */
    public ChildSpec<?> asChild() {
        if (partitions == 1) {
            return keeper(name, 0);
        }
        SupervisorSpec all = Supervisor.of(Strategy.ONE_FOR_ALL);
        for (int number = 0; number < partitions; number++) {
            all = all.child(keeper(number, number));
        }
        return all.asChild(name);
    }

    private ChildSpec<Object> keeper(Object id, int number) {
        return ChildSpec.server(id, () -> new RegistryKeeper<>(this, number));
    }

    private int partition(Object of) {
        return Math.floorMod(of.hashCode(), partitions);
    }

    private @Nullable Pid keeper(int partition) {
        Kept kept = keepers.get(partition);
        return kept == null || !kept.keeper.isAlive() ? null : kept.keeper;
    }

    // ---- the registering process

    /** Registers the calling process. */
    public Registered register(Self self, K key, V value) {
        Pid me = self.pid();
        Pid keeper = keeper(partition(me));
        if (keeper == null) {
            return new Registered.NotRunning();
        }
        self.link(keeper); // before the entry exists, so that there is none without a link
        boolean[] taken = new boolean[1];
        List<Entry<V>> now = entries.compute(key, (_, present) -> {
            List<Entry<V>> live = present == null ? List.of() : live(present);
            taken[0] = unique && !live.isEmpty();
            return taken[0] ? live : with(live, new Entry<>(me, value));
        });
        if (taken[0]) {
            unlinkIfNothingHeld(self);
            return new Registered.AlreadyRegistered(now.getFirst().pid());
        }
        held.compute(me, (_, keys) -> {
            Map<K, Integer> counts = keys == null ? new LinkedHashMap<>() : keys;
            counts.merge(key, 1, Integer::sum);
            return counts;
        });
        if (!me.isAlive()) {
            forget(me); // it was ended from outside meanwhile, and its keeper may have been told before there was an
            // entry
        }
        listeners.forEach(listener -> listener.tell(new Event.Added<>(key, me, value)));
        return new Registered.Ok();
    }

    private void unlinkIfNothingHeld(Self self) {
        Pid keeper = keeper(partition(self.pid()));
        if (keeper != null && !held.containsKey(self.pid())) {
            self.unlink(keeper);
        }
    }

    private static <V> List<Entry<V>> with(List<Entry<V>> live, Entry<V> another) {
        List<Entry<V>> more = new ArrayList<>(live);
        more.add(another);
        return List.copyOf(more);
    }

    /** Gives up all entries of the calling process under {@code key}. */
    public void unregister(Self self, K key) {
        unregister(self, key, _ -> true);
    }

    /** Gives up the entries of the calling process under {@code key} whose value is {@code unwanted}. */
    public void unregister(Self self, K key, Predicate<? super V> unwanted) {
        Pid me = self.pid();
        int removed = remove(key, entry -> entry.pid().equals(me) && unwanted.test(entry.value()));
        if (removed == 0) {
            return;
        }
        held.computeIfPresent(me, (_, keys) -> {
            keys.computeIfPresent(key, (_, count) -> count == removed ? null : count - removed);
            return keys.isEmpty() ? null : keys;
        });
        unlinkIfNothingHeld(self);
        for (int i = 0; i < removed; i++) {
            listeners.forEach(listener -> listener.tell(new Event.Removed<>(key, me)));
        }
    }

    /**
     * Changes the value of the calling process's entry in a unique registry.
     *
     * @return the new value; null if it does not hold the key
     */
    public @Nullable V updateValue(Self self, K key, UnaryOperator<V> change) {
        if (!unique) {
            throw new IllegalStateException(
                    "registry " + name + " has duplicate keys, so there is no one value to update");
        }
        List<Entry<V>> now = entries.computeIfPresent(key, (_, present) -> {
            Entry<V> entry = present.getFirst();
            return entry.pid().equals(self.pid())
                    ? List.of(new Entry<>(entry.pid(), change.apply(entry.value())))
                    : present;
        });
        return now != null && now.getFirst().pid().equals(self.pid())
                ? now.getFirst().value()
                : null;
    }

    // ---- anybody

    /** The live entries under {@code key}, oldest first. */
    public List<Entry<V>> lookup(K key) {
        List<Entry<V>> present = entries.get(key);
        return present == null ? List.of() : live(present);
    }

    /** The oldest live holder of {@code key}, or null. */
    public @Nullable Pid whereis(K key) {
        List<Entry<V>> found = lookup(key);
        return found.isEmpty() ? null : found.getFirst().pid();
    }

    /** The address of whoever holds {@code key} when a message is sent; for unique registries. */
    public <M> Address<M> via(Node node, K key) {
        if (!unique) {
            throw new IllegalStateException("registry " + name + " has duplicate keys; use dispatch");
        }
        return Address.of(node, name + "/" + key, () -> whereis(key));
    }

    /** The keys of a live process, each as often as it holds it, in the order it first registered them. */
    public List<K> keys(Pid pid) {
        List<K> keys = new ArrayList<>();
        if (pid.isAlive()) {
            held.computeIfPresent(pid, (_, counts) -> {
                counts.forEach((key, count) -> keys.addAll(Collections.nCopies(count, key)));
                return counts;
            });
        }
        return keys;
    }

    /** The values of a process under {@code key}. */
    public List<V> values(K key, Pid pid) {
        return lookup(key).stream()
                .filter(entry -> entry.pid().equals(pid))
                .map(Entry::value)
                .toList();
    }

    /** The live entries under {@code key} whose value is wanted. */
    public List<Entry<V>> match(K key, Predicate<? super V> wanted) {
        return lookup(key).stream().filter(entry -> wanted.test(entry.value())).toList();
    }

    /** The keys and live entries that are wanted, in no order. */
    public Map<K, List<Entry<V>>> select(BiPredicate<? super K, ? super Entry<V>> wanted) {
        Map<K, List<Entry<V>>> selected = new HashMap<>();
        entries.forEach((key, present) -> {
            List<Entry<V>> some = live(present).stream()
                    .filter(entry -> wanted.test(key, entry))
                    .toList();
            if (!some.isEmpty()) {
                selected.put(key, some);
            }
        });
        return selected;
    }

    /** How many live entries there are. */
    public int count() {
        int sum = 0;
        for (List<Entry<V>> present : entries.values()) {
            sum += live(present).size();
        }
        return sum;
    }

    /** Gives the live entries under {@code key} to {@code action}, in the calling thread; not if there are none. */
    public void dispatch(K key, Consumer<? super List<Entry<V>>> action) {
        List<Entry<V>> found = lookup(key);
        if (!found.isEmpty()) {
            action.accept(found);
        }
    }

    /** Something kept with the registry under {@code key}, or null. */
    public @Nullable Object meta(Object key) {
        return meta.get(key);
    }

    public void putMeta(Object key, Object value) {
        meta.put(key, value);
    }

    public void deleteMeta(Object key) {
        meta.remove(key);
    }

    // ---- locks

    /**
     * Runs {@code action} while no other process runs one under the same {@code lock}, which needs to be no key that is
     * registered. Whoever comes while it is held waits in line; the lock of a process that ends goes to the next one.
     *
     * <p>For blocking processes only: a server handles one message at a time anyway, and must not wait.
     *
     * @throws AskFailed if the registry does not run, or this process holds the lock already
     */
    public <R, X extends Throwable> R lock(BlockingSelf self, Object lock, Work<R, X> action) throws X {
        int partition = partition(lock);
        Address<RegistryKeeper.Locking> keeper = Address.of(self.node(), this, () -> keeper(partition));
        keeper.<Done>ask(self, Clock.FOR_EVER, to -> new RegistryKeeper.Acquire(lock, to));
        try {
            return action.run();
        } finally {
            keeper.tell(new RegistryKeeper.Release(lock, self.pid()));
        }
    }

    /** What is done while a lock is held. */
    @FunctionalInterface
    public interface Work<R, X extends Throwable> {
        R run() throws X;
    }

    // ---- names

    /**
     * A server that registers under {@code key} before its own {@code init}, so that the key is its name. If another process
     * holds the key, the start fails with {@link AlreadyStarted}, and {@code startChild} answers
     * {@link dev.moirai.otp.supervisor.StartResult.AlreadyRuns}.
     */
    public <M> Supplier<Server<M>> server(K key, V value, Supplier<? extends Server<M>> maker) {
        return () -> new RegisteredServer<>(this, key, value, maker);
    }

    // ---- the keeper

    /** The process of a partition begins: whoever was registered before is linked to the earlier one, and ends with it. */
    void keptBy(int partition, Pid keeper) {
        held.keySet().stream().filter(pid -> partition(pid) == partition).forEach(this::forget);
        keepers.put(partition, new Kept(keeper));
    }

    /** Removes all entries of {@code pid}, which has ended. */
    void forget(Pid pid) {
        Map<K, Integer> keys = held.remove(pid);
        if (keys != null) {
            keys.keySet().forEach(key -> remove(key, entry -> entry.pid().equals(pid)));
        }
    }

    /** How many were removed. */
    private int remove(K key, Predicate<Entry<V>> unwanted) {
        int[] removed = new int[1];
        entries.computeIfPresent(key, (_, present) -> {
            List<Entry<V>> left = present.stream().filter(unwanted.negate()).toList();
            removed[0] = present.size() - left.size();
            return left.isEmpty() ? null : left;
        });
        return removed[0];
    }

    private static <V> List<Entry<V>> live(List<Entry<V>> present) {
        for (Entry<V> entry : present) {
            if (!entry.pid().isAlive()) {
                return present.stream().filter(each -> each.pid().isAlive()).toList();
            }
        }
        return present;
    }

    @Override
    public String toString() {
        return "registry " + name;
    }
}
