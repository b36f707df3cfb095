package dev.moirai.app.boot;

import dev.moirai.app.project.Project;
import dev.moirai.app.schema.EntryId;
import dev.moirai.app.source.Diagnostics;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The services of an application in the order they start. They stop in the reverse order. Immutable.
 *
 * @param steps by level, and by id within a level; what a step needs is in a level before it
 */
public record BootPlan(List<Step> steps) {
    public BootPlan {
        steps = List.copyOf(steps);
    }

    /**
     * One service and when its turn is.
     *
     * @param level 0 for what needs nothing; otherwise one more than the highest level of what it needs
     * @param needs the services that must run before it starts, and stop after it
     */
    public record Step(Service service, int level, Set<EntryId> needs) {
        public Step {
            needs = Set.copyOf(needs);
        }

        /** The service's id. */
        public EntryId id() {
            return service.id();
        }
    }

    /**
     * The plan for {@code project}. What cannot start is left out and reported: a service that needs one which does not
     * start, or has no host to run on.
     */
    public static BootPlan of(Project project, Diagnostics diagnostics) {
        return new Planner(project, diagnostics).plan();
    }

    /** The steps by level, in the order of levels. */
    public List<List<Step>> levels() {
        int count = steps.stream().mapToInt(Step::level).max().orElse(-1) + 1;
        return IntStream.range(0, count)
                .mapToObj(level ->
                        steps.stream().filter(step -> step.level() == level).toList())
                .toList();
    }

    /** The step of that id. */
    public Optional<Step> find(EntryId id) {
        return steps.stream().filter(step -> step.id().equals(id)).findFirst();
    }

    /** All services that need {@code id}, directly or through others: what cannot run without it. */
    public Set<EntryId> dependents(EntryId id) {
        var dependents = new TreeSet<EntryId>();
        for (var step : steps) {
            // Steps come after what they need, so one pass is enough.
            if (step.needs().contains(id) || step.needs().stream().anyMatch(dependents::contains)) {
                dependents.add(step.id());
            }
        }
        return dependents;
    }
}
