package dev.moirai.app.schema;

import dev.moirai.app.source.Diagnostic;
import dev.moirai.app.source.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The kinds that a project may use, put together where the program is composed. Immutable. */
public final class Kinds {
    // What the documentation of other runtimes uses and this one does not have: the answer should not be "unknown".
    private static final List<String> NOT_SUPPORTED = List.of(
            "cloudstorage.",
            "config.",
            "contract.",
            "db.",
            "exec.",
            "fs.",
            "http.",
            "network.",
            "queue.",
            "template.",
            "temporal.",
            "workflow.");

    private final Map<String, Kind<?>> byName;

    private Kinds(Map<String, Kind<?>> byName) {
        this.byName = Collections.unmodifiableMap(byName);
    }

    /** Exactly {@code kinds}; two of one name are refused. */
    public static Kinds of(Collection<? extends Kind<?>> kinds) {
        var byName = new TreeMap<String, Kind<?>>();
        for (var kind : kinds) {
            if (byName.put(kind.name(), kind) != null) {
                throw new IllegalArgumentException("two kinds are named " + kind.name());
            }
        }
        return new Kinds(byName);
    }

    /** These kinds and {@code more}. */
    public Kinds with(Collection<? extends Kind<?>> more) {
        var all = new ArrayList<Kind<?>>(byName.values());
        all.addAll(more);
        return of(all);
    }

    /** The kind of that name. */
    public Optional<Kind<?>> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** All of them by name. */
    public Collection<Kind<?>> all() {
        return byName.values();
    }

    /** What to say to someone who wrote the unknown kind {@code name}. */
    public String advice(String name) {
        var near = Nearest.to(name, byName.keySet());
        if (near.isPresent()) {
            return "did you mean " + Diagnostic.quote(near.get()) + "?";
        }
        return NOT_SUPPORTED.stream().anyMatch(name::startsWith)
                ? "this runtime does not have that kind"
                : "known kinds are " + String.join(", ", byName.keySet());
    }
}
