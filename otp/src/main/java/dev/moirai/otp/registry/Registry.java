package dev.moirai.otp.registry;

import dev.moirai.kernel.Node;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Self;
import dev.moirai.otp.Address;
import dev.moirai.otp.supervisor.ChildSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
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
 * linked to the registry's process: if that ends, so do they, and nobody is left who believes to be registered. One instance
 * serves one node.
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

    private final String name;
    private final boolean unique;
    private final List<Address<Event<K>>> listeners;
    private final Map<K, List<Entry<V>>> entries =
            new ConcurrentHashMap<>(); // lists are immutable, replaced as a whole
    private final Map<Object, Object> meta = new ConcurrentHashMap<>();
    private volatile @Nullable Pid keeper; // written by the keeper's own turns

    private Registry(String name, boolean unique, List<Address<Event<K>>> listeners) {
        this.name = Objects.requireNonNull(name, "name");
        this.unique = unique;
        this.listeners = List.copyOf(listeners);
    }

    /** One process for each key. */
    public static <K, V> Registry<K, V> unique(String name) {
        return new Registry<>(name, true, List.of());
    }

    /** Any number of processes for each key, and of entries for each process. */
    public static <K, V> Registry<K, V> duplicate(String name) {
        return new Registry<>(name, false, List.of());
    }

    /** A registry of the same kind whose registrations are told to {@code listener}. */
    public Registry<K, V> withListener(Address<Event<K>> listener) {
        List<Address<Event<K>>> all = new ArrayList<>(listeners);
        all.add(listener);
        return new Registry<>(name, unique, all);
    }

    public String name() {
        return name;
    }

    /** The process that keeps it, as a child of a supervisor. */
    public ChildSpec<Object> asChild() {
        return ChildSpec.server(name, () -> new RegistryKeeper<>(this));
    }

    // ---- the registering process

    /** Registers the calling process. */
    public Registered register(Self self, K key, V value) {
        Pid running = keeper;
        if (running == null) {
            return new Registered.NotRunning();
        }
        self.link(running); // before the entry exists, so that there is none without a link
        Pid me = self.pid();
        boolean[] taken = new boolean[1];
        List<Entry<V>> now = entries.compute(key, (_, present) -> {
            List<Entry<V>> live = present == null ? List.of() : live(present);
            taken[0] = unique && !live.isEmpty();
            return taken[0] ? live : with(live, new Entry<>(me, value));
        });
        if (taken[0]) {
            return new Registered.AlreadyRegistered(now.getFirst().pid());
        }
        self.send(running, new RegistryKeeper.Registration<>(me, key));
        listeners.forEach(listener -> listener.tell(new Event.Added<>(key, me, value)));
        return new Registered.Ok();
    }

    private static <V> List<Entry<V>> with(List<Entry<V>> live, Entry<V> another) {
        List<Entry<V>> more = new ArrayList<>(live);
        more.add(another);
        return List.copyOf(more);
    }

    /** Gives up all entries of the calling process under {@code key}. */
    public void unregister(Self self, K key) {
        if (remove(self.pid(), key)) {
            listeners.forEach(listener -> listener.tell(new Event.Removed<>(key, self.pid())));
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

    /** The keys of a process. */
    public List<K> keys(Pid pid) {
        List<K> keys = new ArrayList<>();
        entries.forEach((key, present) -> {
            for (Entry<V> entry : present) {
                if (entry.pid().equals(pid) && pid.isAlive()) {
                    keys.add(key);
                }
            }
        });
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
    public List<Entry<V>> match(K key, java.util.function.Predicate<? super V> wanted) {
        return lookup(key).stream().filter(entry -> wanted.test(entry.value())).toList();
    }

    /** The keys and live entries that are wanted, in no order. */
    public Map<K, List<Entry<V>>> select(BiPredicate<? super K, ? super Entry<V>> wanted) {
        Map<K, List<Entry<V>>> selected = new java.util.HashMap<>();
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

    // ---- the keeper

    void keptBy(@Nullable Pid pid) {
        entries.clear(); // whoever was registered before is linked to the earlier keeper, and ends with it
        keeper = pid;
    }

    /** Removes the entries of {@code pid} under {@code key}; true if there were any. */
    boolean remove(Pid pid, K key) {
        boolean[] removed = new boolean[1];
        entries.computeIfPresent(key, (_, present) -> {
            List<Entry<V>> left =
                    present.stream().filter(entry -> !entry.pid().equals(pid)).toList();
            removed[0] = left.size() < present.size();
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
