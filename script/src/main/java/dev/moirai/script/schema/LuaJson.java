package dev.moirai.script.schema;

import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.Numbers;
import dev.moirai.lua.Values;
import org.jspecify.annotations.Nullable;

/** Values of Lua as JSON sees them. An empty table is an empty array as well as an empty object; nil is null. */
final class LuaJson {
    private LuaJson() {}

    static boolean isOfType(@Nullable Object value, String type) {
        return switch (type) {
            case "null" -> value == null;
            case "boolean" -> value instanceof Boolean;
            case "string" -> value instanceof LuaString;
            case "number" -> value instanceof Number;
            case "integer" -> value instanceof Number && Numbers.toInteger(value) != null || isLargeWhole(value);
            case "array" -> isArray(value);
            case "object" -> isObject(value);
            default -> false;
        };
    }

    /** A float beyond 64 bits has no fraction. */
    private static boolean isLargeWhole(@Nullable Object value) {
        return value instanceof Double number && !number.isInfinite() && Math.rint(number) == number;
    }

    static boolean isArray(@Nullable Object value) {
        return value instanceof LuaTable table && table.isList();
    }

    static boolean isObject(@Nullable Object value) {
        return value instanceof LuaTable table && table.length() == 0;
    }

    /** What a value is, for messages. */
    static String described(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case LuaString text ->
                text.length() <= 40 ? "the string \"" + text + '"' : "a string of " + text.length() + " bytes";
            case LuaTable table when table.size() == 0 -> "an empty table";
            case LuaTable _ when isArray(value) -> "an array";
            case LuaTable _ when isObject(value) -> "an object";
            case LuaTable _ -> "a table with mixed keys";
            case Number _ -> "the number " + Values.show(value);
            case Boolean _ -> Values.show(value);
            default -> "a " + Values.typeNameOf(value);
        };
    }
}
