package dev.moirai.app.project;

import static dev.moirai.app.source.FileReferences.shown;

import dev.moirai.app.schema.Entry;
import dev.moirai.app.schema.EntryId;
import dev.moirai.app.schema.Kind;
import dev.moirai.app.schema.Kinds;
import dev.moirai.app.schema.Reading;
import dev.moirai.app.schema.Reference;
import dev.moirai.app.schema.Role;
import dev.moirai.app.schema.Type;
import dev.moirai.app.source.Data;
import dev.moirai.app.source.Diagnostic;
import dev.moirai.app.source.Diagnostics;
import dev.moirai.app.source.FileReferences;
import dev.moirai.app.source.Finding;
import dev.moirai.app.source.Node;
import dev.moirai.app.source.Position;
import dev.moirai.app.source.SourceFile;
import dev.moirai.app.source.YamlParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads a project folder into entries, and finds every mistake in it on the way.
 *
 * <pre>{@code
 * var loaded = new ProjectLoader(kinds).load(Path.of("examples/worker-pool"));
 * loaded.diagnostics().forEach(System.err::println);
 * }</pre>
 *
 * <p>Never throws for what the folder holds, and never runs anything of it.
 */
public final class ProjectLoader {
    private final Kinds kinds;

    /** A loader of projects made of {@code kinds}. */
    public ProjectLoader(Kinds kinds) {
        this.kinds = kinds;
    }

    /** Reads the project in {@code folder}. Paths in messages begin as {@code folder} is given. */
    public Loaded load(Path folder) {
        var diagnostics = new Diagnostics(Finding.ENTRY);
        var layout = new ProjectLayout(diagnostics.of(Finding.FILE));
        var root = folder.normalize();
        var source = layout.source(root);
        if (source.isEmpty()) {
            return new Loaded(new Project(root, root, Map.of()), diagnostics.list());
        }
        layout.checkSettings(root);
        var yamlFiles = layout.files(source.get());
        if (yamlFiles.isEmpty() && diagnostics.errors() == 0) {
            diagnostics.error(
                    Position.of(shown(source.get())),
                    "there is no YAML file in this folder",
                    "an '_index.yaml' with 'namespace' and 'entries'",
                    "'moirai new' makes a project that runs");
        }
        var drafts = new LinkedHashMap<EntryId, EntryFile.Draft>();
        boolean complete = true;
        for (var file : yamlFiles) {
            complete &= read(file, drafts, diagnostics);
        }
        var entries = new TreeMap<EntryId, Entry<?>>();
        var files = new FileReferences(source.get());
        var named = new ArrayList<Reference>();
        for (var draft : drafts.values()) {
            var reading = new Reading(draft.file(), draft.id().namespace(), files, diagnostics.of(Finding.FIELD));
            draft.kind()
                    .flatMap(kind -> entry(draft, kind, reading, diagnostics))
                    .ifPresent(entry -> entries.put(entry.id(), entry));
            // Those of an entry with other mistakes too: all mistakes are told at once.
            named.addAll(reading.references());
        }
        var declared = new LinkedHashMap<EntryId, Optional<Kind<?>>>();
        drafts.forEach((id, draft) -> declared.put(id, draft.kind()));
        var references = new References(declared, complete, entries, diagnostics.of(Finding.REFERENCE));
        named.forEach(references::check);
        references.checkCycles();
        return new Loaded(new Project(root, source.get(), entries), diagnostics.list());
    }

    /** Takes a file apart; false if it may hold entries that nobody can know of. */
    private boolean read(Path file, Map<EntryId, EntryFile.Draft> drafts, Diagnostics diagnostics) {
        int before = diagnostics.errors();
        var path = shown(file);
        var root = SourceFile.read(file, path, Position.of(path), diagnostics.of(Finding.FILE))
                .flatMap(text -> YamlParser.parse(path, text, diagnostics.of(Finding.YAML)));
        if (root.isEmpty()) {
            return false;
        }
        var found = new EntryFile(file, kinds, diagnostics).drafts(root.get());
        boolean all = !found.isEmpty() || diagnostics.errors() == before;
        for (var draft : found) {
            var first = drafts.putIfAbsent(draft.id(), draft);
            if (first != null) {
                diagnostics.error(
                        draft.at(),
                        "a second entry " + Diagnostic.quote(draft.id().toString()) + "; the first is at " + first.at(),
                        "a name that is unique in its namespace",
                        "rename one of the two");
            }
        }
        return all;
    }

    /** Reads an entry; empty if it has mistakes, which were reported. */
    static <B> Optional<Entry<B>> entry(EntryFile.Draft draft, Kind<B> kind, Reading reading, Diagnostics diagnostics) {
        int before = diagnostics.errors();
        var meta = reading.free(draft.meta()) instanceof Data.Fields fields ? fields : Data.Fields.NONE;
        var host = Optional.ofNullable(draft.meta().get("default_host"))
                .flatMap(node -> reading.within(
                        "meta.default_host",
                        () -> Type.Ref.to(Role.HOST, Role.TERMINAL).read(node, reading)));
        dependencies(draft.meta(), reading);
        var body = kind.body().read(draft.body(), reading);
        if (body.isEmpty() || diagnostics.errors() != before) {
            return Optional.empty();
        }
        var data = reading.free(draft.body()) instanceof Data.Fields fields ? fields : Data.Fields.NONE;
        var metaAt = new HashMap<String, Position>();
        draft.meta().pairs().forEach((key, pair) -> metaAt.put(key, pair.value().at()));
        return Optional.of(
                new Entry<>(draft.id(), kind, draft.at(), meta, metaAt, host, body.get(), data, reading.references()));
    }

    /** {@code meta.depends_on}: entries that must be there first, for reasons of the author's own. */
    private static void dependencies(Node.Mapping meta, Reading reading) {
        var written = meta.get("depends_on");
        if (written != null) {
            reading.within(
                    "meta.depends_on", () -> Type.ListOf.orOne(Type.Ref.to()).read(written, reading));
        }
    }
}
