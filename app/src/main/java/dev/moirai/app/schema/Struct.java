package dev.moirai.app.schema;

import dev.moirai.app.source.Data;
import dev.moirai.app.source.Diagnostic;
import dev.moirai.app.source.Nearest;
import dev.moirai.app.source.Node;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A group of fields, and the Java value they make.
 *
 * @param fields in the order the reference shows them
 * @param rules what must be true of the fields together
 * @param open true if other fields are allowed; they are then found in {@link Values#rest}
 * @param build makes the value from complete fields
 * @param <T> the Java value
 */
public record Struct<T>(List<Field<?>> fields, List<Rule> rules, boolean open, Function<Values, T> build) {
    public Struct {
        fields = List.copyOf(fields);
        rules = List.copyOf(rules);
    }

    /** What must be true of several fields together: {@code says} is shown when it is not. */
    public record Rule(String says, Field<?> blamed, Predicate<Values> holds) {}

    /** A struct of exactly {@code fields}. */
    public static <T> Struct<T> of(List<Field<?>> fields, Function<Values, T> build) {
        return new Struct<>(fields, List.of(), false, build);
    }

    /** A struct that takes any other field too. */
    public static <T> Struct<T> open(List<Field<?>> fields, Function<Values, T> build) {
        return new Struct<>(fields, List.of(), true, build);
    }

    /** This struct with one more rule; a mistake is shown at the field {@code blamed}. */
    public Struct<T> rule(String says, Field<?> blamed, Predicate<Values> holds) {
        var more = new ArrayList<>(rules);
        more.add(new Rule(says, blamed, holds));
        return new Struct<>(fields, more, open, build);
    }

    /** The value that {@code mapping} writes, or empty when mistakes were reported: all of them, not only the first. */
    public Optional<T> read(Node.Mapping mapping, Reading reading) {
        return reading.inside(this, () -> readFields(mapping, reading));
    }

    private Optional<T> readFields(Node.Mapping mapping, Reading reading) {
        var others = new LinkedHashMap<>(mapping.pairs());
        var written = new LinkedHashMap<Field<?>, Node.Pair>();
        boolean complete = true;
        for (var field : fields) {
            complete &= pick(field, others, written, reading);
        }
        var values = new Values(open ? rest(others, reading) : Data.Fields.NONE);
        var slips = open ? Set.<String>of() : slips(others.keySet());
        for (var field : fields) {
            complete &= readField(field, written, slips.contains(field.name()), values, mapping, reading);
        }
        if (!open) {
            others.values().forEach(pair -> unknown(pair, reading));
            complete &= others.isEmpty();
        }
        return complete && rulesHold(values, written, mapping, reading)
                ? Optional.of(build.apply(values))
                : Optional.empty();
    }

    private static boolean pick(
            Field<?> field, Map<String, Node.Pair> others, Map<Field<?>, Node.Pair> written, Reading reading) {
        boolean once = true;
        for (var name : field.names().toList()) {
            var pair = others.remove(name);
            if (pair == null) {
                continue;
            }
            var first = written.putIfAbsent(field, pair);
            if (first != null) {
                reading.mistake(
                        pair.key().at(),
                        "'" + name + "' means the same as '" + first.key().text() + "', which is given too",
                        "one of the two",
                        "");
                once = false;
            }
        }
        return once;
    }

    /** What the unknown names were probably meant to be. */
    private Set<String> slips(Set<String> unknown) {
        return unknown.stream()
                .flatMap(name -> Nearest.to(name, names()).stream())
                .collect(Collectors.toSet());
    }

    /** @param misspelt true if the field is there under a wrong name, so that it is not missing as well */
    private static <V> boolean readField(
            Field<V> field,
            Map<Field<?>, Node.Pair> written,
            boolean misspelt,
            Values values,
            Node.Mapping mapping,
            Reading reading) {
        var pair = written.get(field);
        Optional<V> value;
        if (pair != null) {
            value = reading.within(field.name(), () -> field.read(pair.value(), reading));
            if (!field.isEffective()) {
                reading.suspicion(
                        pair.key().at(), "'" + field.name() + "' has no effect here: " + field.says(), "", "remove it");
            }
        } else {
            value = field.fallback();
            if (value.isEmpty() && !misspelt) {
                var path = reading.within(field.name(), reading::field);
                reading.mistake(
                        mapping.at(),
                        "'" + path + "' is missing",
                        field.type().expected(),
                        "add '" + field.name() + ": …' here");
            }
        }
        value.ifPresent(present -> values.put(field, present));
        return value.isPresent();
    }

    private static Data.Fields rest(Map<String, Node.Pair> others, Reading reading) {
        var rest = new LinkedHashMap<String, Data>();
        others.forEach((name, pair) -> rest.put(name, reading.free(pair.value())));
        return new Data.Fields(rest);
    }

    private boolean rulesHold(Values values, Map<Field<?>, Node.Pair> written, Node.Mapping mapping, Reading reading) {
        boolean all = true;
        for (var rule : rules) {
            if (!rule.holds().test(values)) {
                var pair = written.get(rule.blamed());
                reading.mistake(pair == null ? mapping.at() : pair.value().at(), rule.says(), "", "");
                all = false;
            }
        }
        return all;
    }

    private void unknown(Node.Pair pair, Reading reading) {
        var name = pair.key().text();
        var around = reading.field();
        var what = "unknown field " + Diagnostic.quote(name) + (around.isEmpty() ? "" : " in '" + around + "'");
        var elsewhere = elsewhere(name, reading);
        var suggestion = elsewhere.isEmpty() ? Nearest.suggestion(name, names()) : elsewhere;
        reading.mistake(pair.key().at(), what, namesShown(), suggestion);
    }

    /** Where {@code name} would be right: in a group of this struct, or further out. Both are slips of indentation. */
    private String elsewhere(String name, Reading reading) {
        for (var field : fields) {
            if (field.type() instanceof Type.Nested<?>(var struct)
                    && struct.names().contains(name)) {
                return "indent it below '" + field.name() + ":', where it belongs";
            }
        }
        Iterator<Struct<?>> outer = reading.enclosing();
        while (outer.hasNext()) {
            if (outer.next().names().contains(name)) {
                return "indent it less: it belongs further out";
            }
        }
        return "";
    }

    List<String> names() {
        return fields.stream().flatMap(Field::names).toList();
    }

    private String namesShown() {
        return fields.isEmpty()
                ? "no fields"
                : "one of " + fields.stream().map(Field::name).collect(Collectors.joining(", "));
    }
}
