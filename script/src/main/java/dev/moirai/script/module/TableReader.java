package dev.moirai.script.module;

import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.Values;
import dev.moirai.script.process.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a table that describes something; what is wrong with one is an error that names it. */
final class TableReader {
    private final String what;
    private final LuaTable table;
    private final Set<String> known = new TreeSet<>();

    /** @param what the table describes, for messages */
    TableReader(String what, @Nullable Object value) throws Refusal {
        if (!(value instanceof LuaTable described)) {
            throw Refusal.invalid(what + " must be a table, got " + Values.typeNameOf(value));
        }
        this.what = what;
        this.table = described;
    }

    private @Nullable Object field(String name) {
        known.add(name);
        return table.get(name);
    }

    boolean has(String name) {
        return field(name) != null;
    }

    @Nullable
    Object any(String name) {
        return field(name);
    }

    @Nullable
    String text(String name) throws Refusal {
        return switch (field(name)) {
            case null -> null;
            case LuaString text when text.length() > 0 -> text.toString();
            case Long number -> number.toString();
            case Object other -> throw wrong(name, "a text", other);
        };
    }

    String text(String name, String missing) throws Refusal {
        String text = text(name);
        if (text == null) {
            throw Refusal.invalid(missing);
        }
        return text;
    }

    int whole(String name, int least, int otherwise) throws Refusal {
        return switch (field(name)) {
            case null -> otherwise;
            case Long number when number >= least && number <= Integer.MAX_VALUE -> number.intValue();
            case Object other -> throw wrong(name, "a whole number of at least " + least, other);
        };
    }

    boolean flag(String name) throws Refusal {
        return switch (field(name)) {
            case null -> false;
            case Boolean flag -> flag;
            case Object other -> throw wrong(name, "true or false", other);
        };
    }

    Duration time(String name, Duration otherwise) throws Refusal {
        Object value = field(name);
        if (value == null) {
            return otherwise;
        }
        Duration time = Durations.of(value).orElse(null);
        if (time == null || time.isNegative()) {
            throw wrong(name, "a duration such as \"5s\"", value);
        }
        return time;
    }

    /** One of the constants, written in small letters. */
    <E extends Enum<E>> E choice(String name, E otherwise) throws Refusal {
        Object value = field(name);
        if (value == null) {
            return otherwise;
        }
        List<String> words = new ArrayList<>();
        for (E each : otherwise.getDeclaringClass().getEnumConstants()) {
            String word = each.name().toLowerCase(Locale.ROOT);
            if (value instanceof LuaString text && text.toString().equals(word)) {
                return each;
            }
            words.add(word);
        }
        throw wrong(name, "one of " + String.join(", ", words), value);
    }

    /** The elements of a list; none if there is no such field. */
    List<@Nullable Object> list(String name) throws Refusal {
        Object value = field(name);
        if (value != null && !(value instanceof LuaTable)) {
            throw wrong(name, "a list", value);
        }
        var elements = new ArrayList<@Nullable Object>();
        if (value instanceof LuaTable list) {
            for (long i = 1; i <= list.length(); i++) {
                elements.add(list.get(i));
            }
        }
        return elements;
    }

    /** Refuses fields that were not asked for. */
    void end() throws Refusal {
        for (int at = table.positionAfter(null); at >= 0; at = table.positionAfter(table.keyAt(at))) {
            Object key = table.keyAt(at);
            if (!(key instanceof LuaString name) || !known.contains(name.toString())) {
                throw Refusal.invalid(
                        what + " has no field " + Values.show(key) + "; expected " + String.join(", ", known));
            }
        }
    }

    private Refusal wrong(String name, String expected, Object got) {
        return Refusal.invalid(what + ": " + name + " must be " + expected + ", got " + Values.show(got));
    }
}
