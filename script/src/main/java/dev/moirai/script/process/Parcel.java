package dev.moirai.script.process;

import dev.moirai.lua.Environment;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.Userdata;
import dev.moirai.lua.Values;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lua values on their way from one process to another: a copy that belongs to no environment and never changes.
 *
 * <p>Tables are copied deeply when packed and again when unpacked, with their metatables; cycles and sub-tables that occur
 * twice stay what they are, and depth is bounded by memory only. What is immutable anyway ({@link Portable}) travels as it
 * is. Functions, coroutines, channels and the like stay at home: {@link NotSendable}.
 */
public final class Parcel {
    private static final @Nullable Object[] NOTHING = {};
    private static final int STRING = 40;
    private static final int TABLE = 56;
    private static final int SCALAR = 16;
    private static final int SLOT = 4;

    /** Nothing at all. */
    public static final Parcel EMPTY = new Parcel(NOTHING, 0, false);

    private final @Nullable Object[] values;
    private final long bytes;
    /** Some table is reached in two ways, so that unpacking must remember what it made. */
    private final boolean shared;

    private Parcel(@Nullable Object[] values, long bytes, boolean shared) {
        this.values = values;
        this.bytes = bytes;
        this.shared = shared;
    }

    /** Packs values; {@code NotSendable} counts them from 1. */
    public static Parcel of(@Nullable Object... values) throws NotSendable {
        return values.length == 0 ? EMPTY : new Packing().pack(values);
    }

    /** Packs what can be packed; in place of anything else stands its description, as text. */
    public static Parcel ofAny(@Nullable Object value) {
        try {
            return of(value);
        } catch (NotSendable unsendable) {
            return new Parcel(new Object[] {LuaString.of(Values.typeNameOf(value))}, STRING, false);
        }
    }

    public int size() {
        return values.length;
    }

    /** About how much memory it takes. */
    public long bytes() {
        return bytes;
    }

    /** The value at {@code index} alone. */
    Parcel only(int index) {
        return values.length == 1 ? this : new Parcel(new @Nullable Object[] {values[index]}, bytes, shared);
    }

    /** A copy of the value at {@code index}, counted from 0, for {@code environment}, which is charged for it. */
    public @Nullable Object unpack(int index, Environment environment) {
        return values[index] instanceof Packed table ? new Unpacking(environment, shared).unpack(table) : values[index];
    }

    /** The value at {@code index} if it is no table; the text {@code table} if it is one. */
    public @Nullable Object scalar(int index) {
        return values[index] instanceof Packed ? LuaString.of("table") : values[index];
    }

    /** Copies of all values. */
    public @Nullable Object[] unpackAll(Environment environment) {
        if (values.length == 0) {
            return NOTHING;
        }
        var unpacking = new Unpacking(environment, shared);
        var copies = new @Nullable Object[values.length];
        for (int i = 0; i < copies.length; i++) {
            copies[i] = values[i] instanceof Packed table ? unpacking.unpack(table) : values[i];
        }
        return copies;
    }

    @Override
    public String toString() {
        return values.length == 1 && !(values[0] instanceof Packed)
                ? Values.show(values[0])
                : values.length + " values of " + bytes + " bytes";
    }

    /** A table in a parcel. Filled while packing, then never written again. */
    private static final class Packed {
        @Nullable
        Object[] keysAndValues = NOTHING;

        @Nullable
        Packed metatable;

        /** The values of the keys 1..{@code sequence} come first, without keys. */
        int sequence;

        /** How many entries follow the sequence. */
        int fields() {
            return (keysAndValues.length - sequence) / 2;
        }
    }

    /** What a value is to what it was found in, for messages. */
    private enum Role {
        VALUE,
        ELEMENT,
        KEY,
        FIELD,
        METATABLE
    }

    /**
     * Where a value was found, for messages.
     *
     * @param at its number or its key in what it was found in
     */
    private record Place(@Nullable Place outer, Role role, Object at) {
        @Override
        public String toString() {
            String step = switch (role) {
                case VALUE -> "value " + at;
                case ELEMENT, FIELD -> Values.show(at);
                case KEY -> "key " + Values.show(at);
                case METATABLE -> "metatable";
            };
            return outer == null ? step : outer + "." + step;
        }
    }

    private record Visit(LuaTable table, Packed packed, Place place) {}

    private static final class Packing {
        // Made for the first table.
        private @Nullable Map<LuaTable, Packed> seen;
        private @Nullable Deque<Visit> visits;
        private long bytes;
        private boolean shared;

        Parcel pack(@Nullable Object[] values) throws NotSendable {
            var packed = new @Nullable Object[values.length];
            for (int i = 0; i < values.length; i++) {
                packed[i] = pack(values[i], null, Role.VALUE, i + 1L);
                while (visits != null && !visits.isEmpty()) {
                    fill(visits.pop());
                }
            }
            return new Parcel(packed, bytes, shared);
        }

        private @Nullable Object pack(@Nullable Object value, @Nullable Place outer, Role role, Object at)
                throws NotSendable {
            switch (value) {
                case null -> {
                    return null;
                }
                case LuaString string -> {
                    bytes += STRING + string.length();
                    return string;
                }
                case LuaTable table -> {
                    return pack(table, outer, role, at);
                }
                case Boolean _, Long _, Double _ -> {
                    bytes += SCALAR;
                    return value;
                }
                case Userdata userdata
                when userdata.object() instanceof Portable -> {
                    bytes += TABLE;
                    return userdata;
                }
                case Userdata userdata
                when userdata.object() instanceof Payload payload -> {
                    Parcel inner = payload.parcel();
                    bytes += inner.bytes;
                    shared |= inner.shared;
                    return inner.values[0];
                }
                default -> {
                    String article = Values.typeNameOf(value).matches("[aeiou].*") ? "an " : "a ";
                    throw new NotSendable("cannot send " + article + Values.typeNameOf(value)
                            + " to another process (in " + new Place(outer, role, at)
                            + "); send plain values: nil, booleans, numbers, strings, tables");
                }
            }
        }

        private Packed pack(LuaTable table, @Nullable Place outer, Role role, Object at) {
            Map<LuaTable, Packed> all = seen;
            Deque<Visit> next = visits;
            if (all == null || next == null) {
                all = new IdentityHashMap<>(4);
                next = new ArrayDeque<>(4);
                seen = all;
                visits = next;
            }
            Packed known = all.get(table);
            if (known != null) {
                shared = true;
                return known;
            }
            var packed = new Packed();
            all.put(table, packed);
            next.push(new Visit(table, packed, new Place(outer, role, at)));
            return packed;
        }

        private void fill(Visit visit) throws NotSendable {
            LuaTable table = visit.table();
            Packed packed = visit.packed();
            int sequence = (int) table.length();
            var content = new @Nullable Object[2 * table.size() + sequence];
            int used = 0;
            for (int i = 1; i <= sequence; i++) {
                content[used++] = pack(table.get(i), visit.place(), Role.ELEMENT, (long) i);
            }
            for (int at = after(table, sequence); at >= 0; ) {
                Object key = table.keyAt(at);
                content[used++] = pack(key, visit.place(), Role.KEY, key);
                content[used++] = pack(table.valueAt(at), visit.place(), Role.FIELD, key);
                at = table.positionAfter(key);
            }
            packed.sequence = sequence;
            packed.keysAndValues = used == content.length ? content : Arrays.copyOf(content, used);
            bytes += TABLE + (long) SLOT * used;
            LuaTable metatable = table.metatable();
            if (metatable != null) {
                packed.metatable = pack(metatable, visit.place(), Role.METATABLE, metatable);
            }
        }

        /** The first position behind the sequence, whose last value is never nil. */
        private static int after(LuaTable table, int sequence) {
            return table.positionAfter(sequence == 0 ? null : Values.box(sequence));
        }
    }

    private record Delivery(Packed packed, LuaTable table) {}

    private static final class Unpacking {
        private final Environment environment;
        private final @Nullable Map<Packed, LuaTable> made;
        private final Deque<Delivery> deliveries = new ArrayDeque<>(4);

        Unpacking(Environment environment, boolean shared) {
            this.environment = environment;
            this.made = shared ? new IdentityHashMap<>() : null;
        }

        LuaTable unpack(Packed packed) {
            LuaTable table = open(packed);
            while (!deliveries.isEmpty()) {
                Delivery delivery = deliveries.pop();
                fill(delivery.packed(), delivery.table());
            }
            return table;
        }

        private @Nullable Object open(@Nullable Object packed) {
            return packed instanceof Packed table ? open(table) : packed;
        }

        private LuaTable open(Packed packed) {
            LuaTable known = made == null ? null : made.get(packed);
            if (known != null) {
                return known;
            }
            LuaTable table = environment.table(packed.sequence, packed.fields());
            if (made != null) {
                made.put(packed, table);
            }
            deliveries.push(new Delivery(packed, table));
            return table;
        }

        private void fill(Packed packed, LuaTable table) {
            @Nullable Object[] content = packed.keysAndValues;
            int sequence = packed.sequence;
            for (int i = 0; i < sequence; i++) {
                table.put(i + 1L, open(content[i]));
            }
            for (int i = sequence; i < content.length; i += 2) {
                table.put(Objects.requireNonNull(open(content[i])), open(content[i + 1]));
            }
            if (packed.metatable != null) {
                table.metatable(open(packed.metatable));
            }
        }
    }
}
