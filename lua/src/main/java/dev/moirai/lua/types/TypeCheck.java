package dev.moirai.lua.types;

import dev.moirai.lua.Call;
import dev.moirai.lua.Event;
import dev.moirai.lua.LuaFunction;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.Numbers;
import dev.moirai.lua.TextLike;
import dev.moirai.lua.Userdata;
import dev.moirai.lua.Values;
import dev.moirai.lua.syntax.Expression;
import dev.moirai.lua.syntax.TypeExpression;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether one value is of a type. Tables are read without metamethods. Types of other chunks ({@code lib.Config}), {@code
 * typeof} and conditional types accept anything.
 *
 * <p>The work is bounded: a table that contains itself, or a union of unions, could be endless.
 */
final class TypeCheck {
    private static final int DEEPEST = 200;
    private static final int MOST_STEPS = 1_000_000;

    /** What the names of type parameters stand for: a type, to be read where it was written. */
    private record Scope(TypeNames names, Map<String, Bound> parameters) {}

    private record Bound(TypeExpression type, Scope scope) {}

    private final Call call;
    private int steps;
    private int depth;

    TypeCheck(Call call) {
        this.call = call;
    }

    /** What is wrong with a value; null if nothing is. */
    @Nullable
    String problem(TypeValue type, @Nullable Object value) {
        return declared(type, List.of(), new Scope(type.names(), Map.of()), value, "");
    }

    private @Nullable String declared(
            TypeValue type, List<TypeExpression> arguments, Scope outer, @Nullable Object value, String place) {
        var parameters = new HashMap<String, Bound>();
        for (int i = 0; i < Math.min(arguments.size(), type.parameters().size()); i++) {
            parameters.put(type.parameters().get(i).name(), new Bound(arguments.get(i), outer));
        }
        var scope = new Scope(type.names(), parameters);
        for (TypeExpression part : type.parts()) {
            String problem = problem(part, scope, value, place);
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    private @Nullable String problem(TypeExpression type, Scope scope, @Nullable Object value, String place) {
        call.charge(1);
        if (++steps > MOST_STEPS) {
            return wrong(place, "takes too many steps to check");
        }
        if (++depth > DEEPEST) {
            depth--;
            return wrong(place, "is nested more than " + DEEPEST + " deep");
        }
        try {
            return switch (type) {
                case TypeExpression.Named named -> named(named, scope, value, place);
                case TypeExpression.Literal literal ->
                    Values.rawEquals(constant(literal.value()), value) ? null : expected(type, value, place);
                case TypeExpression.Optional optional ->
                    value == null ? null : problem(optional.inner(), scope, value, place);
                case TypeExpression.Union union -> union(union, scope, value, place);
                case TypeExpression.Intersection all -> all(all.members(), scope, value, place);
                case TypeExpression.ArrayOf array -> array(array, scope, value, place);
                case TypeExpression.MapOf map -> map(map, scope, value, place, List.of());
                case TypeExpression.Record record -> record(record, scope, value, place);
                case TypeExpression.FunctionType _ -> isFunction(value) ? null : expected("function", value, place);
                case TypeExpression.ReadOnly readOnly -> problem(readOnly.inner(), scope, value, place);
                case TypeExpression.Constrained constrained -> constrained(constrained, scope, value, place);
                case TypeExpression.KeyOf _ -> value != null ? null : expected("a key", null, place);
                case TypeExpression.Tuple _,
                        TypeExpression.Variadic _,
                        TypeExpression.TypeOf _,
                        TypeExpression.Assertion _,
                        TypeExpression.FieldOf _,
                        TypeExpression.Conditional _ -> null;
            };
        } finally {
            depth--;
        }
    }

    // ---- words

    private static String wrong(String place, String problem) {
        return (place.isEmpty() ? "the value" : "field '" + (place.startsWith(".") ? place.substring(1) : place) + "'")
                + " " + problem;
    }

    private static String expected(String what, @Nullable Object value, String place) {
        return (place.isEmpty() ? "" : "field '" + (place.startsWith(".") ? place.substring(1) : place) + "': ")
                + "expected " + what + ", got " + shown(value);
    }

    private static String expected(TypeExpression type, @Nullable Object value, String place) {
        return expected(named(type), value, place);
    }

    private static String shown(@Nullable Object value) {
        return value instanceof LuaString text && text.length() <= 40 ? "\"" + text + "\"" : Values.typeNameOf(value);
    }

    private static String named(TypeExpression type) {
        return switch (type) {
            case TypeExpression.Named named -> String.join(".", named.path());
            case TypeExpression.Literal literal -> {
                Object constant = constant(literal.value());
                yield constant instanceof LuaString text ? "\"" + text + "\"" : Values.show(constant);
            }
            case TypeExpression.Optional optional -> named(optional.inner()) + "?";
            case TypeExpression.Union union ->
                union.members().stream().map(TypeCheck::named).collect(Collectors.joining(" | "));
            case TypeExpression.ArrayOf array -> "{" + named(array.element()) + "}";
            case TypeExpression.Constrained constrained -> named(constrained.inner());
            case TypeExpression.FunctionType _ -> "function";
            case TypeExpression.ReadOnly readOnly -> named(readOnly.inner());
            default -> "table";
        };
    }

    private static @Nullable Object constant(Expression expression) {
        return switch (expression) {
            case Expression.Bool bool -> bool.value();
            case Expression.IntegerNumber number -> Values.box(number.value());
            case Expression.FloatNumber number -> number.value();
            case Expression.Text text -> LuaString.of(text.value().toByteArray());
            default -> null;
        };
    }

    // ---- names

    private @Nullable String named(TypeExpression.Named named, Scope scope, @Nullable Object value, String place) {
        if (named.path().size() > 1) {
            return null;
        }
        String name = named.path().getFirst();
        Bound bound = scope.parameters().get(name);
        if (bound != null) {
            return problem(bound.type(), bound.scope(), value, place);
        }
        TypeValue declared = named.declaration() == null ? null : scope.names().find(named.declaration());
        if (declared != null) {
            return declared(declared, named.arguments(), scope, value, place);
        }
        return switch (name) {
            case "any", "unknown" -> null;
            case "never" -> expected("no value at all", value, place);
            case "nil", "boolean", "number", "string", "table", "thread" ->
                Values.typeName(value).equals(name) ? null : expected(name, value, place);
            case "userdata" -> value instanceof Userdata ? null : expected(name, value, place);
            case "function" -> isFunction(value) ? null : expected(name, value, place);
            case "error" -> isError(value) ? null : expected(name, value, place);
            case "integer" ->
                value instanceof Number && Numbers.toInteger(value) != null ? null : expected(name, value, place);
            default -> {
                TypeValue later = named.declaration() == null ? scope.names().find(name) : null;
                yield later == null ? null : declared(later, named.arguments(), scope, value, place);
            }
        };
    }

    private static boolean isError(@Nullable Object value) {
        return value instanceof Userdata userdata && userdata.object() instanceof TextLike;
    }

    private boolean isFunction(@Nullable Object value) {
        return value instanceof LuaFunction || value != null && call.metamethod(value, Event.CALL) != null;
    }

    // ---- composed types

    private @Nullable String union(TypeExpression.Union union, Scope scope, @Nullable Object value, String place) {
        String first = null;
        int tables = 0;
        for (TypeExpression member : union.members()) {
            String problem = problem(member, scope, value, place);
            if (problem == null) {
                return null;
            }
            boolean deeper = problem.startsWith("field") && !problem.startsWith("field '" + place + "'");
            tables += deeper ? 1 : 0;
            first = deeper && first == null ? problem : first;
        }
        // Of one alternative that is a table, what is wrong inside tells more.
        return tables == 1 && first != null ? first : expected(union, value, place);
    }

    private @Nullable String all(List<TypeExpression> types, Scope scope, @Nullable Object value, String place) {
        for (TypeExpression type : types) {
            String problem = problem(type, scope, value, place);
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    private @Nullable String array(TypeExpression.ArrayOf array, Scope scope, @Nullable Object value, String place) {
        if (!(value instanceof LuaTable table) || table.length() != table.size()) {
            return expected(array, value, place);
        }
        for (long i = 1; i <= table.length(); i++) {
            String problem = problem(array.element(), scope, table.get(i), place + "[" + i + "]");
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    private @Nullable String map(
            TypeExpression.MapOf map,
            Scope scope,
            @Nullable Object value,
            String place,
            List<TypeExpression.Field> named) {
        if (!(value instanceof LuaTable table)) {
            return expected("table", value, place);
        }
        for (int at = table.positionAfter(null); at >= 0; at = table.positionAfter(table.keyAt(at))) {
            Object key = table.keyAt(at);
            String inner = place + "." + Values.show(key);
            boolean isNamed = named.stream().anyMatch(field -> field.name().equals(Values.show(key)));
            String problem = isNamed ? null : problem(map.key(), scope, key, inner);
            if (problem == null && !isNamed) {
                problem = problem(map.value(), scope, table.valueAt(at), inner);
            }
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    private @Nullable String record(TypeExpression.Record record, Scope scope, @Nullable Object value, String place) {
        if (!(value instanceof LuaTable table)) {
            return expected("table", value, place);
        }
        for (TypeExpression.Field field : record.fields()) {
            Object inner = table.get(field.name());
            String problem = inner == null && field.optional()
                    ? null
                    : problem(field.type(), scope, inner, place + "." + field.name());
            if (problem != null) {
                return problem;
            }
        }
        return record.rest() == null ? null : map(record.rest(), scope, value, place, record.fields());
    }

    // ---- constraints

    private @Nullable String constrained(
            TypeExpression.Constrained constrained, Scope scope, @Nullable Object value, String place) {
        String problem = problem(constrained.inner(), scope, value, place);
        if (problem != null || value == null) {
            return problem;
        }
        for (TypeExpression.Constraint constraint : constrained.constraints()) {
            Object bound = constraint.arguments().isEmpty()
                    ? null
                    : constant(constraint.arguments().getFirst());
            String broken = broken(constraint.name(), bound, value);
            if (broken != null) {
                return wrong(place, broken);
            }
        }
        return null;
    }

    private @Nullable String broken(String constraint, @Nullable Object bound, Object value) {
        double limit = bound instanceof Number number ? number.doubleValue() : Double.NaN;
        return switch (constraint) {
            case "min" ->
                value instanceof Number number && number.doubleValue() < limit
                        ? "is " + Values.show(value) + ", the min is " + Values.show(bound)
                        : null;
            case "max" ->
                value instanceof Number number && number.doubleValue() > limit
                        ? "is " + Values.show(value) + ", the max is " + Values.show(bound)
                        : null;
            case "min_len" ->
                length(value) < limit
                        ? "has length " + length(value) + ", the min length is " + Values.show(bound)
                        : null;
            case "max_len" ->
                length(value) > limit
                        ? "has length " + length(value) + ", the max length is " + Values.show(bound)
                        : null;
            case "pattern" -> pattern(bound, value);
            default -> null;
        };
    }

    private static long length(Object value) {
        return switch (value) {
            case LuaString text -> text.length();
            case LuaTable table -> table.length();
            default -> 0;
        };
    }

    private @Nullable String pattern(@Nullable Object pattern, Object value) {
        if (!(pattern instanceof LuaString expression) || !(value instanceof LuaString text)) {
            return null;
        }
        return call.environment().host().matches(call, expression.toString(), text)
                ? null
                : "does not match the pattern " + expression;
    }
}
