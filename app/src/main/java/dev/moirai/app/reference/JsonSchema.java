package dev.moirai.app.reference;

import dev.moirai.app.schema.Field;
import dev.moirai.app.schema.Kind;
import dev.moirai.app.schema.Kinds;
import dev.moirai.app.schema.Struct;
import dev.moirai.app.schema.Type;
import dev.moirai.app.source.Data;
import dev.moirai.otp.text.DurationText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON Schema (draft 2020-12) of entry files, for editors that complete and check while one types.
 *
 * <p>It knows every field, but not what only the whole project tells: whether a reference leads anywhere.
 */
public final class JsonSchema {
    private static final String DURATION = "^[-+]?(0|([0-9]+\\.?[0-9]*|\\.[0-9]+)(ns|us|µs|ms|s|m|h))+$";
    private static final String AMOUNT = "^[0-9]+ *(B|KB|KiB|MB|MiB|GB|GiB)?$";

    private JsonSchema() {}

    /** The schema for {@code kinds}, as JSON text. */
    public static String of(Kinds kinds) {
        var definitions = new LinkedHashMap<String, Data>();
        definitions.put("entry", entry(kinds));
        kinds.all().forEach(kind -> definitions.put(kind.name(), definition(kind)));
        var file = object(
                "version", object("type", text("string")),
                "namespace", describe(object("type", text("string"), "minLength", whole(1)), "Prefix of the ids."),
                "meta", describe(object("type", text("object")), "Added to the meta of each entry."),
                "entries", object("type", text("array"), "items", entryItem()));
        var schema = object(
                "$schema", text("https://json-schema.org/draft/2020-12/schema"),
                "title", text("Moirai entry file"),
                "type", text("object"),
                "required", texts(List.of("namespace")),
                "properties", file,
                "if", object("required", texts(List.of("entries"))),
                "then", object("properties", file, "additionalProperties", new Data.Bool(false)),
                "else", object("$ref", text("#/$defs/entry")),
                "unevaluatedProperties", new Data.Bool(false),
                "$defs", new Data.Fields(definitions));
        return Json.write(schema) + "\n";
    }

    /** What the schema says of one kind, by its name. */
    public static Data definition(Kind<?> kind) {
        var required = new ArrayList<Data>();
        required.add(object("required", texts(List.of("data"))));
        var names = kind.body().fields().stream()
                .filter(Field::isRequired)
                .map(Field::name)
                .toList();
        var definition = new LinkedHashMap<String, Data>();
        definition.put("description", text(kind.says()));
        definition.put("properties", properties(kind.body()));
        if (!names.isEmpty()) {
            // Fields may stand below "data" instead.
            required.addFirst(object("required", texts(names)));
            definition.put("anyOf", new Data.Items(required));
        }
        if (kind.body().open()) {
            definition.put("additionalProperties", new Data.Bool(true));
        }
        return new Data.Fields(definition);
    }

    private static Data entryItem() {
        return object("$ref", text("#/$defs/entry"), "unevaluatedProperties", new Data.Bool(false));
    }

    private static Data entry(Kinds kinds) {
        var names = kinds.all().stream().map(Kind::name).toList();
        var choices = new ArrayList<Data>();
        for (var name : names) {
            choices.add(object(
                    "if", object("properties", object("kind", object("const", text(name)))),
                    "then", object("$ref", text("#/$defs/" + name))));
        }
        return object(
                "type", text("object"),
                "required", texts(List.of("name", "kind")),
                "properties",
                        object(
                                "name", describe(object("type", text("string")), "Unique in the namespace."),
                                "kind", describe(object("enum", texts(names)), "What it is."),
                                "meta", object("type", text("object")),
                                "data", describe(object("type", text("object")), "The fields of the kind, or some.")),
                "allOf", new Data.Items(choices));
    }

    private static Data properties(Struct<?> struct) {
        var properties = new LinkedHashMap<String, Data>();
        for (var field : struct.fields()) {
            var says =
                    field.says() + (field.fallbackShown().isEmpty() ? "" : " Default: " + field.fallbackShown() + ".");
            var type = describe(type(field.type()), says);
            properties.put(field.name(), type);
            field.aliases().forEach(alias -> properties.put(alias, type));
        }
        return new Data.Fields(properties);
    }

    private static Data.Fields type(Type<?> type) {
        return switch (type) {
            case Type.FilePath _ -> object("type", text("string"), "minLength", whole(1));
            case Type.Text _ -> object("type", texts(List.of("string", "number", "boolean")), "minLength", whole(1));
            case Type.Source _ -> object("type", text("string"), "minLength", whole(1));
            case Type.Flag _ -> object("type", text("boolean"));
            case Type.Whole(int least, int most) ->
                object("type", text("integer"), "minimum", whole(least), "maximum", whole(most));
            case Type.Real(double least, double most) ->
                object("type", text("number"), "minimum", new Data.Real(least), "maximum", new Data.Real(most));
            case Type.Bytes(long least) ->
                anyOf(
                        object("type", text("integer"), "minimum", whole(least)),
                        object("type", text("string"), "pattern", text(AMOUNT)));
            case Type.Time(var least, var words) -> {
                var ways = new ArrayList<Data>();
                ways.add(object("type", text("string"), "pattern", text(DURATION)));
                ways.add(object("type", text("integer"), "minimum", whole(least.toNanos())));
                if (!words.isEmpty()) {
                    ways.add(object("enum", texts(List.copyOf(words.keySet()))));
                }
                yield object("anyOf", new Data.Items(ways), "examples", texts(List.of("10s", DurationText.of(least))));
            }
            case Type.Choice<?>(var words) -> object("enum", texts(List.copyOf(words.keySet())));
            case Type.Ref _ -> object("type", text("string"), "minLength", whole(1));
            case Type.ListOf<?>(var item, var oneAllowed) -> {
                var list = object("type", text("array"), "items", type(item));
                yield oneAllowed ? anyOf(list, type(item)) : list;
            }
            case Type.MapOf<?>(var value, var _) -> object("type", text("object"), "additionalProperties", type(value));
            case Type.Nested<?>(var struct) -> nested(struct);
            case Type.Free _ -> new Data.Fields(Map.of());
        };
    }

    private static Data.Fields nested(Struct<?> struct) {
        var required = struct.fields().stream()
                .filter(Field::isRequired)
                .map(Field::name)
                .toList();
        var object = object("type", text("object"), "properties", properties(struct));
        var closed = struct.open() ? object : object.with(object("additionalProperties", new Data.Bool(false)));
        return required.isEmpty() ? closed : closed.with(object("required", texts(required)));
    }

    // ---- small words

    private static Data.Fields anyOf(Data... ways) {
        return object("anyOf", new Data.Items(List.of(ways)));
    }

    private static Data.Fields describe(Data.Fields type, String says) {
        return object("description", text(says.replace("`", ""))).with(type);
    }

    private static Data text(String text) {
        return new Data.Text(text);
    }

    private static Data whole(long number) {
        return new Data.Whole(number);
    }

    private static Data texts(List<String> texts) {
        return new Data.Items(texts.stream().map(JsonSchema::text).toList());
    }

    /** Names and values in turn. */
    private static Data.Fields object(Object... pairs) {
        var fields = new LinkedHashMap<String, Data>();
        for (int at = 0; at < pairs.length; at += 2) {
            fields.put((String) pairs[at], (Data) pairs[at + 1]);
        }
        return new Data.Fields(fields);
    }
}
