package dev.moirai.app.project;

import dev.moirai.app.schema.EntryId;
import dev.moirai.app.schema.Field;
import dev.moirai.app.schema.Kind;
import dev.moirai.app.schema.Kinds;
import dev.moirai.app.schema.Type;
import dev.moirai.app.source.Diagnostic;
import dev.moirai.app.source.Diagnostics;
import dev.moirai.app.source.Nearest;
import dev.moirai.app.source.Node;
import dev.moirai.app.source.Node.Mapping;
import dev.moirai.app.source.Node.Pair;
import dev.moirai.app.source.Node.Scalar;
import dev.moirai.app.source.Position;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One YAML file taken apart into entries that are named but not read yet.
 *
 * <pre>
 *   version: "1.0"        optional
 *   namespace: app        required
 *   meta: {...}           optional, added to the meta of each entry
 *   entries:              or name, kind and fields of a single entry right here
 *     - name: ...
 *       kind: ...
 *       meta: {...}       optional
 *       data: {...}       fields here, or beside name and kind, or both
 * </pre>
 */
final class EntryFile {
    private static final Set<String> FILE_FIELDS = Set.of("version", "namespace", "meta", "entries");
    private static final Set<String> ENTRY_FIELDS = Set.of("name", "kind", "meta", "data");
    private static final String INDEX_FILE = "an entry file begins with 'namespace: …' and 'entries:'";

    private final Path file;
    private final Kinds kinds;
    private final Diagnostics diagnostics;

    EntryFile(Path file, Kinds kinds, Diagnostics diagnostics) {
        this.file = file;
        this.kinds = kinds;
        this.diagnostics = diagnostics;
    }

    /**
     * An entry whose name is known.
     *
     * @param kind absent if it is unknown, which was reported
     * @param meta of the file and the entry together
     * @param body the fields of the kind
     */
    record Draft(Path file, EntryId id, Position at, Optional<Kind<?>> kind, Mapping meta, Mapping body) {}

    /** The entries of the file whose content is {@code root}. */
    List<Draft> drafts(Node root) {
        if (root instanceof Scalar scalar && scalar.isNull()) {
            diagnostics.warning(root.at(), "this file is empty", "", INDEX_FILE);
            return List.of();
        }
        if (!(root instanceof Mapping fields)) {
            diagnostics.error(root.at(), "this file is " + root.described(), "'namespace: …' and 'entries:'", "");
            return List.of();
        }
        var namespace = namespace(fields);
        if (namespace.isEmpty()) {
            return List.of();
        }
        var fileMeta = meta(fields.get("meta"));
        var entries = fields.get("entries");
        if (entries != null) {
            boolean lastIsFlat = strayFields(fields, entries);
            return several(entries, namespace.get(), fileMeta, lastIsFlat);
        }
        if (fields.get("name") == null && fields.get("kind") == null) {
            noEntries(fields);
            return List.of();
        }
        return draft(without(fields, Set.of("version", "namespace", "meta")), namespace.get(), fileMeta)
                .map(List::of)
                .orElse(List.of());
    }

    private Optional<String> namespace(Mapping fields) {
        var written = fields.get("namespace");
        if (written == null) {
            noNamespace(fields);
            return Optional.empty();
        }
        if (written instanceof Scalar(var _, var text, var _, var _) && EntryId.isNamespace(text)) {
            return Optional.of(text);
        }
        diagnostics.error(
                written.at(),
                "'namespace' is " + written.described(),
                "a name such as app.workers, without spaces, ':', '{', '}', '|' and '@'",
                "");
        return Optional.empty();
    }

    private void noNamespace(Mapping fields) {
        var near = Nearest.to("namespace", fields.pairs().keySet());
        var slip = near.isPresent() ? fields.pairs().get(near.get()) : null;
        if (slip != null) {
            diagnostics.error(
                    slip.key().at(),
                    "unknown field " + Diagnostic.quote(slip.key().text()),
                    "'namespace: …'",
                    "did you mean 'namespace'?");
        } else if (fields.get("entries") != null || fields.get("kind") != null) {
            diagnostics.error(
                    fields.at(), "'namespace' is missing", "a name such as app.workers", "add 'namespace: …' here");
        } else {
            diagnostics.warning(
                    fields.at(),
                    "this file has no 'namespace', so nothing in it is used",
                    "",
                    INDEX_FILE + "; keep other data outside of the source folder");
        }
    }

    private void noEntries(Mapping fields) {
        var known = List.of("entries", "name", "kind");
        for (var pair : unknown(fields, FILE_FIELDS).values()) {
            var name = pair.key().text();
            // A list can only be meant as the entries, however it is spelt.
            var suggestion =
                    pair.value() instanceof Node.Sequence ? "did you mean 'entries'?" : Nearest.suggestion(name, known);
            if (!suggestion.isEmpty()) {
                diagnostics.error(
                        pair.key().at(), "unknown field " + Diagnostic.quote(name), "'entries: …'", suggestion);
                return;
            }
        }
        diagnostics.error(
                fields.at(),
                "this file has no 'entries'",
                "a list of entries, or 'name' and 'kind' of a single one",
                "add 'entries:' here");
    }

    /**
     * Reports fields beside {@code entries} that do not belong there. Mostly they are fields of an entry that lost their
     * indentation: one message then names them all.
     *
     * @return true if the last entry's own fields are among them, so that it need not be blamed for missing them
     */
    private boolean strayFields(Mapping fields, Node entries) {
        var stray = unknown(fields, FILE_FIELDS);
        if (stray.isEmpty()) {
            return false;
        }
        var entryFields = entryFieldNames();
        var fallen = stray.values().stream()
                .filter(pair -> entryFields.contains(pair.key().text()))
                .toList();
        var last = entries instanceof Node.Sequence(var _, var items) && !items.isEmpty() ? items.getLast() : null;
        for (var pair : stray.values()) {
            if (!fallen.contains(pair)) {
                diagnostics.error(
                        pair.key().at(),
                        "unknown field " + Diagnostic.quote(pair.key().text()),
                        "one of version, namespace, meta, entries",
                        Nearest.suggestion(pair.key().text(), FILE_FIELDS));
            }
        }
        if (fallen.isEmpty()) {
            return false;
        }
        var names = fallen.stream()
                .limit(6)
                .map(pair -> "'" + pair.key().text() + "'")
                .collect(Collectors.joining(", "));
        var owner = last instanceof Mapping entry && entry.get("name") instanceof Scalar name
                ? "entry " + Diagnostic.quote(name.text())
                : "an entry";
        diagnostics.error(
                fallen.getFirst().key().at(),
                names + (fallen.size() == 1 ? " stands" : " stand") + " beside 'entries', outside of every entry",
                "the fields of " + owner + " indented below its 'name'",
                "the indentation of this file seems to be lost: indent each field below the entry or field it belongs to");
        return last instanceof Mapping entry && entry.get("kind") == null && stray.containsKey("kind");
    }

    /** Every field name that any kind knows at any depth, with those of entries. */
    private Set<String> entryFieldNames() {
        var names = new LinkedHashSet<>(Set.of("name", "kind", "data"));
        for (var kind : kinds.all()) {
            addNames(kind.body().fields(), names);
        }
        return names;
    }

    private static void addNames(List<Field<?>> fields, Set<String> names) {
        for (var field : fields) {
            names.add(field.name());
            if (field.type() instanceof Type.Nested<?>(var struct)) {
                addNames(struct.fields(), names);
            }
        }
    }

    private List<Draft> several(Node entries, String namespace, Mapping fileMeta, boolean lastIsFlat) {
        if (!(entries instanceof Node.Sequence(var _, var items))) {
            diagnostics.error(
                    entries.at(),
                    "'entries' is " + entries.described(),
                    "a list, each item beginning with '- name: …'",
                    "");
            return List.of();
        }
        if (items.isEmpty()) {
            diagnostics.warning(entries.at(), "'entries' is empty", "", "");
        }
        var drafts = new ArrayList<Draft>();
        for (var item : lastIsFlat ? items.subList(0, items.size() - 1) : items) {
            if (item instanceof Mapping fields) {
                draft(fields, namespace, fileMeta).ifPresent(drafts::add);
            } else {
                diagnostics.error(
                        item.at(),
                        "this entry is " + item.described(),
                        "fields beginning with 'name: …' and 'kind: …'",
                        "");
            }
        }
        return drafts;
    }

    private Optional<Draft> draft(Mapping fields, String namespace, Mapping fileMeta) {
        var name = text(fields, "name", "a name that is unique in the namespace");
        var kindName = text(fields, "kind", "a kind such as process.lua");
        var kind = kindName.flatMap(written -> kinds.find(written.text()));
        if (kindName.isPresent() && kind.isEmpty()) {
            var written = kindName.get();
            diagnostics.error(
                    written.at(), "unknown kind " + Diagnostic.quote(written.text()), "", kinds.advice(written.text()));
        }
        if (name.isEmpty()) {
            return Optional.empty();
        }
        if (!EntryId.isName(name.get().text())) {
            diagnostics.error(
                    name.get().at(),
                    "'name' is " + name.get().described(),
                    "at most 200 characters without spaces, '{', '}', '|' and '@'",
                    "");
            return Optional.empty();
        }
        return Optional.of(new Draft(
                file,
                new EntryId(namespace, name.get().text()),
                fields.at(),
                kind,
                merged(fileMeta, meta(fields.get("meta"))),
                body(fields)));
    }

    private Optional<Scalar> text(Mapping fields, String field, String expected) {
        var written = fields.get(field);
        if (written instanceof Scalar scalar
                && !scalar.isNull()
                && !scalar.text().isBlank()) {
            return Optional.of(scalar);
        }
        if (written != null) {
            diagnostics.error(written.at(), "'" + field + "' is " + written.described(), expected, "");
            return Optional.empty();
        }
        var near = Nearest.to(field, unknown(fields, ENTRY_FIELDS).keySet());
        var slip = near.isPresent() ? fields.pairs().get(near.get()) : null;
        diagnostics.error(
                slip == null ? fields.at() : slip.key().at(),
                "this entry has no '" + field + "'",
                expected,
                slip == null
                        ? "add '" + field + ": …' here"
                        : "did you mean '" + field + "' where you wrote "
                                + Diagnostic.quote(slip.key().text()) + "?");
        return Optional.empty();
    }

    private Mapping meta(@Nullable Node meta) {
        if (meta instanceof Mapping fields) {
            return fields;
        }
        if (meta != null && !(meta instanceof Scalar scalar && scalar.isNull())) {
            diagnostics.error(meta.at(), "'meta' is " + meta.described(), "fields of your choice", "");
        }
        return new Mapping(Position.of(""), Map.of());
    }

    private static Mapping merged(Mapping fileMeta, Mapping entryMeta) {
        var pairs = new LinkedHashMap<>(fileMeta.pairs());
        pairs.putAll(entryMeta.pairs());
        return new Mapping(entryMeta.at(), pairs);
    }

    /** The fields of the kind: those beside name and kind, and those below {@code data}. */
    private Mapping body(Mapping fields) {
        var pairs = unknown(fields, ENTRY_FIELDS);
        switch (fields.get("data")) {
            case null -> {}
            case Mapping data ->
                data.pairs().forEach((name, pair) -> {
                    var beside = pairs.putIfAbsent(name, pair);
                    if (beside != null) {
                        diagnostics.error(
                                pair.key().at(),
                                Diagnostic.quote(name) + " is given below 'data' and on line "
                                        + beside.key().at().line() + " beside it",
                                "each field once",
                                "remove one of the two");
                    }
                });
            case Scalar scalar when scalar.isNull() -> {}
            case Node data ->
                diagnostics.error(data.at(), "'data' is " + data.described(), "the fields of the entry", "");
        }
        return new Mapping(fields.at(), pairs);
    }

    private static Map<String, Pair> unknown(Mapping fields, Set<String> known) {
        var others = new LinkedHashMap<>(fields.pairs());
        others.keySet().removeAll(known);
        return others;
    }

    private static Mapping without(Mapping fields, Set<String> names) {
        return new Mapping(fields.at(), unknown(fields, names));
    }
}
