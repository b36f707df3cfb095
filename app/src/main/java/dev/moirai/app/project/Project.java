package dev.moirai.app.project;

import dev.moirai.app.schema.Entry;
import dev.moirai.app.schema.EntryId;
import dev.moirai.app.schema.Kind;
import dev.moirai.app.schema.Role;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The entries of a project. Immutable.
 *
 * @param folder the folder the user named
 * @param source the folder the YAML files are in
 * @param byId every valid entry by its id, in the order of ids
 */
public record Project(Path folder, Path source, Map<EntryId, Entry<?>> byId) {
    public Project {
        byId = Collections.unmodifiableMap(new TreeMap<>(byId));
    }

    /** Every entry in the order of ids. */
    public Collection<Entry<?>> entries() {
        return byId.values();
    }

    /** The entry of that id. */
    public Optional<Entry<?>> find(EntryId id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** The entries of one kind in the order of ids. */
    public <B> List<Entry<B>> entries(Kind<B> kind) {
        return entries().stream().flatMap(entry -> entry.as(kind).stream()).toList();
    }

    /** The entries that can be used as {@code role}, in the order of ids. */
    public List<Entry<?>> entries(Role role) {
        return byId.values().stream()
                .<Entry<?>>mapMulti((entry, found) -> {
                    if (entry.kind().roles().contains(role)) {
                        found.accept(entry);
                    }
                })
                .toList();
    }
}
