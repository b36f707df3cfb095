package dev.moirai.lua;

import static java.util.Objects.requireNonNull;

import dev.moirai.lua.bytecode.Layout;
import org.jspecify.annotations.Nullable;

/**
 * Tables, as compiled code calls for them. What the interpreter must do is answered by {@link Signal#MISS}, or false.
 */
final class TableSupport {
    /** How long a chain of {@code __index} may be; longer ones are left to the interpreter. */
    private static final int MAX_CHAIN = 20;

    private TableSupport() {}

    // --- fields: the key is a constant string, and the code has a hint where it is

    /**
     * A field, {@link Signal#MISS}, or {@link Signal#EXIT} when a metamethod was called for it that has exited.
     *
     * <p>It is short because HotSpot inlines it at each access, and has room for so much in one method.
     */
    static @Nullable Object field(Machine m, @Nullable Object object, LuaString key, int[] code, int hintAt) {
        if (object instanceof LuaTable table) {
            @Nullable Object[] entries = table.entries;
            int hint = code[hintAt];
            if (hint < entries.length && entries[hint] == key) {
                Object stored = entries[hint + 1];
                if (stored != null && !(stored instanceof MutableFloat)) {
                    return stored;
                }
            }
        }
        return searchField(m, object, key, code, hintAt);
    }

    private static @Nullable Object searchField(
            Machine m, @Nullable Object object, LuaString key, int[] code, int hintAt) {
        if (object instanceof LuaTable table) {
            Object value = table.hinted(key, code, hintAt);
            if (value != null || table.metatable == null) {
                return value;
            }
        }
        return inherited(m, object, key);
    }

    /** Follows {@code __index} through tables, and calls it where it is a function. */
    private static @Nullable Object inherited(Machine m, @Nullable Object object, Object key) {
        Object holder = object;
        for (int i = 0; i < MAX_CHAIN; i++) {
            if (!(holder instanceof LuaTable table)) {
                m.budget += i;
                return Signal.MISS;
            }
            Object value = table.get(key);
            LuaTable metatable = table.metatable;
            if (value != null || metatable == null) {
                return value;
            }
            Object handler = metatable.metamethod(Event.INDEX);
            if (handler == null) {
                return null;
            }
            if (handler instanceof LuaClosure method) {
                return CallSupport.metamethod(m, method, holder, key);
            }
            holder = handler;
            m.budget--;
        }
        m.budget += MAX_CHAIN;
        return Signal.MISS;
    }

    static @Nullable Object method(Machine m, @Nullable Object object, LuaString key, int[] code, int hintAt) {
        LuaTable holder;
        if (object instanceof LuaTable table) {
            int entry = table.find(key);
            if (entry >= 0 && table.entries[2 * entry + 1] != null) {
                return LuaTable.value(table.entries[2 * entry + 1]);
            }
            LuaTable metatable = table.metatable;
            if (metatable == null || !(metatable.metamethod(Event.INDEX) instanceof LuaTable methods)) {
                return Signal.MISS;
            }
            holder = methods;
        } else if (object instanceof LuaString && m.environment().strings() instanceof LuaTable strings) {
            holder = strings;
        } else {
            return Signal.MISS;
        }
        Object value = holder.hinted(key, code, hintAt);
        return value != null ? value : inherited(m, object, key);
    }

    static boolean setField(@Nullable Object object, LuaString key, @Nullable Object value, int[] code, int hintAt) {
        if (!(object instanceof LuaTable table)) {
            return false;
        }
        if (table.putHinted(key, value, code[hintAt])) {
            return true;
        }
        if (table.mode != LuaTable.WRITABLE) {
            return false;
        }
        int entry = table.find(key);
        if (table.metatable != null && (entry < 0 || table.entries[2 * entry + 1] == null)) {
            if (table.metatable.metamethod(Event.NEWINDEX) != null) {
                return false;
            }
        }
        code[hintAt] = 2 * (entry >= 0 ? entry : table.entryCount);
        try {
            table.putField(key, value, entry);
        } catch (NeedsFrames e) {
            return false;
        }
        return true;
    }

    // --- fields of tables with a layout that the code knows, which says at which place among the entries they are

    static @Nullable Layout layout(@Nullable Object object) {
        return object instanceof LuaTable table ? table.layout : null;
    }

    /** What a table with one of two layouts has at a place, perhaps a {@link MutableFloat}; null for others. */
    static @Nullable Object stored(@Nullable Object object, Layout one, Layout another, int at) {
        return object instanceof LuaTable table && (table.layout == one || table.layout == another)
                ? table.entries[at]
                : null;
    }

    /** The value of a field; null also where it must be looked for elsewhere. */
    static @Nullable Object value(@Nullable Object object, Layout one, Layout another, int at) {
        return LuaTable.value(stored(object, one, another, at));
    }

    static boolean isFloat(@Nullable Object stored) {
        return stored instanceof Double || stored instanceof MutableFloat;
    }

    static double toDouble(Object stored) {
        return stored instanceof MutableFloat number ? number.value : (Double) stored;
    }

    /** Replaces the value of a field; false if it must be done elsewhere. */
    static boolean replace(@Nullable Object object, Layout one, Layout another, int at, @Nullable Object value) {
        if (stored(object, one, another, at) == null) {
            return false;
        }
        ((LuaTable) requireNonNull(object)).entries[at] = value;
        return true;
    }

    /** The same with a float: from the second time on, what holds it is there already. */
    static boolean replace(@Nullable Object object, Layout one, Layout another, int at, double value) {
        Object old = stored(object, one, another, at);
        if (old instanceof MutableFloat number) {
            number.value = value;
            return true;
        }
        if (old == null) {
            return false;
        }
        ((LuaTable) requireNonNull(object)).entries[at] = new MutableFloat(value);
        return true;
    }

    /** Adds a field behind the others of a table with a layout, which gets another one; false if that is not so simple. */
    static boolean add(
            @Nullable Object object, Layout layout, int at, LuaString key, @Nullable Object value, Layout extended) {
        return object instanceof LuaTable table
                && table.layout == layout
                && value != null
                && (table.metatable == null || table.metatable.lacks(Event.NEWINDEX))
                && table.add(at, key, value, extended);
    }

    /**
     * The table where a method is that the object has not itself: {@code __index} of its metatable.
     *
     * @param at the place of that in the metatable
     * @return null unless both have the layouts that the code knows
     */
    static @Nullable Object holder(@Nullable Object object, Layout metatable, int at, Layout holder) {
        return object instanceof LuaTable table
                        && table.metatable instanceof LuaTable found
                        && found.layout == metatable
                        && found.entries[at] instanceof LuaTable methods
                        && methods.layout == holder
                ? methods
                : null;
    }

    /** The method at a place in what {@link #holder} gave. */
    static @Nullable Object method(@Nullable Object holder, int at) {
        return holder instanceof LuaTable table ? LuaTable.value(table.entries[at]) : null;
    }

    static void charge(Machine m, int cost) {
        m.budget -= cost;
    }

    // --- elements

    static @Nullable Object index(Machine m, @Nullable Object object, @Nullable Object key) {
        if (object instanceof LuaTable table) {
            Object value = key instanceof LuaString string ? table.get(string) : table.get(key);
            if (value != null || table.metatable == null) {
                return value;
            }
            return key == null ? Signal.MISS : inherited(m, object, key);
        }
        return Signal.MISS;
    }

    static @Nullable Object index(Machine m, @Nullable Object object, long key) {
        if (object instanceof LuaTable table) {
            Object value = table.get(key);
            if (value != null || table.metatable == null) {
                return value;
            }
        }
        return inherited(m, object, Values.box(key));
    }

    static boolean setIndex(@Nullable Object object, long key, @Nullable Object value) {
        if (!(object instanceof LuaTable table)) {
            return false;
        }
        if (table.replace(key, value)) {
            return true;
        }
        if (table.mode != LuaTable.WRITABLE || table.metatable != null) {
            return false;
        }
        return put(table, key, value);
    }

    static boolean setIndex(@Nullable Object object, @Nullable Object key, @Nullable Object value) {
        if (key instanceof Long n) {
            return setIndex(object, n.longValue(), value);
        }
        if (key == null || key instanceof Double || !(object instanceof LuaTable table)) {
            return false;
        }
        if (table.mode != LuaTable.WRITABLE || table.metatable != null) {
            return false;
        }
        return put(table, key, value);
    }

    private static boolean put(LuaTable table, Object key, @Nullable Object value) {
        try {
            if (key instanceof LuaString string) {
                table.put(string, value);
            } else {
                table.put(key, value);
            }
            return true;
        } catch (NeedsFrames e) {
            return false;
        }
    }

    // --- constructors

    /** A table, or {@link Signal#MISS}. */
    static Object newTable(Machine m, int items, int fields, @Nullable Layout empty) {
        try {
            return new LuaTable(m.environment().memory(), items, fields, empty);
        } catch (NeedsFrames e) {
            return Signal.MISS;
        }
    }

    /** Fills a list; whatever it takes is granted, as the values may be nowhere but in the machine's list of results. */
    static void setList(Machine m, @Nullable Object table, int offset, @Nullable Object[] values) {
        LuaTable target = (LuaTable) requireNonNull(table);
        Memory memory = m.environment().memory();
        memory.lenient(true);
        try {
            target.putList(offset, values, 0, values.length);
        } finally {
            memory.lenient(false);
        }
    }
}
