package dev.moirai.script.security;

import dev.moirai.app.kind.SecurityPolicy.Condition;
import dev.moirai.app.kind.SecurityPolicy.Operator;
import dev.moirai.app.source.Data;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One condition of a policy. Numbers are compared by value, texts by their characters; values of different types are
 * different, and neither is less than the other.
 */
record ConditionTest(
        String field,
        Operator operator,
        Data wanted,
        @Nullable Pattern pattern) {
    static ConditionTest of(Condition condition) {
        boolean matches = condition.operator() == Operator.MATCHES || condition.operator() == Operator.NMATCHES;
        Pattern pattern =
                matches && condition.value() instanceof Data.Text(String regex) ? Pattern.compile(regex) : null;
        return new ConditionTest(condition.field(), condition.operator(), condition.value(), pattern);
    }

    boolean holds(Query query) {
        Object value = query.at(field);
        return switch (operator) {
            case EQ -> isEqual(value, wanted);
            case NE -> !isEqual(value, wanted);
            case LT -> compare(value).orElse(0) < 0;
            case GT -> compare(value).orElse(0) > 0;
            case LTE -> compare(value).orElse(1) <= 0;
            case GTE -> compare(value).orElse(-1) >= 0;
            case IN -> isOneOf(value);
            case NIN -> !isOneOf(value);
            case EXISTS -> value != null;
            case NEXISTS -> value == null;
            case CONTAINS -> contains(value);
            case NCONTAINS -> !contains(value);
            case MATCHES -> matches(value);
            case NMATCHES -> !matches(value);
        };
    }

    private static boolean isEqual(@Nullable Object value, Data data) {
        return switch (data) {
            case Data.Null _ -> value == null;
            case Data.Bool(boolean flag) -> Boolean.valueOf(flag).equals(value);
            case Data.Whole(long whole) -> value instanceof Number number && number.doubleValue() == whole;
            case Data.Real(double real) -> value instanceof Number number && number.doubleValue() == real;
            case Data.Text(String text) ->
                value instanceof LuaString string && string.toString().equals(text);
            case Data.Items _, Data.Fields _ -> false;
        };
    }

    private OptionalInt compare(@Nullable Object value) {
        return switch (wanted) {
            case Data.Whole(long whole)
            when value instanceof Number number -> OptionalInt.of(Double.compare(number.doubleValue(), whole));
            case Data.Real(double real)
            when value instanceof Number number -> OptionalInt.of(Double.compare(number.doubleValue(), real));
            case Data.Text(String text)
            when value instanceof LuaString string ->
                OptionalInt.of(string.toString().compareTo(text));
            default -> OptionalInt.empty();
        };
    }

    private boolean isOneOf(@Nullable Object value) {
        return wanted instanceof Data.Items(List<Data> items) && items.stream().anyMatch(each -> isEqual(value, each));
    }

    private boolean contains(@Nullable Object value) {
        if (value instanceof LuaString string) {
            return wanted instanceof Data.Text(String part) && string.toString().contains(part);
        }
        if (value instanceof LuaTable list) {
            for (long i = 1; i <= list.length(); i++) {
                if (isEqual(list.get(i), wanted)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean matches(@Nullable Object value) {
        return pattern != null
                && value instanceof LuaString string
                && pattern.matcher(string.toString()).find();
    }
}
