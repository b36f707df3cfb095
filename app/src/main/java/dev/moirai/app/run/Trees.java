package dev.moirai.app.run;

import dev.moirai.app.boot.Service;
import dev.moirai.app.kind.Identity;
import dev.moirai.app.kind.ProcessSupervisor;
import dev.moirai.app.project.Project;
import dev.moirai.app.schema.Entry;
import dev.moirai.app.schema.EntryId;
import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Host;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Self;
import dev.moirai.otp.supervisor.ChildSpec;
import dev.moirai.otp.supervisor.Readiness;
import dev.moirai.otp.supervisor.Report;
import dev.moirai.otp.supervisor.Reports;
import dev.moirai.otp.supervisor.Start;
import dev.moirai.otp.supervisor.Supervisor;
import dev.moirai.otp.supervisor.SupervisorSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Supervisors written in YAML, as supervisors of OTP. */
final class Trees {
    private final Project project;
    private final Launcher launcher;
    private final Reports reports;

    Trees(Project project, Launcher launcher, ServiceBoard board) {
        this.project = project;
        this.launcher = launcher;
        this.reports = new TreeReports(board);
    }

    SupervisorSpec spec(Service.Tree tree) {
        var name = new TreeName(tree.id().toString());
        return spec(name, tree.supervisor(), tree.host(), Optional.empty());
    }

    /**
     * The supervisor called {@code name}.
     *
     * @param host where its children run if neither they nor it say another
     * @param above who the supervisor above it is, and so this one if it does not say another
     */
    private SupervisorSpec spec(TreeName name, ProcessSupervisor tree, EntryId host, Optional<Identity> above) {
        var identity = tree.lifecycle().identity().or(() -> above);
        var inherited = tree.host().orElse(host);
        var children = new ArrayList<ChildSpec<?>>();
        for (var child : tree.children()) {
            children.add(child(name, child, child.host().orElse(inherited), identity));
        }
        return Supervisor.of(tree.strategy())
                .named(name)
                .restarts(tree.intensity().restarts(), tree.intensity().period())
                .autoShutdown(tree.autoShutdown())
                .reports(reports)
                .children(children);
    }

    private ChildSpec<?> child(
            TreeName parent, ProcessSupervisor.Child child, EntryId host, Optional<Identity> identity) {
        var entry = project.find(child.process()).orElseThrow();
        ChildSpec<?> spec = entry.as(ProcessSupervisor.KIND)
                .<ChildSpec<?>>map(nested -> spec(parent.child(child.id()), nested.body(), host, identity)
                        .asChild(child.id()))
                .orElseGet(() -> ChildSpec.of(child.id(), new ProcessStart(entry, child, host, identity, launcher)));
        var restarted = spec.restart(child.restart()).shutdown(child.shutdown());
        return child.significant() ? restarted.asSignificant() : restarted;
    }

    /** Starts a child that is a process, and asks it to stop as every process of an application is asked. */
    private record ProcessStart(
            Entry<?> entry, ProcessSupervisor.Child child, EntryId host, Optional<Identity> identity, Launcher launcher)
            implements Start {
        @Override
        public Launch launch(Self supervisor, Readiness readiness) throws Throwable {
            var start = new Launcher.Start(entry, child.input(), identity, readiness);
            var spawn =
                    launcher.spawn(start).on(hostOf(host, supervisor.node())).linked();
            return new Starting(supervisor.spawn(spawn).pid());
        }

        @Override
        public void requestStop(Self supervisor, Pid running, @Nullable Duration patience) {
            supervisor.cancel(running, "supervisor stopping", patience);
        }

        @Override
        public boolean mayEndNormally() {
            return true; // a script that handles CANCEL returns
        }
    }

    /** To the log; but who had to be ended by force when the application stops is told by its {@link ShutdownReport}. */
    private static final class TreeReports implements Reports {
        private final Reports log = Reports.toLog();
        private final ServiceBoard board;

        TreeReports(ServiceBoard board) {
            this.board = board;
        }

        @Override
        public boolean report(Report report, long now) {
            if (report instanceof Report.ShutdownError(Object supervisor, Object child, ExitReason reason)
                    && board.isStopping()
                    && (reason.root() instanceof ExitReason.Expired || reason.root() instanceof ExitReason.Killed)) {
                board.forced("child " + child + " of " + supervisor);
                return false;
            }
            return log.report(report, now);
        }

        @Override
        public void flush(long now) {
            log.flush(now);
        }
    }

    /** The host an entry names, which a boot plan has started before whatever needs it. */
    static Host hostOf(EntryId id, Node node) {
        var host = node.host(id.toString());
        if (host == null) {
            throw new IllegalStateException("the host " + id + " does not run");
        }
        return host;
    }
}
