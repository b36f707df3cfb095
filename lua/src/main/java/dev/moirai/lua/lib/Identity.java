package dev.moirai.lua.lib;

import dev.moirai.lua.Call;
import dev.moirai.lua.Event;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.Userdata;
import dev.moirai.lua.Values;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What stands for the address of an object, as in {@code table: 0x00000001}: a number which an environment gives out when
 * it is first asked for, so that the same program always prints the same.
 */
final class Identity {
    private static final int ENTRY_SIZE = 64;
    private static final int WORK_PER_ENTRY = 10;

    private final WeakHashMap<Object, Integer> numbers = new WeakHashMap<>(); // environment's thread only
    private int latest;

    private String address(Call call, Object value) {
        Integer number = numbers.get(value);
        if (number == null) {
            call.memory().allocate(ENTRY_SIZE);
            call.charge(WORK_PER_ENTRY);
            number = ++latest;
            numbers.put(value, number);
        }
        String digits = Integer.toHexString(number);
        return "0x" + "0".repeat(8 - digits.length()) + digits;
    }

    /** The address of an object; {@code (null)} for what has none. */
    static String of(Call call, @Nullable Object value) {
        return switch (value) {
            case null -> "(null)";
            case Boolean _, Long _, Double _ -> "(null)";
            default ->
                call.environment().attachment(Identity.class, Identity::new).address(call, value);
        };
    }

    /** What {@code tostring} gives for a value without {@code __tostring}. */
    static LuaString describe(Call call, @Nullable Object value) {
        LuaString text = Values.toLuaString(value);
        if (text != null) {
            return text;
        }
        if (value == null || value instanceof Boolean) {
            return LuaString.of(String.valueOf(Values.show(value)));
        }
        LuaTable metatable = switch (value) {
            case LuaTable table -> table.metatable();
            case Userdata userdata -> userdata.metatable();
            default -> null;
        };
        String type = metatable != null && metatable.get(Event.NAME.key()) instanceof LuaString name
                ? name.toString()
                : Values.typeName(value);
        return call.string(type + ": " + of(call, value));
    }
}
