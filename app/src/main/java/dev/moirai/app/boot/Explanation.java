package dev.moirai.app.boot;

import dev.moirai.app.kind.Lifecycle;
import dev.moirai.app.kind.ProcessSupervisor;
import dev.moirai.app.kind.ProcessSupervisor.Child;
import dev.moirai.app.project.Project;
import dev.moirai.app.schema.Entry;
import dev.moirai.app.schema.EntryId;
import dev.moirai.otp.supervisor.Restart;
import dev.moirai.otp.supervisor.RestartPlan;
import dev.moirai.otp.text.DurationText;
import java.util.ArrayList;
import java.util.List;

/**
 * What happens when something dies, in words.
 *
 * <p>Nothing is decided here: what a supervisor restarts is asked of the {@link RestartPlan} it restarts by.
 */
public final class Explanation {
    private final Project project;
    private final BootPlan plan;

    /** Explains {@code plan}, which was made of {@code project}. */
    public Explanation(Project project, BootPlan plan) {
        this.project = project;
        this.plan = plan;
    }

    /** What happens when {@code id} dies, and when it has to stop, a line each; empty if nobody keeps it running. */
    public List<String> whenItDies(EntryId id) {
        var lines = new ArrayList<String>();
        plan.find(id).ifPresent(step -> lines.addAll(service(step.service())));
        for (var step : plan.steps()) {
            if (step.service() instanceof Service.Process service
                    && service.process().equals(id)
                    && !service.isImplicit()) {
                lines.add("is the process of " + service.id());
                restarts(service.lifecycle()).forEach(line -> lines.add("  " + line));
            }
        }
        for (var tree : project.entries(ProcessSupervisor.KIND)) {
            for (var child : tree.body().children()) {
                if (child.process().equals(id)) {
                    lines.addAll(child(tree, child));
                }
            }
        }
        return lines;
    }

    private static List<String> service(Service service) {
        return switch (service) {
            case Service.Host _ -> List.of("when it stops, every process on it is asked to end");
            case Service.Passive _ -> List.of();
            case Service.Process _, Service.Tree _ -> restarts(service.lifecycle());
        };
    }

    private static List<String> restarts(Lifecycle lifecycle) {
        var restart = lifecycle.restart();
        var most = restart.maxAttempts();
        return List.of(
                lifecycle.startup() == Lifecycle.Startup.REQUIRED
                        ? "if it does not start within " + DurationText.of(lifecycle.startTimeout())
                                + ", the application does not start"
                        : "if it does not start, it is tried again in the background",
                most == 1
                        ? "when it ends abnormally, it is not started again"
                        : "when it ends abnormally, it is started again after "
                                + DurationText.of(restart.initialDelay()) + ", then after pauses that grow by "
                                + restart.backoffFactor() + " up to " + DurationText.of(restart.maxDelay())
                                + (most == 0 ? "" : ", " + most + " attempts in all"),
                "after running for " + DurationText.of(lifecycle.stableThreshold())
                        + " its failures are forgotten; when it ends normally, it is done",
                "when the application stops, it is asked to end, and killed after "
                        + DurationText.of(lifecycle.stopTimeout())
                        + ", or sooner if the time for all to stop is over");
    }

    private static List<String> child(Entry<ProcessSupervisor> tree, Child child) {
        var lines = new ArrayList<String>();
        lines.add("is child " + child.id() + " of " + tree.id());
        if (child.restart() == Restart.TEMPORARY) {
            lines.add("  when it ends, it is not started again");
        } else {
            var body = tree.body();
            var members = body.children().stream()
                    .map(each -> new RestartPlan.Member<>(each.id(), true, each.restart() == Restart.TEMPORARY, false))
                    .toList();
            var plan = RestartPlan.of(body.strategy(), members, child.id());
            var when = child.restart() == Restart.TRANSIENT ? "when it ends abnormally" : "when it ends";
            lines.add("  " + when + ": "
                    + (plan.stop().isEmpty() ? "" : "stops " + String.join(", ", plan.stop()) + "; ")
                    + "starts " + String.join(", ", plan.start())
                    + (plan.drop().isEmpty() ? "" : "; forgets " + String.join(", ", plan.drop())));
            var limit = body.intensity();
            lines.add("  more than " + limit.restarts() + " restarts in " + DurationText.of(limit.period()) + ": "
                    + tree.id() + " stops its children and fails");
        }
        if (child.significant()) {
            lines.add("  its own end may end " + tree.id());
        }
        return lines;
    }
}
