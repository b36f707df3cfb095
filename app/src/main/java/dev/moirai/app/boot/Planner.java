package dev.moirai.app.boot;

import dev.moirai.app.kind.ProcessHost;
import dev.moirai.app.kind.ProcessService;
import dev.moirai.app.kind.ProcessSupervisor;
import dev.moirai.app.kind.Startable;
import dev.moirai.app.project.Project;
import dev.moirai.app.schema.Entry;
import dev.moirai.app.schema.EntryId;
import dev.moirai.app.schema.Reference;
import dev.moirai.app.schema.Role;
import dev.moirai.app.source.Diagnostics;
import dev.moirai.app.source.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds out what starts, on which hosts, and in which order. */
final class Planner {
    private static final String START_IT = "lifecycle.auto_start: true";

    private final Project project;
    private final Diagnostics diagnostics;
    private final Map<EntryId, Service> services = new TreeMap<>();
    private final Map<EntryId, Set<EntryId>> needs = new HashMap<>();

    Planner(Project project, Diagnostics diagnostics) {
        this.project = project;
        this.diagnostics = diagnostics;
    }

    BootPlan plan() {
        for (var entry : project.entries()) {
            if (entry.body() instanceof Startable body && body.lifecycle().autoStart()) {
                service(entry, body).ifPresent(service -> services.put(entry.id(), service));
            }
        }
        warnOfIdleHosts();
        warnOfDoubleStart();
        for (var service : List.copyOf(services.values())) {
            needs.put(service.id(), needsOf(service));
        }
        return new BootPlan(inOrder());
    }

    // ---- what starts

    private Optional<Service> service(Entry<?> entry, Startable body) {
        var id = entry.id();
        return switch (body) {
            case ProcessHost host -> Optional.of(new Service.Host(id, host));
            case ProcessService service ->
                Optional.of(new Service.Process(
                        id, service.process(), service.host(), service.input(), service.lifecycle()));
            case ProcessSupervisor supervisor ->
                supervisor.host().or(() -> defaultHost(entry)).map(host -> new Service.Tree(id, supervisor, host));
            default ->
                entry.kind().roles().contains(Role.PROCESS)
                        ? defaultHost(entry).map(host -> new Service.Process(id, id, host, List.of(), body.lifecycle()))
                        : Optional.of(new Service.Passive(id, entry.kind().name(), body.lifecycle()));
        };
    }

    /** {@code meta.default_host}, or the only host there is. */
    private Optional<EntryId> defaultHost(Entry<?> entry) {
        if (entry.defaultHost().isPresent()) {
            return isProcessHost(entry, entry.defaultHost().get()) ? entry.defaultHost() : Optional.empty();
        }
        var hosts = project.entries(ProcessHost.KIND).stream().map(Entry::id).toList();
        if (hosts.size() == 1) {
            return Optional.of(hosts.getFirst());
        }
        if (hosts.isEmpty()) {
            diagnostics.error(
                    entry.at(),
                    "'" + entry.id()
                            + "' starts with the application, but the project has no process host to run it on",
                    "an entry of kind process.host with " + START_IT,
                    "");
        } else {
            diagnostics.error(
                    entry.at(),
                    "'" + entry.id() + "' starts with the application, but on which host is not said",
                    "one of " + hosts.stream().map(EntryId::toString).collect(Collectors.joining(", ")),
                    entry.body() instanceof ProcessSupervisor
                            ? "add 'host: " + hosts.getFirst() + "'"
                            : "add 'meta: {default_host: " + hosts.getFirst() + "}'");
        }
        return Optional.empty();
    }

    private boolean isProcessHost(Entry<?> entry, EntryId host) {
        boolean fits = project.find(host)
                .filter(found -> found.kind().roles().contains(Role.HOST))
                .isPresent();
        if (!fits) {
            diagnostics.error(
                    placeOf(entry, host),
                    "'" + entry.id() + "' starts with the application, but '" + host + "' is no process host",
                    "an entry of kind process.host",
                    "a terminal host is for 'moirai run -x'");
        }
        return fits;
    }

    private void warnOfIdleHosts() {
        for (var host : project.entries(ProcessHost.KIND)) {
            if (!host.body().lifecycle().autoStart()) {
                diagnostics.warning(
                        host.at(),
                        "the host '" + host.id() + "' does not start, so nothing can run on it",
                        START_IT,
                        "");
            }
        }
    }

    private void warnOfDoubleStart() {
        for (var parent : project.entries(ProcessSupervisor.KIND)) {
            for (var child : parent.body().children()) {
                if (services.containsKey(child.process())) {
                    diagnostics.warning(
                            placeOf(parent, child.process()),
                            "'" + child.process() + "' is a child of '" + parent.id()
                                    + "' and starts with the application as well, so it runs twice",
                            "one of the two",
                            "remove 'auto_start' from '" + child.process() + "'");
                }
            }
        }
    }

    // ---- what needs what

    private Set<EntryId> needsOf(Service service) {
        var needed = new TreeSet<EntryId>();
        var entry = project.find(service.id()).orElseThrow();
        for (var reference : entry.references()) {
            if (isRequirement(reference)) {
                require(service, reference.target(), reference.at());
                needed.add(reference.target());
            } else if (reference.field().startsWith("meta.depends_on") && services.containsKey(reference.target())) {
                needed.add(reference.target());
            }
        }
        hostsOf(service).forEach(host -> {
            require(service, host, placeOf(entry, host));
            needed.add(host);
        });
        return needed;
    }

    private static boolean isRequirement(Reference reference) {
        return reference.field().startsWith("lifecycle.requires");
    }

    private Stream<EntryId> hostsOf(Service service) {
        return switch (service) {
            case Service.Host _, Service.Passive _ -> Stream.empty();
            case Service.Process process -> Stream.of(process.host());
            case Service.Tree tree -> {
                var hosts = new LinkedHashSet<EntryId>();
                addHosts(tree.supervisor(), tree.host(), hosts, new HashSet<>());
                yield hosts.stream();
            }
        };
    }

    private void addHosts(ProcessSupervisor tree, EntryId inherited, Set<EntryId> hosts, Set<EntryId> seen) {
        var own = tree.host().orElse(inherited);
        for (var child : tree.children()) {
            var host = child.host().orElse(own);
            var nested = project.find(child.process()).flatMap(entry -> entry.as(ProcessSupervisor.KIND));
            if (nested.isEmpty()) {
                hosts.add(host);
            } else if (seen.add(child.process())) {
                addHosts(nested.get().body(), host, hosts, seen);
            }
        }
    }

    private void require(Service service, EntryId needed, Position at) {
        if (!services.containsKey(needed) && project.find(needed).isPresent()) {
            diagnostics.error(
                    at,
                    "'" + service.id() + "' needs '" + needed + "', which does not start",
                    "",
                    "add '" + START_IT + "' to '" + needed + "'");
        }
    }

    /** Where {@code entry} names {@code target}; where it begins if it does not. */
    private static Position placeOf(Entry<?> entry, EntryId target) {
        return entry.references().stream()
                .filter(reference -> reference.target().equals(target))
                .map(Reference::at)
                .findFirst()
                .orElse(entry.at());
    }

    // ---- in which order

    private List<BootPlan.Step> inOrder() {
        var levels = new HashMap<EntryId, Integer>();
        var missing = new HashMap<EntryId, Integer>();
        var neededBy = new HashMap<EntryId, List<EntryId>>();
        var ready = new ArrayDeque<EntryId>();
        for (var id : services.keySet()) {
            var needed = needs.getOrDefault(id, Set.of());
            needed.forEach(other ->
                    neededBy.computeIfAbsent(other, _ -> new ArrayList<>()).add(id));
            missing.put(id, needed.size());
            if (needed.isEmpty()) {
                levels.put(id, 0);
                ready.add(id);
            }
        }
        while (!ready.isEmpty()) {
            var done = ready.remove();
            int next = levels.getOrDefault(done, 0) + 1;
            for (var id : neededBy.getOrDefault(done, List.of())) {
                if (missing.merge(id, -1, Integer::sum) == 0) {
                    // The last of what it needs to become ready is on the highest level of them.
                    levels.put(id, next);
                    ready.add(id);
                }
            }
        }
        services.keySet().stream()
                .filter(id -> !levels.containsKey(id) && isInCycle(id))
                .findFirst()
                .ifPresent(this::reportCycle);
        return levels.entrySet().stream()
                .map(entry -> new BootPlan.Step(
                        Objects.requireNonNull(services.get(entry.getKey())),
                        entry.getValue(),
                        needs.getOrDefault(entry.getKey(), Set.of())))
                .sorted(Comparator.comparing(BootPlan.Step::level).thenComparing(BootPlan.Step::id))
                .toList();
    }

    private boolean isInCycle(EntryId start) {
        return !pathBack(start).isEmpty();
    }

    /**
     * Cycles of names were reported when the project was loaded. What is left are those through a host that nobody named: a
     * host that requires a process which runs on it for want of another.
     */
    private void reportCycle(EntryId start) {
        var names = Stream.concat(pathBack(start).stream(), Stream.of(start))
                .map(EntryId::toString)
                .collect(Collectors.joining(" → "));
        diagnostics.error(
                project.find(start).map(Entry::at).orElseGet(() -> Position.of("")),
                "these wait for each other to start: " + names,
                "an order in which each comes after those it needs",
                "");
    }

    /** The services from {@code start} along their needs until it is needed again; empty if it never is. */
    private List<EntryId> pathBack(EntryId start) {
        var cameFrom = new HashMap<EntryId, EntryId>();
        var queue = new ArrayList<EntryId>(List.of(start));
        for (int next = 0; next < queue.size(); next++) {
            var at = queue.get(next);
            for (var needed : needs.getOrDefault(at, Set.of())) {
                if (needed.equals(start)) {
                    return pathTo(at, start, cameFrom);
                }
                if (cameFrom.putIfAbsent(needed, at) == null) {
                    queue.add(needed);
                }
            }
        }
        return List.of();
    }

    private static List<EntryId> pathTo(EntryId end, EntryId start, Map<EntryId, EntryId> cameFrom) {
        var path = new ArrayList<EntryId>();
        for (EntryId at = end; !at.equals(start); at = cameFrom.getOrDefault(at, start)) {
            path.addFirst(at);
        }
        path.addFirst(start);
        return path;
    }
}
