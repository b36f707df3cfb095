package dev.moirai.script.module;

import dev.moirai.lua.Call;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.NativeFunction;
import dev.moirai.script.process.Refusal;

/**
 * A module: its name, and the frozen table that all environments share.
 *
 * @param name what {@code require} knows it by
 * @param table its functions and constants
 */
public record LuaModule(String name, LuaTable table) {

    /** What a function does that can be refused: then it returns {@code nil, error}. */
    @FunctionalInterface
    interface Fallible {
        void run(Call call) throws Refusal;
    }

    static Builder named(String name) {
        return new Builder(name);
    }

    /** A function for a module or a table within one. */
    static NativeFunction fallible(String qualified, Fallible body) {
        return NativeFunction.of(qualified, call -> {
            try {
                body.run(call);
            } catch (Refusal refusal) {
                call.returns(null, refusal.error().toLua());
            }
        });
    }

    /** Collects functions and constants. */
    static final class Builder {
        private final String name;
        private final LuaTable table = new LuaTable();

        private Builder(String name) {
            this.name = name;
        }

        Builder function(String function, NativeFunction.Body body) {
            table.put(function, NativeFunction.of(name + "." + function, body));
            return this;
        }

        Builder fallible(String function, Fallible body) {
            table.put(function, LuaModule.fallible(name + "." + function, body));
            return this;
        }

        Builder constant(String key, String value) {
            table.put(key, LuaString.of(value));
            return this;
        }

        Builder constant(String key, long value) {
            table.put(key, value);
            return this;
        }

        /** A value that is immutable. */
        Builder value(String key, Object value) {
            table.put(key, value);
            return this;
        }

        /** A table within the module. */
        Builder table(Builder inner) {
            table.put(inner.name.substring(inner.name.lastIndexOf('.') + 1), inner.table.freeze());
            return this;
        }

        LuaModule build() {
            return new LuaModule(name, table.freeze());
        }
    }
}
