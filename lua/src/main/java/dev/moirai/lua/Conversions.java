package dev.moirai.lua;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Conversions between Java objects and Lua values, by copy.
 *
 * <table>
 *   <caption>What becomes what</caption>
 *   <tr><th>Java</th><th>Lua</th></tr>
 *   <tr><td>null, Boolean</td><td>nil, boolean</td></tr>
 *   <tr><td>Byte, Short, Integer, Long</td><td>integer; back: Long</td></tr>
 *   <tr><td>Float, Double</td><td>float; back: Double</td></tr>
 *   <tr><td>CharSequence</td><td>string in UTF-8; back: String</td></tr>
 *   <tr><td>byte[]</td><td>string of these bytes</td></tr>
 *   <tr><td>Iterable, Object[]</td><td>table with the elements at 1..n; back: List, if it has no other keys</td></tr>
 *   <tr><td>Map</td><td>table with converted keys and values; back: Map in the table's order</td></tr>
 *   <tr><td>Record</td><td>table with a field for each component</td></tr>
 *   <tr><td>a Lua value</td><td>itself</td></tr>
 * </table>
 */
public final class Conversions {
    private static final int MAX_DEPTH = 100;

    private Conversions() {}

    /**
     * The Lua value for a Java object; its tables are charged to {@code environment}.
     *
     * @throws IllegalArgumentException when there is none, or objects are nested more than 100 deep
     */
    public static @Nullable Object toLua(Environment environment, @Nullable Object object) {
        return toLua(environment, object, 0);
    }

    private static @Nullable Object toLua(Environment environment, @Nullable Object object, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("nested more than " + MAX_DEPTH + " deep, or in a circle");
        }
        return switch (object) {
            case null -> null;
            case Boolean b -> b ? Boolean.TRUE : Boolean.FALSE;
            case Long _, Double _, LuaString _, LuaTable _, LuaFunction _, Coroutine _, Userdata _ -> object;
            case Byte _, Short _, Integer _ -> Values.box(((Number) object).longValue());
            case Float number -> number.doubleValue();
            case CharSequence text -> charged(environment, LuaString.of(text.toString()));
            case byte[] bytes -> charged(environment, LuaString.of(bytes));
            case Object[] elements -> list(environment, Arrays.asList(elements), depth);
            case Iterable<?> elements -> list(environment, elements, depth);
            case Map<?, ?> map -> {
                LuaTable table = environment.table();
                map.forEach((key, value) ->
                        table.put(toLua(environment, key, depth + 1), toLua(environment, value, depth + 1)));
                yield table;
            }
            case Record data -> {
                LuaTable table = environment.table();
                for (RecordComponent component : data.getClass().getRecordComponents()) {
                    table.put(component.getName(), toLua(environment, read(data, component), depth + 1));
                }
                yield table;
            }
            default ->
                throw new IllegalArgumentException(
                        "no Lua value for a " + object.getClass().getName() + "; wrap it in a Userdata");
        };
    }

    private static LuaString charged(Environment environment, LuaString string) {
        environment.memory().allocate(string.bytes());
        return string;
    }

    private static LuaTable list(Environment environment, Iterable<?> elements, int depth) {
        LuaTable table = environment.table();
        long index = 0;
        for (Object element : elements) {
            table.put(++index, toLua(environment, element, depth + 1));
        }
        return table;
    }

    private static @Nullable Object read(Record data, RecordComponent component) {
        try {
            component.getAccessor().trySetAccessible(); // a record need not be public
            return component.getAccessor().invoke(data);
        } catch (IllegalAccessException e) {
            throw inaccessible(data.getClass(), e);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    "cannot read " + component + " of " + data.getClass(), e.getTargetException());
        }
    }

    /**
     * The Java object for a Lua value. Functions, coroutines and userdata stay what they are.
     *
     * @throws IllegalArgumentException when tables are nested more than 100 deep
     */
    public static @Nullable Object toJava(@Nullable Object value) {
        return toJava(value, 0);
    }

    private static @Nullable Object toJava(@Nullable Object value, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("tables are nested more than " + MAX_DEPTH + " deep, or in a circle");
        }
        return switch (value) {
            case LuaString string -> string.toString();
            case LuaTable table -> table.length() > 0 && table.isList() ? toList(table, depth) : toMap(table, depth);
            case null, default -> value;
        };
    }

    private static List<@Nullable Object> toList(LuaTable table, int depth) {
        List<@Nullable Object> list = new ArrayList<>();
        for (long i = 1; i <= table.length(); i++) {
            list.add(toJava(table.get(i), depth + 1));
        }
        return list;
    }

    private static Map<Object, @Nullable Object> toMap(LuaTable table, int depth) {
        Map<Object, @Nullable Object> map = new LinkedHashMap<>();
        for (int at = table.positionAfter(null); at >= 0; at = table.firstFrom(at + 1)) {
            Object key = toJava(table.keyAt(at), depth + 1);
            if (key != null) {
                map.put(key, toJava(table.valueAt(at), depth + 1));
            }
        }
        return map;
    }

    /**
     * The record whose components are the fields of a table, converted by their types: {@code int} and its like from
     * integers, {@code double} from numbers, {@code String} and {@code byte[]} from strings, records, {@code List} and
     * {@code Map} from tables. A missing field is null, or zero.
     *
     * @throws IllegalArgumentException when a field does not fit its component
     */
    public static <R extends Record> R toRecord(LuaTable table, Class<R> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        @Nullable Object[] arguments = new @Nullable Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            arguments[i] = fit(table.get(components[i].getName()), types[i], components[i].getName());
        }
        try {
            Constructor<R> constructor = type.getDeclaredConstructor(types);
            constructor.trySetAccessible();
            return constructor.newInstance(arguments);
        } catch (IllegalAccessException e) {
            throw inaccessible(type, e);
        } catch (InvocationTargetException e) {
            Throwable refusal = e.getTargetException();
            throw new IllegalArgumentException(
                    "cannot make a " + type.getName() + ": " + refusal.getMessage(), refusal);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("cannot make a " + type.getName() + ": " + e.getMessage(), e);
        }
    }

    private static IllegalArgumentException inaccessible(Class<?> type, IllegalAccessException cause) {
        return new IllegalArgumentException(
                "the record " + type.getName() + " is in a package that its module does not open to dev.moirai.lua",
                cause);
    }

    private static @Nullable Object fit(@Nullable Object value, Class<?> type, String field) {
        if (value == null && !type.isPrimitive()) {
            return null;
        }
        if (type == int.class || type == Integer.class) {
            long integer = integer(value, field);
            if ((int) integer != integer) {
                throw new IllegalArgumentException("field '" + field + "': int expected, got " + integer);
            }
            return (int) integer;
        }
        if (type == long.class || type == Long.class) {
            return integer(value, field);
        }
        if (type == double.class || type == Double.class) {
            return value instanceof Double number ? number : (Object) (double) integer(value, field);
        }
        if (type == boolean.class || type == Boolean.class) {
            return Values.isTrue(value);
        }
        if (type == byte[].class && value instanceof LuaString string) {
            return string.toByteArray();
        }
        if (type.isRecord() && value instanceof LuaTable table) {
            return toRecord(table, type.asSubclass(Record.class));
        }
        if (type == List.class && value instanceof LuaTable table && table.isList()) {
            return toList(table, 0); // an empty one too, which says nothing itself of what it is
        }
        if (type == Map.class && value instanceof LuaTable table) {
            return toMap(table, 0);
        }
        Object converted = type.isInstance(value) ? value : toJava(value);
        if (!type.isInstance(converted)) {
            throw new IllegalArgumentException(
                    "field '" + field + "': " + type.getSimpleName() + " expected, got " + Values.typeName(value));
        }
        return converted;
    }

    private static long integer(@Nullable Object value, String field) {
        Long integer = value == null ? Long.valueOf(0) : Numbers.toInteger(value);
        if (integer == null) {
            throw new IllegalArgumentException(
                    "field '" + field + "': integer expected, got " + Values.typeName(value));
        }
        return integer;
    }
}
