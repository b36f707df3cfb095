package dev.moirai.lua;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The libraries that every environment of a kind begins with; immutable, so one instance serves all of them. */
public final class Libraries {
    static final LuaString STRING = LuaString.of("string").canonical();
    private static final LuaString GLOBALS = LuaString.of("_G").canonical();

    private final List<Library> all;
    private final LuaTable template;
    private final List<LuaString> names = new ArrayList<>();
    private final List<LuaTable> tables = new ArrayList<>();

    private Libraries(List<Library> libraries) {
        all = List.copyOf(libraries);
        template = new LuaTable();
        for (Library library : all) {
            String name = library.name();
            if (name == null) {
                addAll(library.table(), template);
            } else {
                add(LuaString.of(name).canonical(), library.table());
            }
        }
        template.put(GLOBALS, template);
        template.freeze();
    }

    private void add(LuaString name, LuaTable table) {
        int known = names.indexOf(name);
        LuaTable added = table;
        if (known < 0) {
            names.add(name);
            tables.add(table);
        } else {
            added = new LuaTable();
            addAll(tables.get(known), added);
            addAll(table, added);
            tables.set(known, added.freeze());
        }
        template.put(name, added);
    }

    private static void addAll(LuaTable from, LuaTable to) {
        for (int at = from.positionAfter(null); at >= 0; at = from.firstFrom(at + 1)) {
            to.put(from.keyAt(at), from.valueAt(at));
        }
        if (from.metatable() != null) {
            to.metatable(from.metatable());
        }
    }

    public static Libraries of(Library... libraries) {
        return new Libraries(List.of(libraries));
    }

    /** These libraries and more; a later one adds to an earlier one of the same name. */
    public Libraries with(Library... more) {
        List<Library> both = new ArrayList<>(all);
        both.addAll(List.of(more));
        return new Libraries(both);
    }

    /** Whether there is a table of that name among the globals. */
    public boolean hasTable(LuaString name) {
        return names.contains(name);
    }

    /** What a table among the globals has under a name; null if nothing. */
    public @Nullable Object value(String table, String name) {
        int at = names.indexOf(LuaString.of(table));
        return at < 0 ? null : tables.get(at).get(LuaString.of(name));
    }

    /** A fresh table of globals that shares everything with the others until it is changed. */
    LuaTable globals(Memory memory) {
        LuaTable globals = template.copyOnWrite(memory);
        for (int i = 0; i < names.size(); i++) {
            globals.put(names.get(i), tables.get(i).copyOnWrite(memory));
        }
        globals.put(GLOBALS, globals);
        return globals;
    }
}
