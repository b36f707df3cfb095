package dev.moirai.app.reference;

import dev.moirai.app.kind.Lifecycle;
import dev.moirai.app.schema.Field;
import dev.moirai.app.schema.Kind;
import dev.moirai.app.schema.Kinds;
import dev.moirai.app.schema.Type;
import java.util.List;
import java.util.stream.Collectors;

/** The page {@code docs/yaml.md}: each kind with its fields and an example. */
public final class YamlReference {
    private static final String HEAD = """
            # Entry files

            <!-- Written from the descriptions in the code that validate. Change those, and let the test rewrite this page. -->

            A project is a folder with a folder `src` in it (or what `wippy.lock` names at `directories.src`, or the folder
            itself if it holds YAML files). Every `*.yaml`, `*.yml` and `*.json` below it is an entry file, usually
            `_index.yaml`; hidden files and folders and `node_modules` are skipped.

            ```yaml
            version: "1.0"          # optional
            namespace: app.workers  # required
            meta: {}                # optional, added to the meta of each entry; the entry's own wins
            entries:                # or name, kind and fields of a single entry right here
              - name: task_worker   # required, unique in the namespace
                kind: process.lua   # required
                meta: {}            # free, but for default_host and depends_on
                source: file://task_worker.lua   # the fields of the kind: here, or below `data:`
            ```

            - **Ids.** An entry is named `namespace:name`. A name without a colon is in the namespace of the file it stands in.
            - **Files.** Text that begins with `file://` is the content of that file, relative to the YAML file;
              `file:///x` is relative to the source folder. Nothing outside of the source folder can be named.
            - **Durations** are written as in Go: `1h30m`, `10s`, `100ms`, `1.5s`, with the units `ns`, `us`, `ms`, `s`, `m`,
              `h`. A number without a unit is nanoseconds.
            - **Amounts of memory** are bytes, or have a unit: `KiB`, `MiB`, `GiB`, `KB`, `MB`, `GB`.
            - **`meta.default_host`** is the host a process of this entry runs on when nobody says another.
            - **`meta.depends_on`** names entries that must be there first.
            - **Limits.** A file has at most 4 MiB, 64 levels and 100,000 values, each alias counted as written out. Tags, merge
              keys, duplicate keys and unknown fields are mistakes.

            `moirai check` tells every mistake with its line; so does `moirai run` before anything starts.
            """;

    private YamlReference() {}

    /** The page for {@code kinds}. */
    public static String of(Kinds kinds) {
        var index = kinds.all().stream()
                .map(kind -> "[`" + kind.name() + "`](#" + anchor(kind.name()) + ")")
                .collect(Collectors.joining(", "));
        return HEAD
                + "\nKinds: " + index + ". Shared by many: [`lifecycle`](#lifecycle).\n\n"
                + lifecycle()
                + kinds.all().stream().map(kind -> "\n" + section(kind)).collect(Collectors.joining());
    }

    /** The section of one kind. */
    public static String section(Kind<?> kind) {
        var fields = kind.body().fields();
        var text = new StringBuilder("## " + kind.name() + "\n\n" + kind.says() + "\n\n");
        if (fields.isEmpty()) {
            text.append(kind.body().open() ? "Any field is allowed.\n" : "It has no fields.\n");
        } else {
            text.append(table(fields));
        }
        if (!kind.example().isEmpty()) {
            text.append("\n```yaml\n").append(kind.example()).append("```\n");
        }
        return text.toString();
    }

    private static String lifecycle() {
        return "## lifecycle\n\nWhen an entry starts and stops, and what happens when it fails.\n\n"
                + table(fieldsOf(Lifecycle.FIELD));
    }

    private static String table(List<Field<?>> fields) {
        var rows = new StringBuilder("| field | value | default | meaning |\n|---|---|---|---|\n");
        fields.forEach(field -> addRow(rows, "", field));
        return rows.toString();
    }

    private static void addRow(StringBuilder rows, String path, Field<?> field) {
        boolean shared = field.type().equals(Lifecycle.FIELD.type());
        var name = path + field.name();
        var aliases = field.aliases().stream().map(alias -> ", `" + alias + "`").collect(Collectors.joining());
        rows.append("| `").append(name).append('`').append(aliases).append(" | ");
        rows.append(shared ? "see [lifecycle](#lifecycle)" : cell(value(field.type())))
                .append(" | ");
        rows.append(field.isRequired() ? "required" : cell(field.fallbackShown()))
                .append(" | ");
        rows.append(cell(field.isEffective() ? field.says() : "No effect here: " + field.says() + "."))
                .append(" |\n");
        if (!shared) {
            fieldsOf(field).forEach(inner -> addRow(rows, name + within(field.type()), inner));
        }
    }

    private static String within(Type<?> type) {
        return type instanceof Type.ListOf<?> ? "[]." : ".";
    }

    private static List<Field<?>> fieldsOf(Field<?> field) {
        return switch (field.type()) {
            case Type.Nested<?>(var struct) -> struct.fields();
            case Type.ListOf<?>(Type.Nested<?>(var struct), var _) -> struct.fields();
            default -> List.of();
        };
    }

    private static String value(Type<?> type) {
        return switch (type) {
            case Type.Nested<?> _ -> "fields";
            case Type.ListOf<?>(var item, var oneAllowed) ->
                (item instanceof Type.Free ? "list" : "list of: " + value(item)) + (oneAllowed ? ", or just one" : "");
            case Type.Choice<?>(var words)
            when words.size() <= 16 ->
                words.keySet().stream().map(word -> "`" + word + "`").collect(Collectors.joining(", "));
            default -> type.expected();
        };
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }

    private static String anchor(String heading) {
        return heading.replace(".", "");
    }
}
