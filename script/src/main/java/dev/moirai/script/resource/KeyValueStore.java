package dev.moirai.script.resource;

import dev.moirai.app.kind.MemoryStore;
import dev.moirai.lua.LuaString;
import dev.moirai.script.process.ErrorValue;
import dev.moirai.script.process.Parcel;
import dev.moirai.script.process.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values in memory, shared by the processes of a node. Bounded in keys and bytes.
 *
 * <p>A key whose time is over is gone at once for everyone who asks. The memory it takes is given back by the first write
 * after each cleanup interval, or when the store is full.
 */
public final class KeyValueStore {
    private static final int ITEM_BYTES = 120;

    /** A key with what it holds. Each write gives it a new version. */
    public record Item(
            LuaString key,
            Parcel value,
            long version,
            @Nullable Instant end) {
        private boolean isOver(Instant now) {
            return end != null && !now.isBefore(end);
        }

        private long bytes() {
            return ITEM_BYTES + key.length() + value.bytes();
        }
    }

    /** What must be so for a write to happen. */
    public sealed interface Condition {
        /** Nothing. */
        record Always() implements Condition {}

        /** There must be no such key. */
        record Absent() implements Condition {}

        /** The key must be there and unchanged since it had this version. */
        record Version(long version) implements Condition {}
    }

    private final MemoryStore settings;
    private final Supplier<Instant> clock;
    private final TreeMap<LuaString, Item> items = new TreeMap<>(); // guarded by this
    private long bytes; // guarded by this
    private long versions; // guarded by this
    private Instant cleaned; // guarded by this

    KeyValueStore(MemoryStore settings, Supplier<Instant> clock) {
        this.settings = settings;
        this.clock = clock;
        this.cleaned = clock.get();
    }

    /** Whether the project lets it run. */
    public boolean isRunning() {
        return settings.lifecycle().autoStart();
    }

    public synchronized @Nullable Item find(LuaString key) {
        Item item = items.get(key);
        return item == null || item.isOver(clock.get()) ? null : item;
    }

    /**
     * Stores a value.
     *
     * @param life how long the key stays; zero for as long as the node
     */
    public synchronized Item put(LuaString key, Parcel value, Duration life, Condition condition) throws Refusal {
        Instant now = clock.get();
        if (now.isAfter(cleaned.plus(settings.cleanupInterval()))) {
            clean(now);
        }
        check(condition, find(key), key);
        var item = new Item(key, value, ++versions, life.isZero() ? null : now.plus(life));
        if (!fits(item)) {
            clean(now);
            if (!fits(item)) {
                throw new Refusal(
                        ErrorValue.Kind.RATE_LIMITED,
                        "the store is full: it holds at most " + settings.maxSize() + " keys and " + settings.maxBytes()
                                + " bytes");
            }
        }
        remove(key);
        items.put(key, item);
        bytes += item.bytes();
        return item;
    }

    private static void check(Condition condition, @Nullable Item present, LuaString key) throws Refusal {
        switch (condition) {
            case Condition.Always _ -> {}
            case Condition.Absent _ -> {
                if (present != null) {
                    throw new Refusal(ErrorValue.Kind.ALREADY_EXISTS, "key exists: " + key);
                }
            }
            case Condition.Version(long version) -> {
                if (present == null || present.version() != version) {
                    throw new Refusal(ErrorValue.passing(
                            ErrorValue.Kind.CONFLICT, "the key was changed by someone else: " + key));
                }
            }
        }
    }

    private boolean fits(Item item) {
        Item old = items.get(item.key());
        return items.size() + (old == null ? 1 : 0) <= settings.maxSize()
                && bytes + item.bytes() - (old == null ? 0 : old.bytes()) <= settings.maxBytes();
    }

    /** Whether the key was there. */
    public synchronized boolean delete(LuaString key) {
        boolean there = find(key) != null;
        remove(key);
        return there;
    }

    private void remove(LuaString key) {
        Item old = items.remove(key);
        bytes -= old == null ? 0 : old.bytes();
    }

    private void clean(Instant now) {
        cleaned = now;
        items.values().removeIf(item -> {
            boolean over = item.isOver(now);
            bytes -= over ? item.bytes() : 0;
            return over;
        });
    }

    /** At most {@code most} keys that begin with {@code prefix} and come behind {@code after}, in the order of bytes. */
    public synchronized List<Item> list(LuaString prefix, @Nullable LuaString after, int most) {
        Instant now = clock.get();
        var from = after != null && after.compareTo(prefix) > 0
                ? items.tailMap(after, false)
                : items.tailMap(prefix, after == null || !after.equals(prefix));
        var found = new ArrayList<Item>();
        for (Item item : from.values()) {
            if (found.size() == most || !item.key().startsWith(prefix)) {
                break;
            }
            if (!item.isOver(now)) {
                found.add(item);
            }
        }
        return found;
    }
}
