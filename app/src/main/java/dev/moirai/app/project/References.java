package dev.moirai.app.project;

import dev.moirai.app.schema.Entry;
import dev.moirai.app.schema.EntryId;
import dev.moirai.app.schema.Kind;
import dev.moirai.app.schema.Reference;
import dev.moirai.app.schema.Role;
import dev.moirai.app.source.Diagnostic;
import dev.moirai.app.source.Diagnostics;
import dev.moirai.app.source.Finding;
import dev.moirai.app.source.Nearest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What entries say of each other, checked: each name leads to an entry that fits, and no chain of names leads back. */
final class References {
    private final Map<EntryId, Optional<Kind<?>>> declared;
    private final boolean complete;
    private final Map<EntryId, Entry<?>> entries;
    private final Diagnostics diagnostics;

    /**
     * The references between {@code entries}.
     *
     * @param declared every entry that a file names, valid or not: a name that leads to a broken entry is not broken too
     * @param complete false if some files could not be read: then nobody knows which names lead nowhere
     */
    References(
            Map<EntryId, Optional<Kind<?>>> declared,
            boolean complete,
            Map<EntryId, Entry<?>> entries,
            Diagnostics diagnostics) {
        this.declared = declared;
        this.complete = complete;
        this.entries = entries;
        this.diagnostics = diagnostics;
    }

    /** Reports {@code reference} if it leads nowhere, or to something that does not fit. */
    void check(Reference reference) {
        var kind = declared.get(reference.target());
        if (kind == null && !complete) {
            return;
        }
        if (kind == null) {
            diagnostics.error(
                    reference.at(),
                    "'" + reference.field() + "' names " + quoted(reference.target()) + ", which does not exist",
                    nouns(reference.roles()),
                    suggestion(reference));
            return;
        }
        var roles = kind.map(Kind::roles);
        boolean fits = reference.roles().isEmpty()
                || roles.isEmpty()
                || roles.get().stream().anyMatch(reference.roles()::contains);
        if (!fits) {
            diagnostics.error(
                    reference.at(),
                    "'" + reference.field() + "' names " + quoted(reference.target()) + ", which is a "
                            + kind.map(Kind::name).orElse(""),
                    nouns(reference.roles()),
                    suggestion(reference));
        }
    }

    private static String nouns(Set<Role> roles) {
        return roles.isEmpty()
                ? "the id of an entry"
                : roles.stream().map(Role::noun).sorted().collect(Collectors.joining(" or "));
    }

    private String suggestion(Reference reference) {
        var fitting = declared.entrySet().stream()
                .filter(known -> fits(known.getValue(), reference.roles()))
                .map(Map.Entry::getKey)
                .filter(id -> !id.equals(reference.target()))
                .toList();
        // A name written without its namespace is the commonest slip, so it is looked for everywhere first.
        var sameName = fitting.stream()
                .filter(id -> id.name().equals(reference.target().name()))
                .toList();
        if (sameName.size() == 1) {
            return "did you mean " + quoted(sameName.getFirst()) + "?";
        }
        var near = Nearest.suggestion(
                reference.target().toString(),
                fitting.stream().map(EntryId::toString).toList());
        if (!near.isEmpty()) {
            return near;
        }
        return fitting.size() == 1 && !reference.roles().isEmpty()
                ? "the only one is " + quoted(fitting.getFirst())
                : "";
    }

    private static boolean fits(Optional<Kind<?>> kind, Set<Role> roles) {
        return roles.isEmpty()
                || kind.isPresent() && kind.get().roles().stream().anyMatch(roles::contains);
    }

    /** Reports each cycle once. Walks with a stack of its own: a chain may be as long as the project. */
    void checkCycles() {
        var done = new HashSet<EntryId>();
        for (var start : entries.keySet()) {
            var path = new LinkedHashSet<EntryId>();
            Deque<Iterator<Reference>> open = new ArrayDeque<>();
            if (enter(start, path, done)) {
                open.push(references(start));
            }
            while (!open.isEmpty()) {
                if (!open.peek().hasNext()) {
                    open.pop();
                    done.add(path.removeLast());
                    continue;
                }
                var reference = open.peek().next();
                if (path.contains(reference.target())) {
                    report(path, reference);
                } else if (enter(reference.target(), path, done)) {
                    open.push(references(reference.target()));
                }
            }
        }
    }

    private boolean enter(EntryId id, Set<EntryId> path, Set<EntryId> done) {
        return entries.containsKey(id) && !done.contains(id) && path.add(id);
    }

    private Iterator<Reference> references(EntryId id) {
        var entry = entries.get(id);
        return entry == null
                ? List.<Reference>of().iterator()
                : entry.references().iterator();
    }

    private void report(LinkedHashSet<EntryId> path, Reference back) {
        var cycle = new ArrayList<>(path).subList(indexOf(path, back.target()), path.size());
        var names = cycle.stream().map(EntryId::toString).collect(Collectors.joining(" → "));
        diagnostics
                .of(Finding.CYCLE)
                .error(
                        back.at(),
                        "dependency cycle: " + names + " → " + back.target(),
                        "an order in which each entry comes after those it names",
                        "remove one of these references");
    }

    private static int indexOf(Set<EntryId> path, EntryId wanted) {
        int index = 0;
        for (var id : path) {
            if (id.equals(wanted)) {
                return index;
            }
            index++;
        }
        return 0;
    }

    private static String quoted(EntryId id) {
        return Diagnostic.quote(id.toString());
    }
}
