package dev.moirai.app.run;

import dev.moirai.kernel.StopReport;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * How an application stopped.
 *
 * @param services each service as it was at the end, in the order they were started
 * @param forced what below services and on hosts had to be ended by force, in words
 * @param rest what was left on the node after them: processes that had to be ended by force, and Java code that could not be
 *     ended at all
 * @param took the time it all took
 */
public record ShutdownReport(List<ServiceStatus> services, List<String> forced, StopReport rest, Duration took) {
    /** A million processes can have been left; a person wants to know of a few, and how many there were. */
    private static final int MOST_LINES = 20;

    public ShutdownReport {
        services = List.copyOf(services);
        forced = List.copyOf(forced);
    }

    /** True if everything ended when it was asked to. */
    public boolean isClean() {
        return forced.isEmpty() && rest.isClean() && services.stream().noneMatch(this::isAbandoned);
    }

    private boolean isAbandoned(ServiceStatus service) {
        return service.wasForced()
                || switch (service.state()) {
                    case STARTING, RUNNING, WAITING, STOPPING -> true;
                    case FINISHED, FAILED, STOPPED -> false;
                };
    }

    /** What did not end when asked, a line each for the first of them; empty if all did. */
    public List<String> abandoned() {
        var ended = services.stream()
                .filter(this::isAbandoned)
                .map(service -> "service " + service.id() + " was ended by force at "
                        + (service.wasForced() ? "its deadline" : "the deadline of the application"));
        var below = forced.stream().map(what -> what + " was ended by force at its deadline");
        var killed = rest.killed().stream().map(pid -> "process " + pid + " was ended by force at the deadline");
        var zombies = rest.abandoned().stream()
                .map(zombie -> "Java code of process " + zombie.pid() + " still runs in thread " + zombie.thread()
                        + (zombie.stack().isEmpty()
                                ? ""
                                : " at " + zombie.stack().getFirst()));
        var all =
                Stream.of(ended, zombies, below, killed).flatMap(lines -> lines).toList();
        int more = all.size() - MOST_LINES;
        return more <= 0
                ? all
                : Stream.concat(all.stream().limit(MOST_LINES), Stream.of("and " + more + " more"))
                        .toList();
    }
}
