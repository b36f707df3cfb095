package dev.moirai.lua;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tables with {@code __mode} that a survey meets (manual §2.5.4): what is referred to by nothing else is taken out of
 * them at its end.
 *
 * <p>Surveys happen when the program asks for one, and after so many bytes have been counted: what a program sees does not
 * depend on when the JVM happens to collect garbage.
 */
final class WeakTables {
    private record WeakTable(LuaTable table, boolean keys, boolean values) {}

    private final Survey survey;
    private final List<WeakTable> tables = new ArrayList<>();

    /** In tables with weak keys, the values of keys that have not been reached: they count only when their keys do. */
    private final Map<Object, List<@Nullable Object>> ephemerons = new IdentityHashMap<>();

    WeakTables(Survey survey) {
        this.survey = survey;
    }

    /** Walks through a table that is weak; false if it is not, and nothing was done. */
    boolean walk(LuaTable table) {
        if (table.metatable == null || !(table.metatable.metamethod(Event.MODE) instanceof LuaString mode)) {
            return false;
        }
        boolean keys = mode.indexOf(LuaString.of("k"), 0) >= 0;
        boolean values = mode.indexOf(LuaString.of("v"), 0) >= 0;
        if (!keys && !values) {
            return false;
        }
        tables.add(new WeakTable(table, keys, values));
        survey.worked((table.arraySize + 2L * table.entryCount) / 4); // here and in clear()
        for (int i = 0; i < table.arraySize; i++) {
            addUnlessWeak(table.array[i], values);
        }
        for (int e = 0; e < 2 * table.entryCount; e += 2) {
            Object key = table.entries[e];
            Object value = table.entries[e + 1];
            if (key == null || value == null) {
                continue;
            }
            addUnlessWeak(key, keys);
            if (keys && !values && !survey.hasReached(key)) {
                survey.worked(1);
                ephemerons.computeIfAbsent(key, k -> new ArrayList<>()).add(value);
            } else {
                addUnlessWeak(value, values);
            }
        }
        return true;
    }

    private void addUnlessWeak(@Nullable Object value, boolean weak) {
        if (!weak || !isObject(value)) {
            survey.add(value);
        }
    }

    /** Strings and numbers are values, which never vanish from weak tables. */
    private static boolean isObject(@Nullable Object value) {
        return value instanceof LuaTable
                || value instanceof LuaFunction
                || value instanceof Coroutine
                || value instanceof Userdata;
    }

    /** Adds what an object that was reached just now keeps alive as a key. */
    void reached(Object key) {
        List<@Nullable Object> values = ephemerons.isEmpty() ? null : ephemerons.remove(key);
        if (values != null) {
            values.forEach(survey::add);
        }
    }

    /** Takes out what was not reached; to be called when everything else has been. */
    void clear() {
        for (WeakTable weak : tables) {
            LuaTable table = weak.table;
            for (int i = 0; weak.values && i < table.arraySize; i++) {
                if (isLost(table.array[i])) {
                    table.array[i] = null;
                }
            }
            table.shrink();
            for (int e = 0; e < 2 * table.entryCount; e += 2) {
                if (weak.keys && isLost(table.entries[e]) || weak.values && isLost(table.entries[e + 1])) {
                    table.layout = null;
                    table.entries[e] = LuaTable.NO_KEY;
                    table.entries[e + 1] = null;
                }
            }
        }
    }

    private boolean isLost(@Nullable Object value) {
        return value != null && isObject(value) && !survey.hasReached(value);
    }
}
