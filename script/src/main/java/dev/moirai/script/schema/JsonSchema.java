package dev.moirai.script.schema;

import dev.moirai.lua.Call;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.Values;
import dev.moirai.script.text.Regex;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Checks values against one schema: draft 2020-12 without {@code unevaluated…}, {@code $dynamicRef} and references to other
 * documents, and the array form of {@code items} of earlier drafts.
 *
 * <p>The first thing that is wrong is told, with its place. The work is bounded: a schema can make a small value expensive.
 */
public final class JsonSchema {
    private static final int DEEPEST = 200;
    private static final int MOST_STEPS = 500_000;
    private static final Set<String> NOT_SUPPORTED = Set.of(
            "unevaluatedProperties", "unevaluatedItems", "$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$anchor");
    private static final Set<String> TYPES =
            Set.of("null", "boolean", "string", "number", "integer", "array", "object");

    /** The schema itself is wrong, or asks for what is not supported. */
    public static final class Unusable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message, null, false, false);
        }
    }

    /** The value is not what the schema says. */
    private static final class Invalid extends Exception {
        private static final long serialVersionUID = 1L;

        Invalid(String message) {
            super(message, null, false, false);
        }
    }

    private final Call call;
    private final @Nullable Object root;
    private final Map<LuaString, Regex> patterns = new HashMap<>();
    private int steps;
    private int depth;

    /** @param schema a table, true or false */
    public JsonSchema(Call call, @Nullable Object schema) {
        this.call = call;
        this.root = schema;
    }

    /**
     * What is wrong with a value; null if nothing is.
     *
     * @throws Unusable if the schema is
     */
    public @Nullable String problem(@Nullable Object value) {
        try {
            check(root, value, "");
            return null;
        } catch (Invalid invalid) {
            return String.valueOf(invalid.getMessage());
        }
    }

    private void step(long work) {
        steps += (int) Math.min(work, MOST_STEPS);
        if (steps > MOST_STEPS) {
            throw new Unusable("the schema takes more than " + MOST_STEPS + " steps for this value");
        }
        call.charge(work);
    }

    private static Invalid wrong(String place, String problem) {
        return new Invalid(
                (place.isEmpty() ? "the value" : "'" + (place.startsWith(".") ? place.substring(1) : place) + "'") + " "
                        + problem);
    }

    private boolean fits(@Nullable Object schema, @Nullable Object value, String place) {
        try {
            check(schema, value, place);
            return true;
        } catch (Invalid _) {
            return false;
        }
    }

    private void check(@Nullable Object schema, @Nullable Object value, String place) throws Invalid {
        step(5);
        if (schema instanceof Boolean allowed) {
            if (!allowed) {
                throw wrong(place, "is not allowed");
            }
            return;
        }
        if (!(schema instanceof LuaTable keywords)) {
            throw new Unusable("a schema is a table, true or false, not " + LuaJson.described(schema));
        }
        for (String keyword : NOT_SUPPORTED) {
            if (keywords.get(keyword) != null) {
                throw new Unusable("the keyword '" + keyword + "' is not supported");
            }
        }
        if (++depth > DEEPEST) {
            throw new Unusable("schemas are nested more than " + DEEPEST + " deep, or refer to each other without end");
        }
        try {
            reference(keywords, value, place);
            general(keywords, value, place);
            combined(keywords, value, place);
            switch (value) {
                case Number number -> number(keywords, number, place);
                case LuaString text -> text(keywords, text, place);
                case LuaTable table -> {
                    if (LuaJson.isArray(table)) {
                        new ArrayRules(keywords, table, place).check();
                    }
                    if (LuaJson.isObject(table)) {
                        new ObjectRules(keywords, table, place).check();
                    }
                }
                case null, default -> {}
            }
        } finally {
            depth--;
        }
    }

    // ---- keywords for every value

    private void reference(LuaTable keywords, @Nullable Object value, String place) throws Invalid {
        if (keywords.get("$ref") instanceof LuaString reference) {
            check(resolve(reference.toString()), value, place);
        }
    }

    /** {@code #/$defs/name}: a way from the root of the schema. */
    private Object resolve(String reference) {
        if (!reference.equals("#") && !reference.startsWith("#/")) {
            throw new Unusable("the reference '" + reference + "' leads out of the schema; only '#/…' is supported");
        }
        Object found = root;
        for (String step : reference.equals("#")
                ? List.<String>of()
                : List.of(reference.substring(2).split("/", -1))) {
            String key = step.replace("~1", "/").replace("~0", "~");
            Object next = null;
            if (found instanceof LuaTable table) {
                next = table.get(key);
                if (next == null && key.matches("[0-9]{1,9}")) {
                    next = table.get(Long.parseLong(key) + 1);
                }
            }
            found = next;
        }
        if (found == null) {
            throw new Unusable("the reference '" + reference + "' leads nowhere");
        }
        return found;
    }

    private void general(LuaTable keywords, @Nullable Object value, String place) throws Invalid {
        Object type = keywords.get("type");
        if (type instanceof LuaString one) {
            if (!isOfType(value, one)) {
                throw wrong(place, "must be of type " + one + ", got " + LuaJson.described(value));
            }
        } else if (type instanceof LuaTable several) {
            if (!anyOf(several, each -> isOfType(value, each))) {
                throw wrong(place, "must be of type " + listed(several) + ", got " + LuaJson.described(value));
            }
        } else if (type != null) {
            throw new Unusable("'type' is a name or a list of names");
        }
        Object constant = keywords.get("const");
        if (constant != null && !equal(constant, value, 0)) {
            throw wrong(place, "must be " + LuaJson.described(constant) + ", got " + LuaJson.described(value));
        }
        if (keywords.get("enum") instanceof LuaTable words && !anyOf(words, each -> equal(each, value, 0))) {
            throw wrong(place, "must be one of " + listed(words) + ", got " + LuaJson.described(value));
        }
    }

    private static boolean isOfType(@Nullable Object value, @Nullable Object type) {
        String name = Values.show(type);
        if (!TYPES.contains(name)) {
            throw new Unusable("'type' is none of the types of JSON: " + name);
        }
        return LuaJson.isOfType(value, name);
    }

    private interface Test {
        boolean holds(@Nullable Object each);
    }

    private static boolean anyOf(LuaTable list, Test test) {
        for (long i = 1; i <= list.length(); i++) {
            if (test.holds(list.get(i))) {
                return true;
            }
        }
        return false;
    }

    private static String listed(LuaTable words) {
        var text = new StringBuilder();
        for (long i = 1; i <= Math.min(words.length(), 20); i++) {
            text.append(i > 1 ? ", " : "").append(Values.show(words.get(i)));
        }
        return text.append(words.length() > 20 ? ", …" : "").toString();
    }

    private void combined(LuaTable keywords, @Nullable Object value, String place) throws Invalid {
        if (keywords.get("allOf") instanceof LuaTable all) {
            for (long i = 1; i <= all.length(); i++) {
                check(all.get(i), value, place);
            }
        }
        if (keywords.get("anyOf") instanceof LuaTable any && !anyOf(any, each -> fits(each, value, place))) {
            throw wrong(place, "fits none of the schemas of anyOf, got " + LuaJson.described(value));
        }
        if (keywords.get("oneOf") instanceof LuaTable one) {
            int fitting = 0;
            for (long i = 1; i <= one.length(); i++) {
                fitting += fits(one.get(i), value, place) ? 1 : 0;
            }
            if (fitting != 1) {
                throw wrong(place, "must fit exactly one of the schemas of oneOf, and fits " + fitting);
            }
        }
        Object not = keywords.get("not");
        if (not != null && fits(not, value, place)) {
            throw wrong(place, "fits the schema of not");
        }
        Object condition = keywords.get("if");
        if (condition != null) {
            Object then = keywords.get(fits(condition, value, place) ? "then" : "else");
            if (then != null) {
                check(then, value, place);
            }
        }
    }

    // ---- numbers and texts

    private static void number(LuaTable keywords, Number number, String place) throws Invalid {
        bound(keywords, "minimum", number, place, (a, b) -> a >= b, "at least");
        bound(keywords, "maximum", number, place, (a, b) -> a <= b, "at most");
        bound(keywords, "exclusiveMinimum", number, place, (a, b) -> a > b, "more than");
        bound(keywords, "exclusiveMaximum", number, place, (a, b) -> a < b, "less than");
        if (keywords.get("multipleOf") instanceof Number unit && !isMultiple(number, unit)) {
            throw wrong(place, "must be a multiple of " + Values.show(unit) + ", got " + LuaJson.described(number));
        }
    }

    private static void bound(
            LuaTable keywords,
            String keyword,
            Number number,
            String place,
            BiPredicate<Double, Double> holds,
            String words)
            throws Invalid {
        if (keywords.get(keyword) instanceof Number bound && !holds.test(number.doubleValue(), bound.doubleValue())) {
            throw wrong(place, "must be " + words + " " + Values.show(bound) + ", got " + LuaJson.described(number));
        }
    }

    private static boolean isMultiple(Number number, Number unit) {
        if (!(unit.doubleValue() > 0) || Double.isInfinite(unit.doubleValue())) {
            throw new Unusable("'multipleOf' is a number above 0");
        }
        if (number instanceof Double real && (real.isNaN() || real.isInfinite())) {
            return false;
        }
        if (Math.abs(Math.log10(Math.abs(number.doubleValue()) / unit.doubleValue())) > 50) {
            return number.doubleValue() == 0;
        }
        return new BigDecimal(Values.show(number))
                        .remainder(new BigDecimal(Values.show(unit)))
                        .signum()
                == 0;
    }

    private void text(LuaTable keywords, LuaString string, String place) throws Invalid {
        if (keywords.get("minLength") == null
                && keywords.get("maxLength") == null
                && keywords.get("pattern") == null
                && keywords.get("format") == null) {
            return;
        }
        step(string.length() / 8 + 1L);
        String text = string.toString();
        size(keywords, "Length", text.codePointCount(0, text.length()), place, "characters");
        if (keywords.get("pattern") instanceof LuaString pattern && !matches(pattern, string)) {
            throw wrong(place, "must match the pattern " + pattern + ", got " + LuaJson.described(string));
        }
        if (keywords.get("format") instanceof LuaString format && !Formats.matches(format.toString(), text)) {
            throw wrong(place, "must be of the format " + format + ", got " + LuaJson.described(string));
        }
    }

    private boolean matches(LuaString pattern, LuaString text) {
        try {
            Regex regex = patterns.get(pattern);
            if (regex == null) {
                regex = Regex.compile(pattern.toString());
                patterns.put(pattern, regex);
            }
            return regex.search(call, text).find(call);
        } catch (Regex.Unusable problem) {
            throw new Unusable("'pattern': " + problem.problem());
        }
    }

    private static void size(LuaTable keywords, String keyword, long size, String place, String what) throws Invalid {
        if (keywords.get("min" + keyword) instanceof Number least && size < least.doubleValue()) {
            throw wrong(place, "must have at least " + Values.show(least) + " " + what + ", has " + size);
        }
        if (keywords.get("max" + keyword) instanceof Number most && size > most.doubleValue()) {
            throw wrong(place, "must have at most " + Values.show(most) + " " + what + ", has " + size);
        }
    }

    // ---- arrays

    private final class ArrayRules {
        private final LuaTable keywords;
        private final LuaTable array;
        private final String place;
        private final long length;

        ArrayRules(LuaTable keywords, LuaTable array, String place) {
            this.keywords = keywords;
            this.array = array;
            this.place = place;
            this.length = array.length();
        }

        void check() throws Invalid {
            size(keywords, "Items", length, place, "items");
            items();
            contains();
            if (Values.isTrue(keywords.get("uniqueItems"))) {
                unique();
            }
        }

        private void items() throws Invalid {
            Object items = keywords.get("items");
            boolean oldForm = items instanceof LuaTable table && table.length() > 0;
            Object first = oldForm ? items : keywords.get("prefixItems");
            Object rest = oldForm ? keywords.get("additionalItems") : items;
            long placed = first instanceof LuaTable schemas ? schemas.length() : 0;
            for (long i = 1; i <= length; i++) {
                Object schema = first instanceof LuaTable schemas && i <= placed ? schemas.get(i) : rest;
                if (schema != null) {
                    JsonSchema.this.check(schema, array.get(i), place + "[" + i + "]");
                }
            }
        }

        private void contains() throws Invalid {
            Object wanted = keywords.get("contains");
            if (wanted == null) {
                return;
            }
            long found = 0;
            for (long i = 1; i <= length; i++) {
                found += fits(wanted, array.get(i), place) ? 1 : 0;
            }
            double least = keywords.get("minContains") instanceof Number number ? number.doubleValue() : 1;
            if (found < least) {
                throw wrong(place, "must contain at least " + (long) least + " items that fit, contains " + found);
            }
            if (keywords.get("maxContains") instanceof Number most && found > most.doubleValue()) {
                throw wrong(place, "must contain at most " + Values.show(most) + " items that fit, contains " + found);
            }
        }

        private void unique() throws Invalid {
            for (long i = 1; i <= length; i++) {
                for (long j = 1; j < i; j++) {
                    if (equal(array.get(i), array.get(j), 0)) {
                        throw wrong(place, "must have no equal items, but items " + j + " and " + i + " are");
                    }
                }
            }
        }
    }

    // ---- objects

    private final class ObjectRules {
        private final LuaTable keywords;
        private final LuaTable object;
        private final String place;

        ObjectRules(LuaTable keywords, LuaTable object, String place) {
            this.keywords = keywords;
            this.object = object;
            this.place = place;
        }

        void check() throws Invalid {
            size(keywords, "Properties", object.size(), place, "fields");
            if (keywords.get("required") instanceof LuaTable required) {
                require(required, "");
            }
            dependencies();
            Object named = keywords.get("properties");
            Object byPattern = keywords.get("patternProperties");
            Object others = keywords.get("additionalProperties");
            Object names = keywords.get("propertyNames");
            for (int at = object.positionAfter(null); at >= 0; at = object.positionAfter(object.keyAt(at))) {
                Object key = object.keyAt(at);
                Object value = object.valueAt(at);
                String inner = place + "." + Values.show(key);
                LuaString name = key instanceof LuaString text ? text : LuaString.of(Values.show(key));
                boolean known = false;
                if (names != null) {
                    JsonSchema.this.check(names, name, inner);
                }
                if (named instanceof LuaTable schemas && schemas.get(name) != null) {
                    known = true;
                    JsonSchema.this.check(schemas.get(name), value, inner);
                }
                if (byPattern instanceof LuaTable schemas) {
                    known |= matching(schemas, name, value, inner);
                }
                if (!known && Boolean.FALSE.equals(others)) {
                    throw wrong(inner, "is not a field that is allowed here");
                }
                if (!known && others != null) {
                    JsonSchema.this.check(others, value, inner);
                }
            }
        }

        private boolean matching(LuaTable schemas, LuaString name, @Nullable Object value, String inner)
                throws Invalid {
            boolean any = false;
            for (int at = schemas.positionAfter(null); at >= 0; at = schemas.positionAfter(schemas.keyAt(at))) {
                if (schemas.keyAt(at) instanceof LuaString pattern && matches(pattern, name)) {
                    any = true;
                    JsonSchema.this.check(schemas.valueAt(at), value, inner);
                }
            }
            return any;
        }

        private void require(LuaTable names, String because) throws Invalid {
            for (long i = 1; i <= names.length(); i++) {
                if (object.get(names.get(i)) == null) {
                    throw wrong(place + "." + Values.show(names.get(i)), "is missing" + because);
                }
            }
        }

        private void dependencies() throws Invalid {
            for (String keyword : List.of("dependentRequired", "dependentSchemas", "dependencies")) {
                if (keywords.get(keyword) instanceof LuaTable table) {
                    for (int at = table.positionAfter(null); at >= 0; at = table.positionAfter(table.keyAt(at))) {
                        dependency(table.keyAt(at), table.valueAt(at));
                    }
                }
            }
        }

        private void dependency(Object name, Object needed) throws Invalid {
            if (object.get(name) == null) {
                return;
            }
            if (needed instanceof LuaTable names && names.length() > 0) {
                require(names, ", and " + Values.show(name) + " needs it");
            } else {
                JsonSchema.this.check(needed, object, place);
            }
        }
    }

    // ---- equality

    /** As JSON compares: numbers by value, arrays and objects by content. */
    private boolean equal(@Nullable Object a, @Nullable Object b, int level) {
        step(1);
        if (!(a instanceof LuaTable one) || !(b instanceof LuaTable other)) {
            return Values.rawEquals(a, b);
        }
        if (one.size() != other.size() || level > DEEPEST) {
            return false;
        }
        for (int at = one.positionAfter(null); at >= 0; at = one.positionAfter(one.keyAt(at))) {
            if (!equal(one.valueAt(at), other.get(one.keyAt(at)), level + 1)) {
                return false;
            }
        }
        return true;
    }
}
