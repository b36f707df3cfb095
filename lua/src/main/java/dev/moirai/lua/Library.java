package dev.moirai.lua;

import org.jspecify.annotations.Nullable;

/**
 * A table of functions and constants that environments share: {@code string}, {@code math}, or one of the embedder's.
 *
 * <p>Each environment sees a table of its own that it may change, which costs nothing until it does so.
 *
 * {@snippet :
 * Library geometry = Library.named("geometry")
 *         .function("area", call -> call.returns(call.checkNumber(1) * call.checkNumber(2)))
 *         .value("unit", LuaString.of("cm"))
 *         .build();
 * }
 */
public final class Library {
    private final @Nullable String name;
    private final LuaTable table;

    private Library(@Nullable String name, LuaTable table) {
        this.name = name;
        this.table = table.freeze();
    }

    /** Begins a library whose table is the global of that name. */
    public static Builder named(String name) {
        return new Builder(name);
    }

    /** Begins a library whose functions are globals themselves. */
    public static Builder globals() {
        return new Builder(null);
    }

    /** The global's name; null if the functions are globals themselves. */
    @Nullable
    String name() {
        return name;
    }

    /** The frozen table. */
    LuaTable table() {
        return table;
    }

    /** Collects the contents of a library. */
    public static final class Builder {
        private final @Nullable String name;
        private final LuaTable table = new LuaTable();

        private Builder(@Nullable String name) {
            this.name = name;
        }

        public Builder function(String function, NativeFunction.Body body) {
            return function(function, body, FastPath.NONE);
        }

        /** Adds a function of which compiled code runs {@code fastPath} rather than the body, where it can. */
        public Builder function(String function, NativeFunction.Body body, FastPath fastPath) {
            return value(function, NativeFunction.of(qualified(function), body, fastPath));
        }

        private String qualified(String function) {
            return name == null ? function : name + "." + function;
        }

        /** Adds a value, which must be immutable: a number, string, boolean, native function or frozen table. */
        public Builder value(String key, Object value) {
            table.put(key, value);
            return this;
        }

        /** Gives the table a metatable, which must be frozen. */
        public Builder metatable(LuaTable metatable) {
            table.metatable(metatable);
            return this;
        }

        public Library build() {
            return new Library(name, table);
        }
    }
}
