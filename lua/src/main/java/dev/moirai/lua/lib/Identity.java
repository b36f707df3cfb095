package dev.moirai.lua.lib;

import dev.moirai.lua.Call;
import dev.moirai.lua.Event;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.Userdata;
import dev.moirai.lua.Values;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands for the address of an object, as in {@code table: 0x00000001}: a number which an environment gives out when
 * it is first asked for, so that the same program always prints the same.
 */
final class Identity {
    private static final int ENTRY_SIZE = 64;
    private static final int WORK_PER_ENTRY = 10;

    /** Equal strings up to this length are one object to a program, as they are in PUC Lua. */
    private static final int LONGEST_SHARED_STRING = 40;

    // Both belong to the thread that runs the environment.
    private final Map<Key, Integer> numbers = new HashMap<>();
    private final ReferenceQueue<Object> collected = new ReferenceQueue<>();
    private int latest;

    private String address(Call call, Object value) {
        for (Object key = collected.poll(); key != null; key = collected.poll()) {
            numbers.remove(key);
        }
        Key key = new Key(value, collected);
        Integer number = numbers.get(key);
        if (number == null) {
            call.memory().allocate(ENTRY_SIZE);
            call.charge(WORK_PER_ENTRY);
            number = ++latest;
            numbers.put(key, number);
        }
        String digits = Integer.toHexString(number);
        return "0x" + "0".repeat(8 - digits.length()) + digits;
    }

    /** An object that does not stay alive by it. */
    private static final class Key extends WeakReference<Object> {
        private final int hash;

        Key(Object value, ReferenceQueue<Object> collected) {
            super(value, collected);
            this.hash = isShared(value) ? value.hashCode() : System.identityHashCode(value);
        }

        private static boolean isShared(Object value) {
            return value instanceof LuaString string && string.length() <= LONGEST_SHARED_STRING;
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            if (this == other || !(other instanceof Key key)) {
                return this == other;
            }
            Object mine = get();
            Object theirs = key.get();
            return mine != null && (mine == theirs || isShared(mine) && mine.equals(theirs));
        }
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
