package dev.moirai.script;

import dev.moirai.app.boot.BootPlan;
import dev.moirai.app.boot.Service;
import dev.moirai.app.kind.Lifecycle;
import dev.moirai.app.kind.ProcessSupervisor;
import dev.moirai.app.kind.RestartPolicy;
import dev.moirai.app.project.Project;
import dev.moirai.app.schema.EntryId;
import dev.moirai.app.source.Data;
import dev.moirai.kernel.StopReport;
import dev.moirai.otp.supervisor.AutoShutdown;
import dev.moirai.otp.supervisor.Backoff;
import dev.moirai.otp.supervisor.ChildSpec;
import dev.moirai.otp.supervisor.Restart;
import dev.moirai.otp.supervisor.Shutdown;
import dev.moirai.otp.supervisor.Strategy;
import dev.moirai.otp.supervisor.Supervisor;
import dev.moirai.otp.supervisor.SupervisorSpec;
import dev.moirai.script.process.LuaRuntime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The services of an application as the children of one supervisor.
 *
 * <p>They start and stop at the same time where none needs the other. A service that fails is started again after a pause
 * that grows, as its lifecycle says; its failures count for nobody else.
 */
final class Services {
    private static final Duration LONGEST = Duration.ofDays(365);

    private final Project project;
    private final LuaRuntime runtime;
    /** How the requests to stop that were made so far end; added to by supervisors. */
    private final Queue<CompletableFuture<StopReport>> stops = new ConcurrentLinkedQueue<>();

    Services(Project project, LuaRuntime runtime) {
        this.project = project;
        this.runtime = runtime;
    }

    /** What supervises the services of {@code plan}. */
    SupervisorSpec supervisor(BootPlan plan) {
        SupervisorSpec spec =
                Supervisor.of(Strategy.ONE_FOR_ONE).named("moirai.services").inParallel();
        for (BootPlan.Step step : plan.steps()) {
            Optional<ChildSpec<?>> child = child(step.service());
            if (child.isPresent()) {
                Object[] needs = step.needs().stream()
                        .filter(id -> plan.find(id)
                                .map(BootPlan.Step::service)
                                .flatMap(this::child)
                                .isPresent())
                        .map(EntryId::toString)
                        .toArray();
                spec = spec.child(child.get().after(needs));
            }
        }
        return spec;
    }

    List<CompletableFuture<StopReport>> stops() {
        return List.copyOf(stops);
    }

    private Optional<ChildSpec<?>> child(Service service) {
        return switch (service) {
            case Service.Host _, Service.Passive _ -> Optional.empty();
            case Service.Process process ->
                Optional.of(kept(
                        ChildSpec.of(
                                process.id().toString(), start(process.process(), process.host(), process.input())),
                        process.lifecycle()));
            case Service.Tree tree ->
                Optional.of(kept(tree(tree.id(), tree.supervisor(), tree.host()).asChild(), tree.lifecycle()));
        };
    }

    private LuaStart start(EntryId process, EntryId host, List<Data> input) {
        return new LuaStart(runtime, process.toString(), host.toString(), DataValues.parcel(input), stops::add);
    }

    /** Restarted after a failure as its lifecycle says. */
    private static ChildSpec<?> kept(ChildSpec<?> child, Lifecycle lifecycle) {
        RestartPolicy policy = lifecycle.restart();
        int restarts = policy.maxAttempts() == 0 ? Integer.MAX_VALUE : policy.maxAttempts() - 1;
        return child.restart(Restart.TRANSIENT)
                .shutdown(lifecycle.stopTimeout())
                .backoff(new Backoff(
                        policy.initialDelay(),
                        policy.backoffFactor(),
                        policy.maxDelay(),
                        policy.jitter(),
                        lifecycle.stableThreshold()))
                .budget(restarts, LONGEST);
    }

    // ---- process.supervisor

    private SupervisorSpec tree(EntryId id, ProcessSupervisor entry, EntryId host) {
        SupervisorSpec spec = Supervisor.of(
                        switch (entry.strategy()) {
                            case ONE_FOR_ONE -> Strategy.ONE_FOR_ONE;
                            case ONE_FOR_ALL -> Strategy.ONE_FOR_ALL;
                            case REST_FOR_ONE -> Strategy.REST_FOR_ONE;
                        })
                .named(id.toString())
                .restarts(entry.intensity(), entry.period())
                .autoShutdown(
                        switch (entry.autoShutdown()) {
                            case NEVER -> AutoShutdown.NEVER;
                            case ANY_SIGNIFICANT -> AutoShutdown.ANY_SIGNIFICANT;
                            case ALL_SIGNIFICANT -> AutoShutdown.ALL_SIGNIFICANT;
                        });
        for (ProcessSupervisor.Child child : entry.children()) {
            spec = spec.child(child(child, entry.host().orElse(host)));
        }
        return spec;
    }

    private ChildSpec<?> child(ProcessSupervisor.Child child, EntryId inherited) {
        EntryId host = child.host().orElse(inherited);
        ChildSpec<?> spec = project.find(child.process())
                .flatMap(entry -> entry.as(ProcessSupervisor.KIND))
                .<ChildSpec<?>>map(nested -> tree(
                                nested.id(), nested.body(), nested.body().host().orElse(host))
                        .asChild(child.id()))
                .orElseGet(() -> ChildSpec.of(child.id(), start(child.process(), host, child.input())));
        ChildSpec<?> complete = spec.shutdown(shutdown(child.shutdown()))
                .restart(
                        switch (child.restart()) {
                            case PERMANENT -> Restart.PERMANENT;
                            case TRANSIENT -> Restart.TRANSIENT;
                            case TEMPORARY -> Restart.TEMPORARY;
                        });
        return child.significant() ? complete.asSignificant() : complete;
    }

    private static Shutdown shutdown(Duration time) {
        if (time.equals(ProcessSupervisor.Child.BRUTAL_KILL)) {
            return Shutdown.BRUTAL;
        }
        return time.equals(ProcessSupervisor.Child.INFINITY) ? Shutdown.INFINITY : Shutdown.within(time);
    }
}
