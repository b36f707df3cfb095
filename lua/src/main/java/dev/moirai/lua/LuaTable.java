package dev.moirai.lua;

import dev.moirai.lua.bytecode.Layout;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A Lua table: an array part for the keys 1..n and an insertion-ordered hash part for the others.
 *
 * <p>All methods are raw: they know nothing of metamethods. Traversal visits the array part, then the hash part in the
 * order its keys were first inserted; assigning to existing keys, nil included, is legal meanwhile. The border
 * {@link #length} is the end of the array part, found in constant time. Not safe for use by several threads, unless
 * {@linkplain #freeze frozen}.
 */
public final class LuaTable {
    private static final @Nullable Object[] NOTHING = {};

    /** Hash parts of up to this many entries are searched from front to end, without an index. */
    private static final int MAX_UNINDEXED = 8;

    private static final int MAX_CAPACITY = 1 << 28;

    /** Places without a value that a step of a traversal may pass at no cost. */
    private static final int FREE_STEPS = 8;

    /** Elements of the array part that are counted for each entry that is made in the hash part. */
    private static final int ARRAY_PER_ENTRY = 16;

    /** {@link #mode}: the storage belongs to this table alone and can be written. */
    static final byte WRITABLE = 0;

    /** {@link #mode}: the storage is shared with a frozen table and is copied at the first write. */
    private static final byte BORROWED = 1;

    /** {@link #mode}: the table never changes again. */
    private static final byte FROZEN = 2;

    /** In place of the key of an entry that was taken out of a weak table. */
    static final Object NO_KEY = new Object();

    private final Memory memory;

    /** The values of 1..arraySize; the last of them is not nil, earlier ones can be. Behind it all is null. */
    @Nullable
    Object[] array;

    int arraySize;

    /** Key and value by turns, in insertion order. A null value marks a removed entry, whose key stays for traversals. */
    @Nullable
    Object[] entries;

    /** How many entries are in use, removed ones included. */
    int entryCount;

    /** Open addressing from a key's hash to its entry number + 1; null while there are few entries. */
    private int @Nullable [] index;

    @Nullable
    LuaTable metatable;

    byte mode;

    /** Which fields there are; null if that is not known. A table that has one is {@link #WRITABLE}. */
    @Nullable
    Layout layout;

    /** The last survey that has visited this table. */
    int survey;

    /** At least so many entries have filled the hash part since its keys were last counted for the array part. */
    private int sinceCount;

    /** Whether the hash part may hold integer keys. */
    private boolean integersHashed;

    /** A bit for the hash of each string key, so that a search without index mostly knows at once what is not there. */
    private int filter;

    /** As a metatable: bits of the {@link Event}s known to be missing. */
    private int absent;

    /** An empty table whose growth is charged to {@code memory}. */
    LuaTable(Memory memory, int arrayHint, int hashHint) {
        this.memory = memory;
        memory.allocate(Memory.TABLE
                + (arrayHint == 0 ? 0 : arrayBytes(arrayHint))
                + (hashHint == 0 ? 0 : entryBytes(hashHint)));
        array = arrayHint == 0 ? NOTHING : new @Nullable Object[arrayHint];
        entries = hashHint == 0 ? NOTHING : new @Nullable Object[2 * hashHint];
        if (hashHint > MAX_UNINDEXED) {
            index = new int[indexSize(hashHint)];
        }
    }

    /** An empty table made by the code of a chunk. */
    LuaTable(Memory memory, int arrayHint, int hashHint, @Nullable Layout layout) {
        this(memory, arrayHint, hashHint);
        this.layout = layout;
    }

    /** An empty table that belongs to no environment and is not charged to any account. */
    public LuaTable() {
        this(Memory.unlimited(), 0, 0);
    }

    private LuaTable(Memory memory, LuaTable original) {
        this.memory = memory;
        array = original.array;
        arraySize = original.arraySize;
        entries = original.entries;
        entryCount = original.entryCount;
        index = original.index;
        integersHashed = original.integersHashed;
        filter = original.filter;
        metatable = original.metatable;
        mode = BORROWED;
    }

    /** A table with the contents of this frozen one, which shares its storage until it is written to. */
    LuaTable copyOnWrite(Memory account) {
        if (mode != FROZEN) {
            throw new IllegalStateException("only a frozen table can share its storage");
        }
        account.allocate(Memory.TABLE);
        return new LuaTable(account, this);
    }

    /** Makes the table read-only for good; it can then be shared by environments and threads. */
    public LuaTable freeze() {
        own();
        array = trimmed(array, arraySize);
        entries = trimmed(entries, 2 * entryCount);
        for (int i = 0; i < entries.length; i++) {
            entries[i] = value(entries[i]); // they are shared from now on
        }
        layout = null;
        mode = FROZEN;
        return this;
    }

    private static @Nullable Object[] trimmed(@Nullable Object[] slots, int used) {
        return used == slots.length ? slots : Arrays.copyOf(slots, used);
    }

    public boolean isFrozen() {
        return mode == FROZEN;
    }

    private void own() {
        if (mode == FROZEN) {
            throw new LuaError("attempt to modify a read-only table");
        }
        if (mode == BORROWED) {
            memory.allocate(arrayBytes(array.length) + slotBytes(entries.length / 2));
            array = array.clone();
            entries = entries.clone();
            mode = WRITABLE; // with the same index: a frozen table is full, so the first new key makes another
        }
    }

    public @Nullable LuaTable metatable() {
        return metatable;
    }

    /** Sets or, with null, removes the metatable, whatever {@code __metatable} says. */
    public void metatable(@Nullable LuaTable table) {
        own();
        metatable = table;
        if (table != null && table.metamethod(Event.MODE) != null) {
            memory.hasWeakTables();
        }
    }

    /** A border: an n such that n is 0 or t[n] is not nil, and t[n + 1] is nil. */
    public long length() {
        return arraySize;
    }

    /** How many entries with a value there are. Takes time linear in the table's size. */
    public int size() {
        int size = 0;
        for (int i = 0; i < arraySize; i++) {
            size += array[i] == null ? 0 : 1;
        }
        for (int e = 0; e < entryCount; e++) {
            size += entries[2 * e + 1] == null ? 0 : 1;
        }
        return size;
    }

    /** Whether it has the keys 1..n and no others. */
    public boolean isList() {
        for (int i = 0; i < arraySize; i++) {
            if (array[i] == null) {
                return false;
            }
        }
        for (int e = 0; e < entryCount; e++) {
            if (entries[2 * e + 1] != null) {
                return false;
            }
        }
        return true;
    }

    // --- reading

    public @Nullable Object get(@Nullable Object key) {
        return switch (key) {
            case null -> null;
            case LuaString string -> get(string);
            case Long integer -> get(integer.longValue());
            case Double number -> {
                long integer = number.longValue();
                yield isExact(number, integer) ? get(integer) : valueOf(findOther(key));
            }
            default -> valueOf(findOther(key));
        };
    }

    public @Nullable Object get(long key) {
        long at = key - 1;
        if (at >= 0 && at < arraySize) {
            return array[(int) at];
        }
        return integersHashed ? valueOf(findInteger(key)) : null;
    }

    public @Nullable Object get(LuaString key) {
        return valueOf(find(key));
    }

    /** The value of the key with this text. */
    public @Nullable Object get(String key) {
        return get(LuaString.of(key));
    }

    private @Nullable Object valueOf(int entry) {
        return entry < 0 ? null : value(entries[2 * entry + 1]);
    }

    /** The value that something in the hash part stands for. */
    static @Nullable Object value(@Nullable Object stored) {
        return stored instanceof MutableFloat number ? (Object) number.value : stored;
    }

    /** The entry number of a key, which stays the same until the table is reorganized; -1 if there is none. */
    int find(LuaString key) {
        @Nullable Object[] all = entries;
        int[] slots = index;
        if (slots == null) {
            int end = 2 * entryCount;
            for (int i = 0; i < end; i += 2) {
                if (all[i] == key) {
                    return i >> 1;
                }
            }
            if ((filter & 1 << key.hashCode()) == 0) {
                return -1;
            }
            for (int i = 0; i < end; i += 2) {
                if (all[i] instanceof LuaString other && other.sameAs(key)) {
                    memory.charge(key.comparisonCost(other));
                    return i >> 1;
                }
            }
            return -1;
        }
        int mask = slots.length - 1;
        for (int i = spread(key.hashCode()) & mask; ; i = i + 1 & mask) {
            int entry = slots[i] - 1;
            if (entry < 0) {
                return -1;
            }
            Object other = all[2 * entry];
            if (other == key) {
                return entry;
            }
            if (other instanceof LuaString string && string.sameAs(key)) {
                memory.charge(key.comparisonCost(string));
                return entry;
            }
        }
    }

    private int findInteger(long key) {
        @Nullable Object[] all = entries;
        int[] slots = index;
        if (slots == null) {
            for (int e = 0; e < entryCount; e++) {
                if (all[2 * e] instanceof Long other && other == key) {
                    return e;
                }
            }
            return -1;
        }
        int mask = slots.length - 1;
        for (int i = spread(hash(key)) & mask; ; i = i + 1 & mask) {
            int entry = slots[i] - 1;
            if (entry < 0) {
                return -1;
            }
            if (all[2 * entry] instanceof Long other && other == key) {
                return entry;
            }
        }
    }

    /** For keys that are neither strings nor integers. */
    private int findOther(Object key) {
        @Nullable Object[] all = entries;
        int[] slots = index;
        if (slots == null) {
            for (int e = 0; e < entryCount; e++) {
                if (Objects.equals(all[2 * e], key)) {
                    return e;
                }
            }
            return -1;
        }
        int mask = slots.length - 1;
        for (int i = spread(hash(key)) & mask; ; i = i + 1 & mask) {
            int entry = slots[i] - 1;
            if (entry < 0 || Objects.equals(all[2 * entry], key)) {
                return entry;
            }
        }
    }

    private int findAny(Object key) {
        return switch (key) {
            case LuaString string -> find(string);
            case Long integer -> findInteger(integer);
            default -> findOther(key);
        };
    }

    private static int hash(long key) {
        long mixed = (key ^ key >>> 32) * 0x9e3779b97f4a7c15L;
        return (int) (mixed >>> 32);
    }

    private static int hash(Object key) {
        return key instanceof Long integer ? hash(integer.longValue()) : key.hashCode();
    }

    private static int spread(int hash) {
        return hash ^ hash >>> 15;
    }

    private static boolean isExact(double number, long integer) {
        return (double) integer == number && integer != Long.MAX_VALUE;
    }

    /**
     * The value of a key, looked up where the hint in the code says it was found the last time; else the hint is set.
     *
     * @param at of the hint: twice the entry number
     */
    @Nullable
    Object hinted(LuaString key, int[] code, int at) {
        int hint = code[at];
        @Nullable Object[] all = entries;
        if (hint < all.length && all[hint] == key) {
            return value(all[hint + 1]);
        }
        int entry = find(key);
        if (entry < 0) {
            return null;
        }
        code[at] = 2 * entry;
        if (mode == WRITABLE) {
            all[2 * entry] = key; // equal, and from now on the same
        }
        return value(all[2 * entry + 1]);
    }

    // --- the interpreter's fast paths

    /** The value of a key that stands in the code, if it is where the hint says; else null. */
    @Nullable
    Object atHint(@Nullable Object key, int hint) {
        @Nullable Object[] all = entries;
        return hint < all.length && all[hint] == key ? value(all[hint + 1]) : null;
    }

    /** The value at a place of the array part; null if it is none. */
    @Nullable
    Object element(long key) {
        long at = key - 1;
        return at >= 0 && at < arraySize ? array[(int) at] : null;
    }

    // --- writing

    /** Replaces the value of a key found by the hint; false if this is not the whole story. */
    boolean putHinted(@Nullable Object key, @Nullable Object value, int hint) {
        @Nullable Object[] all = entries;
        if (hint < all.length && all[hint] == key && mode == WRITABLE && all[hint + 1] != null) {
            all[hint + 1] = value;
            return true;
        }
        return false;
    }

    /** Assigns in the array part or to its end; false if this is not the whole story. */
    boolean replace(long key, @Nullable Object value) {
        long at = key - 1;
        if (value == null || mode != WRITABLE) {
            return false;
        }
        if (at >= 0 && at < arraySize) {
            if (metatable != null && array[(int) at] == null) {
                return false;
            }
            array[(int) at] = value;
            return true;
        }
        if (at == arraySize && at < array.length && metatable == null && !integersHashed) {
            array[arraySize++] = value;
            return true;
        }
        return false;
    }

    /**
     * Assigns; a null value removes the key.
     *
     * @throws LuaError when the key is nil or NaN, the table is read-only, or memory runs out
     */
    public void put(@Nullable Object key, @Nullable Object value) {
        switch (key) {
            case null -> throw new LuaError("table index is nil");
            case LuaString string -> put(string, value);
            case Long integer -> put(integer.longValue(), value);
            case Double number -> {
                long integer = number.longValue();
                if (isExact(number, integer)) {
                    put(integer, value);
                } else if (number.isNaN()) {
                    throw new LuaError("table index is NaN");
                } else {
                    store(findOther(key), key, value);
                }
            }
            default -> store(findOther(key), key, value);
        }
    }

    public void put(long key, @Nullable Object value) {
        if (mode != WRITABLE) {
            own();
        }
        long at = key - 1;
        if (at >= 0 && at < arraySize) {
            array[(int) at] = value;
            if (value == null && at == arraySize - 1) {
                shrink();
            }
        } else if (at == arraySize) {
            if (value != null) {
                append(value);
            }
        } else {
            Long boxed = key;
            store(integersHashed ? findInteger(key) : -1, boxed, value);
        }
    }

    public void put(LuaString key, @Nullable Object value) {
        store(find(key), key, value);
    }

    /** Assigns to a key in the code of a chunk, whose entry number is known, or known to be missing. */
    void putField(LuaString key, @Nullable Object value, int entry) {
        if (entry >= 0 || value == null || layout == null) {
            store(entry, key, value);
            return;
        }
        if (2 * entryCount == entries.length) {
            reorganize(); // which may drop entries
        }
        Layout extended = layout == null ? null : layout.with(key);
        insert(key, value);
        layout = extended;
    }

    /**
     * Adds a field behind the others, whose layout is known and so that the key is not among them; false if there is no room
     * or an index to be kept.
     *
     * @param at twice the number of entries
     */
    boolean add(int at, LuaString key, Object value, Layout extended) {
        @Nullable Object[] all = entries;
        if (at >= all.length || index != null) {
            return false;
        }
        absent = 0;
        filter |= 1 << key.hashCode();
        all[at] = key;
        all[at + 1] = value;
        entryCount = (at >> 1) + 1;
        layout = extended;
        return true;
    }

    /** Assigns to the key with this text. */
    public void put(String key, @Nullable Object value) {
        put(LuaString.of(key).canonical(), value);
    }

    private void store(int entry, Object key, @Nullable Object value) {
        if (mode != WRITABLE) {
            own();
        }
        if (entry >= 0) {
            absent = 0;
            entries[2 * entry + 1] = value;
        } else if (value != null) {
            insert(key, value);
        }
    }

    /** Keeps true that the array part ends with a value. */
    void shrink() {
        int size = arraySize;
        while (size > 0 && array[size - 1] == null) {
            size--;
        }
        arraySize = size;
    }

    private void append(Object value) {
        if (arraySize == array.length) {
            growArray(Math.max(4L, array.length * 2L));
        }
        array[arraySize++] = value;
        if (integersHashed) {
            moveToArray();
        }
    }

    private void growArray(long capacity) {
        if (capacity > MAX_CAPACITY) {
            throw new LuaError("table overflow");
        }
        memory.allocate(arrayBytes(capacity));
        array = Arrays.copyOf(array, (int) capacity);
    }

    /** Keeps true that the hash part does not hold the key that follows the array part. */
    private void moveToArray() {
        int entry = findInteger(arraySize + 1L);
        while (entry >= 0 && entries[2 * entry + 1] != null) {
            Object value = entries[2 * entry + 1];
            entries[2 * entry + 1] = null;
            if (arraySize == array.length) {
                growArray(array.length * 2L);
            }
            array[arraySize++] = value;
            entry = findInteger(arraySize + 1L);
        }
    }

    private void insert(Object key, Object value) {
        if (2 * entryCount == entries.length) {
            reorganize();
            if (key instanceof Long) {
                put(key, value); // its place may be in the array part now
                return;
            }
        }
        absent = 0;
        layout = null;
        if (key instanceof LuaString) {
            filter |= 1 << key.hashCode();
        } else {
            integersHashed |= key instanceof Long;
        }
        int entry = entryCount++;
        entries[2 * entry] = key;
        entries[2 * entry + 1] = value;
        if (index != null) {
            link(index, key, entry);
        }
    }

    private static void link(int[] slots, Object key, int entry) {
        int mask = slots.length - 1;
        int i = spread(hash(key)) & mask;
        while (slots[i] != 0) {
            i = i + 1 & mask;
        }
        slots[i] = entry + 1;
    }

    /** Makes room in the hash part: drops removed entries and moves integer keys to the array part if that is dense. */
    private void reorganize() {
        if (integersHashed) {
            extendArray();
        }
        int live = 0;
        for (int e = 0; e < entryCount; e++) {
            live += entries[2 * e + 1] == null ? 0 : 1;
        }
        long capacity = live < 4 ? Math.max(4, live + 1) : live + (live >> 1) + 2L;
        if (capacity > MAX_CAPACITY) {
            throw new LuaError("table overflow");
        }
        resizeHash((int) capacity);
    }

    private void resizeHash(int capacity) {
        memory.allocate(entryBytes(capacity));
        @Nullable Object[] old = entries;
        @Nullable Object[] fresh = new @Nullable Object[2 * capacity];
        int[] slots = capacity > MAX_UNINDEXED ? new int[indexSize(capacity)] : null;
        boolean integers = false;
        int next = 0;
        for (int i = 0; i < 2 * entryCount; i += 2) {
            if (old[i + 1] != null) {
                Object key = Objects.requireNonNull(old[i]);
                fresh[2 * next] = key;
                fresh[2 * next + 1] = old[i + 1];
                integers |= key instanceof Long;
                if (slots != null) {
                    link(slots, key, next);
                }
                next++;
            }
        }
        if (next < entryCount) {
            layout = null;
        }
        entries = fresh;
        index = slots;
        entryCount = next;
        integersHashed = integers;
    }

    /** Moves the integer keys 1..n to the array part, for the largest power of two n of which more than half are used. */
    private void extendArray() {
        sinceCount += entryCount;
        if (sinceCount < arraySize / ARRAY_PER_ENTRY) {
            return; // counting goes through the array part: not for every few entries
        }
        sinceCount = 0;
        int[] counts = new int[64]; // counts[b]: keys k with 2^(b-1) < k <= 2^b
        for (int e = 0; e < entryCount; e++) {
            if (entries[2 * e] instanceof Long key && key > 0 && key <= MAX_CAPACITY && entries[2 * e + 1] != null) {
                counts[64 - Long.numberOfLeadingZeros(key - 1)]++;
            }
        }
        for (int k = 1; k <= arraySize; k++) {
            counts[32 - Integer.numberOfLeadingZeros(k - 1)] += array[k - 1] == null ? 0 : 1;
        }
        memory.charge(arraySize >> 2);
        int sum = 0;
        long best = 0;
        for (int b = 0; b <= 28; b++) {
            sum += counts[b];
            if (sum > (1L << b) / 2) {
                best = 1L << b;
            }
        }
        if (best <= arraySize) {
            return;
        }
        int end = arraySize;
        for (int e = 0; e < entryCount; e++) {
            if (entries[2 * e] instanceof Long key && key > 0 && key <= best && entries[2 * e + 1] != null) {
                end = Math.max(end, (int) (long) key);
            }
        }
        if (end > array.length) {
            growArray(best);
        }
        for (int e = 0; e < entryCount; e++) {
            if (entries[2 * e] instanceof Long key && key > 0 && key <= best && entries[2 * e + 1] != null) {
                array[(int) (key - 1)] = entries[2 * e + 1];
                entries[2 * e + 1] = null;
            }
        }
        arraySize = end;
        moveToArray();
    }

    /**
     * Assigns the values of a list to the keys behind {@code offset}, the length of the list so far. All of them go to the
     * array part, nils among them as well: so a list with holes is as long as its last value is far, as in the reference.
     */
    void putList(int offset, @Nullable Object[] list, int from, int count) {
        if (integersHashed) {
            for (int i = 0; i < count; i++) {
                put(offset + i + 1L, list[from + i]);
            }
            return;
        }
        int end = offset + count;
        if (end > array.length) {
            growArray(offset == 0 ? end : Math.max(end, 2L * array.length));
        }
        @Nullable Object[] target = array;
        for (int i = 0; i < count; i++) { // mostly few, which the JVM then keeps in registers, as arraycopy does not
            target[offset + i] = list[from + i];
        }
        arraySize = Math.max(arraySize, end);
        shrink();
    }

    private static long arrayBytes(long slots) {
        return slots == 0 ? 0 : Memory.ARRAY + slots * (Memory.SLOT + Memory.NUMBER);
    }

    private static long entryBytes(long count) {
        long indexed = count > MAX_UNINDEXED ? Memory.ARRAY + 4L * indexSize((int) count) : 0;
        return slotBytes(count) + indexed;
    }

    private static long slotBytes(long count) {
        return count == 0 ? 0 : Memory.ARRAY + count * 2 * (Memory.SLOT + Memory.NUMBER);
    }

    private static int indexSize(int entryCapacity) {
        return Integer.highestOneBit(entryCapacity - 1) << 2;
    }

    // --- traversal

    /**
     * The position of the first entry with a value behind a key; behind the beginning for null. Positions stay valid
     * until a new key is assigned.
     *
     * @return -1 at the end
     * @throws LuaError when the key is not in the table
     */
    public int positionAfter(@Nullable Object key) {
        return firstFrom(key == null ? 0 : positionOf(key) + 1);
    }

    private int positionOf(Object key) {
        Object normal = key;
        if (key instanceof Double number && isExact(number, number.longValue())) {
            normal = number.longValue();
        }
        if (normal instanceof Long integer && integer > 0 && integer <= arraySize) {
            return (int) (integer - 1);
        }
        int entry = findAny(normal);
        if (entry >= 0) {
            return array.length + entry;
        }
        if (wasInArray(normal)) {
            return (int) ((Long) normal - 1);
        }
        throw new LuaError("invalid key to 'next'");
    }

    /** Whether a key that is in no entry can have been in the array part, before the last elements were taken away. */
    private boolean wasInArray(Object key) {
        return key instanceof Long integer && integer > arraySize && integer <= array.length;
    }

    /** As {@link #after}; -2 when the key is not in the table. */
    int afterOrMiss(@Nullable Object key, int hint) {
        if (key instanceof Long integer && integer > 0 && integer <= arraySize) {
            return firstFrom((int) (long) integer);
        }
        if (key == null) {
            return firstFrom(0);
        }
        if (2 * hint < entries.length && entries[2 * hint] == key) {
            return firstFrom(array.length + hint + 1);
        }
        int entry = key instanceof Double ? -1 : findAny(key);
        if (entry >= 0) {
            return firstFrom(array.length + entry + 1);
        }
        return wasInArray(key) ? firstFrom(array.length) : -2;
    }

    /** As {@link #positionAfter}, where {@code hint} is a guess at the entry number of the key. */
    int after(@Nullable Object key, int hint) {
        if (key != null && 2 * hint < entries.length && entries[2 * hint] == key) {
            return firstFrom(array.length + hint + 1);
        }
        return positionAfter(key);
    }

    /** The first position with a value at or behind {@code position}; -1 if there is none. */
    int firstFrom(int position) {
        int at = position;
        for (; at < arraySize; at++) {
            if (array[at] != null) {
                return found(position, at, at);
            }
        }
        int first = Math.max(at - array.length, 0);
        for (int e = first; e < entryCount; e++) {
            if (entries[2 * e + 1] != null) {
                return found(first, e, array.length + e);
            }
        }
        return found(first, entryCount, -1);
    }

    /** Charges for the places without a value that were passed on the way to an answer. */
    private int found(int from, int at, int answer) {
        int passed = at - from;
        if (passed > FREE_STEPS) {
            memory.charge(passed >> 2);
        }
        return answer;
    }

    /** The key at a position that {@link #positionAfter} gave. */
    public Object keyAt(int position) {
        if (position < array.length) {
            return position + 1L;
        }
        return Objects.requireNonNull(entries[2 * (position - array.length)]);
    }

    /** The value at a position that {@link #positionAfter} gave. */
    public Object valueAt(int position) {
        Object value = position < array.length ? array[position] : value(entries[2 * (position - array.length) + 1]);
        return Objects.requireNonNull(value);
    }

    // --- as a metatable

    /** The value of an event's key, quickly so when it is missing. */
    @Nullable
    Object metamethod(Event event) {
        int bit = event.bit();
        if ((absent & bit) != 0) {
            return null;
        }
        Object method = get(event.key());
        if (method == null) {
            absent |= bit;
        }
        return method;
    }

    /** Whether it is already known that an event has no metamethod here. */
    boolean lacks(Event event) {
        return (absent & event.bit()) != 0;
    }

    // --- for the survey

    /** Whether the contents are this table's own, not shared with the one it was copied from. */
    boolean ownsStorage() {
        return mode == WRITABLE;
    }

    /** Bytes this table itself takes, without what it refers to. */
    long bytes() {
        if (!ownsStorage()) {
            return Memory.TABLE;
        }
        int[] slots = index;
        return Memory.TABLE
                + 2L * Memory.ARRAY
                + (array.length + (long) entries.length) * Memory.SLOT
                + (slots == null ? 0 : Memory.ARRAY + 4L * slots.length);
    }
}
