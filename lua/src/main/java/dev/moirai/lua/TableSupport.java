package dev.moirai.lua;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Tables, as compiled code calls for them. What the interpreter must do is answered by {@link Signal#MISS}, or false.
 */
final class TableSupport {
    /** How long a chain of {@code __index} may be; longer ones are left to the interpreter. */
    private static final int MAX_CHAIN = 20;

    private TableSupport() {}

    // --- fields: the key is a constant string, and the code has a hint where it is

    /** A field, {@link Signal#MISS}, or {@link Signal#EXIT} when a metamethod was called for it that has exited. */
    static @Nullable Object field(Machine m, @Nullable Object object, LuaString key, int[] code, int hintAt) {
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
                return table.entries[2 * entry + 1];
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
            table.put(key, value, entry);
        } catch (Machine.NeedsFrames e) {
            return false;
        }
        return true;
    }

    // --- elements

    static @Nullable Object index(Machine m, @Nullable Object object, @Nullable Object key) {
        if (object instanceof LuaTable table) {
            Object value = table.get(key);
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
            table.put(key, value);
            return true;
        } catch (Machine.NeedsFrames e) {
            return false;
        }
    }

    // --- constructors

    /** A table, or {@link Signal#MISS}. */
    static Object newTable(Machine m, int items, int fields) {
        try {
            return new LuaTable(m.environment().memory(), items, fields);
        } catch (Machine.NeedsFrames e) {
            return Signal.MISS;
        }
    }

    /** Fills a list; whatever it takes is granted, as the values may be nowhere but in the machine's list of results. */
    static void setList(Machine m, @Nullable Object table, int offset, @Nullable Object[] values) {
        LuaTable target = (LuaTable) requireNonNull(table);
        Memory memory = m.environment().memory();
        memory.lenient(true);
        try {
            target.reserve(offset + 1L, values.length);
            for (int i = 0; i < values.length; i++) {
                target.put(offset + i + 1L, values[i]);
            }
        } finally {
            memory.lenient(false);
        }
    }
}
