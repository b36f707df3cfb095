package dev.moirai.app.run;

import dev.moirai.kernel.StopReport;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * How an application stopped.
 *
 * @param services each service as it was at the end, in the order they were started
 * @param rest what was left on the node after them: processes that had to be ended by force, and Java code that could not be
 *     ended at all
 * @param took the time it all took
 */
public record ShutdownReport(List<ServiceStatus> services, StopReport rest, Duration took) {
    public ShutdownReport {
        services = List.copyOf(services);
    }

    /** True if everything ended when it was asked to. */
    public boolean isClean() {
        return rest.isClean() && services.stream().noneMatch(this::isAbandoned);
    }

    private boolean isAbandoned(ServiceStatus service) {
        return service.wasForced()
                || switch (service.state()) {
                    case STARTING, RUNNING, WAITING, STOPPING -> true;
                    case FINISHED, FAILED, STOPPED -> false;
                };
    }

    /** What did not end when asked, a line each; empty if all did. */
    public List<String> abandoned() {
        var forced = services.stream().filter(this::isAbandoned).map(ServiceStatus::toString);
        var killed = rest.killed().stream().map(pid -> "process " + pid + " was ended by force at the deadline");
        var zombies = rest.abandoned().stream()
                .map(zombie -> "Java code of process " + zombie.pid() + " still runs in thread " + zombie.thread()
                        + (zombie.stack().isEmpty()
                                ? ""
                                : " at " + zombie.stack().getFirst()));
        return Stream.of(forced, killed, zombies).flatMap(lines -> lines).toList();
    }
}
