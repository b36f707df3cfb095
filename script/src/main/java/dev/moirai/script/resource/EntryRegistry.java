package dev.moirai.script.resource;

import dev.moirai.app.project.Project;
import dev.moirai.app.project.ProjectEdit.Put;
import dev.moirai.app.schema.Entry;
import dev.moirai.app.schema.EntryId;
import dev.moirai.app.source.Data;
import dev.moirai.script.process.ErrorValue;
import dev.moirai.script.process.Refusal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a running project, and how they came to be: each change makes a version, and an earlier one can be gone back
 * to. Used from any thread.
 *
 * <p>A change is checked like the files of a project, and happens as a whole or not at all. The last {@value #KEPT} versions
 * are kept.
 */
public final class EntryRegistry {
    private static final int KEPT = 50;
    private static final int MOST_ENTRIES = 100_000;
    private static final long MOST_CHARACTERS = 64L << 20;

    /** Checks a change against what may be changed while a project runs, and lets it take effect. */
    @FunctionalInterface
    public interface Rules {
        /** The project after the change. */
        Project carryOut(Project now, Collection<Put> puts, Set<EntryId> removed) throws Refusal;
    }

    /**
     * The entries at one time.
     *
     * @param number counts from 1, never used again
     * @param before the number of the version it was made from; 0 for the first
     */
    public record Version(long number, long before, Project project) {}

    private final Rules rules;
    private final Deque<Version> versions = new ArrayDeque<>(); // guarded by this
    private Version current; // guarded by this
    private long last = 1; // guarded by this

    EntryRegistry(Project project, Rules rules) {
        this.rules = rules;
        this.current = new Version(1, 0, project);
        versions.add(current);
    }

    public synchronized Version current() {
        return current;
    }

    /** Those that are kept, oldest first. */
    public synchronized List<Version> versions() {
        return List.copyOf(versions);
    }

    /** The version of that number; null if it is not kept any more, or never was. */
    public synchronized @Nullable Version version(long number) {
        return versions.stream()
                .filter(version -> version.number() == number)
                .findFirst()
                .orElse(null);
    }

    /** Changes entries; what was not asked for stays as it is now. */
    public synchronized Version apply(Collection<Put> puts, Set<EntryId> removed) throws Refusal {
        Project project = current.project();
        long entries = project.entries().size() + (long) puts.size();
        long characters = puts.stream().mapToLong(EntryRegistry::size).sum()
                + project.entries().stream()
                        .mapToLong(entry -> size(entry.data()) + size(entry.meta()))
                        .sum();
        if (entries > MOST_ENTRIES || characters > MOST_CHARACTERS) {
            throw new Refusal(
                    ErrorValue.Kind.RATE_LIMITED,
                    "the registry is full: it holds at most " + MOST_ENTRIES + " entries with "
                            + (MOST_CHARACTERS >> 20) + " Mi characters");
        }
        current = new Version(++last, current.number(), rules.carryOut(project, puts, removed));
        versions.add(current);
        if (versions.size() > KEPT) {
            versions.removeFirst();
        }
        return current;
    }

    /** Goes to a version that is kept, earlier or later than the current one. */
    public synchronized void goTo(Version wanted) throws Refusal {
        if (!versions.contains(wanted)) {
            throw Refusal.notFound("version " + wanted.number() + " is not kept any more");
        }
        Project from = current.project();
        Project to = wanted.project();
        Set<EntryId> removed = new HashSet<>(from.byId().keySet());
        removed.removeAll(to.byId().keySet());
        var puts = new ArrayList<Put>();
        for (Entry<?> entry : to.entries()) {
            if (from.byId().get(entry.id()) != entry) {
                puts.add(new Put(entry.id(), entry.kind().name(), entry.meta(), entry.data()));
            }
        }
        Project reached = rules.carryOut(from, puts, removed);
        versions.remove(wanted);
        current = new Version(wanted.number(), wanted.before(), reached);
        versions.add(current);
    }

    private static long size(Put put) {
        return size(put.meta()) + size(put.data());
    }

    private static long size(Data data) {
        return switch (data) {
            case Data.Text(String text) -> 16L + text.length();
            case Data.Items(var values) ->
                16 + values.stream().mapToLong(EntryRegistry::size).sum();
            case Data.Fields(var values) ->
                16
                        + values.entrySet().stream()
                                .mapToLong(field -> field.getKey().length() + size(field.getValue()))
                                .sum();
            case Data.Null _, Data.Bool _, Data.Whole _, Data.Real _ -> 8;
        };
    }
}
