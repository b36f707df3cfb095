package dev.moirai.lua;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What Lua values are in Java, and the basic questions about them.
 *
 * <p>A value is an {@link Object}: null is nil, then {@link Boolean} (only the two constants), {@link Long} (integer), {@link Double} (float),
 * {@link LuaString}, {@link LuaTable}, {@link LuaFunction}, {@link Coroutine} and {@link Userdata}. No other class may
 * reach a program; {@link Conversions} turns Java values into these and back.
 */
public final class Values {
    private static final int CACHED_FROM = -128;
    private static final Long[] CACHED = new Long[1280];

    static {
        for (int i = 0; i < CACHED.length; i++) {
            CACHED[i] = (long) (i + CACHED_FROM);
        }
    }

    private Values() {}

    /** The integer as a value, without allocation for small ones. */
    public static Long box(long integer) {
        long at = integer - CACHED_FROM;
        return at >= 0 && at < CACHED.length ? CACHED[(int) at] : Long.valueOf(integer);
    }

    /** Whether a condition holds: everything but nil and false does. */
    public static boolean isTrue(@Nullable Object value) {
        return value != null && value != Boolean.FALSE;
    }

    /** The name that {@code type} gives: nil, boolean, number, string, table, function, thread or userdata. */
    public static String typeName(@Nullable Object value) {
        return switch (value) {
            case null -> "nil";
            case Boolean _ -> "boolean";
            case Long _, Double _ -> "number";
            case LuaString _ -> "string";
            case LuaTable _ -> "table";
            case LuaFunction _ -> "function";
            case Coroutine _ -> "thread";
            case Userdata _ -> "userdata";
            default ->
                throw new IllegalArgumentException(
                        "not a Lua value: " + value.getClass().getName() + "; convert it with Conversions.toLua");
        };
    }

    /** The type name for error messages: the {@code __name} of the metatable if it has one. */
    public static String typeNameOf(@Nullable Object value) {
        LuaTable metatable = switch (value) {
            case LuaTable table -> table.metatable();
            case Userdata userdata -> userdata.metatable();
            case null, default -> null;
        };
        return metatable != null && metatable.get(Event.NAME.key()) instanceof LuaString name
                ? name.toString()
                : typeName(value);
    }

    /** Equality without metamethods, of {@code rawequal} and of table keys. */
    public static boolean rawEquals(@Nullable Object a, @Nullable Object b) {
        if (a == b) {
            return !(a instanceof Double number && number.isNaN());
        }
        if (a instanceof LuaString x) {
            return b instanceof LuaString y && x.sameAs(y);
        }
        if (a instanceof Long x) {
            return b instanceof Long y
                    ? x.longValue() == y.longValue()
                    : b instanceof Double d && Comparison.equal(x, d);
        }
        if (a instanceof Double x) {
            return b instanceof Double y
                    ? x.doubleValue() == y.doubleValue()
                    : b instanceof Long n && Comparison.equal(n, x);
        }
        return false;
    }

    /** A number or string as text; anything else by its type name. For messages; programs use {@code tostring}. */
    public static String show(@Nullable Object value) {
        return switch (value) {
            case null -> "nil";
            case Boolean b -> b.toString();
            case LuaString string -> string.toString();
            case Long integer -> Long.toString(integer);
            case Double number -> Numbers.format(number);
            default -> typeName(value);
        };
    }

    /** A number or string as a string, null for other values. */
    public static @Nullable LuaString toLuaString(@Nullable Object value) {
        if (value instanceof LuaString string) {
            return string;
        }
        if (value instanceof Long integer) {
            return LuaString.ofDecimal(integer);
        }
        return value instanceof Double number ? ascii(Numbers.format(number)) : null;
    }

    static LuaString ascii(String text) {
        return LuaString.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
