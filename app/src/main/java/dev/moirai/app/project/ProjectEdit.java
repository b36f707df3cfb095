package dev.moirai.app.project;

import dev.moirai.app.schema.Entry;
import dev.moirai.app.schema.EntryId;
import dev.moirai.app.schema.Kind;
import dev.moirai.app.schema.Kinds;
import dev.moirai.app.schema.Reading;
import dev.moirai.app.source.Data;
import dev.moirai.app.source.Diagnostic;
import dev.moirai.app.source.Diagnostics;
import dev.moirai.app.source.FileReferences;
import dev.moirai.app.source.Finding;
import dev.moirai.app.source.Node;
import dev.moirai.app.source.Position;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Changes of the entries of a project that come from a running program, checked as thoroughly as those in files.
 *
 * <p>An entry that stands in no file is placed in messages by its id.
 */
public final class ProjectEdit {
    private final Kinds kinds;
    private final Project base;

    /** Changes of {@code base}, a project made of {@code kinds}. */
    public ProjectEdit(Kinds kinds, Project base) {
        this.kinds = kinds;
        this.base = base;
    }

    /**
     * An entry that is new, or takes the place of the one of its id.
     *
     * @param data the fields of its kind
     */
    public record Put(EntryId id, String kind, Data.Fields meta, Data.Fields data) {}

    /** The project after {@code puts} and without {@code removed}; what is wrong with it is told. */
    public Loaded apply(Collection<Put> puts, Set<EntryId> removed) {
        var diagnostics = new Diagnostics(Finding.ENTRY);
        var files = new FileReferences(base.source());
        var entries = new TreeMap<>(base.byId());
        entries.keySet().removeAll(removed);
        var declared = new HashMap<EntryId, Optional<Kind<?>>>();
        for (Put put : puts) {
            entries.remove(put.id());
            var kind = kinds.find(put.kind());
            declared.put(put.id(), kind);
            if (kind.isEmpty()) {
                diagnostics.error(
                        at(put), "unknown kind " + Diagnostic.quote(put.kind()), "", kinds.advice(put.kind()));
            } else {
                read(put, kind.get(), files, diagnostics).ifPresent(entry -> entries.put(put.id(), entry));
            }
        }
        entries.forEach((id, entry) -> declared.put(id, Optional.of(entry.kind())));
        if (diagnostics.errors() == 0) {
            check(declared, entries, diagnostics);
        }
        return new Loaded(new Project(base.folder(), base.source(), entries), diagnostics.list());
    }

    private static void check(
            Map<EntryId, Optional<Kind<?>>> declared, Map<EntryId, Entry<?>> entries, Diagnostics diagnostics) {
        var references = new References(declared, true, entries, diagnostics.of(Finding.REFERENCE));
        for (var entry : entries.values()) {
            new HashSet<>(entry.references()).forEach(references::check);
        }
        if (diagnostics.errors() == 0) {
            references.checkCycles();
        }
    }

    private <B> Optional<Entry<B>> read(Put put, Kind<B> kind, FileReferences files, Diagnostics diagnostics) {
        var reading = new Reading(
                base.source().resolve("_index.yaml"), put.id().namespace(), files, diagnostics.of(Finding.FIELD));
        var draft = new EntryFile.Draft(
                base.source(),
                put.id(),
                at(put),
                Optional.of(kind),
                mapping(put.meta(), put),
                mapping(put.data(), put));
        return ProjectLoader.entry(draft, kind, reading, diagnostics);
    }

    private static Position at(Put put) {
        return Position.of(put.id().toString());
    }

    private static Node.Mapping mapping(Data.Fields fields, Put put) {
        return (Node.Mapping) Node.of(fields, at(put));
    }
}
