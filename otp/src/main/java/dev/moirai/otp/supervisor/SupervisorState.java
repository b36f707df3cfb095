package dev.moirai.otp.supervisor;

import dev.moirai.kernel.Self;
import dev.moirai.otp.Context;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the parts of one supervisor share. Owner: the supervisor's turns. */
final class SupervisorState {
    private static final Duration FLUSH_AFTER = Duration.ofSeconds(1);

    final Children children = new Children();

    SupervisorSpec spec;

    /** What is special if its children are dynamic; otherwise null. */
    @Nullable
    DynamicSupervisorSpec dynamic;

    private Reports reports;
    private boolean flushArmed;
    private @Nullable Context<SupervisorMessage> context;

    SupervisorState(SupervisorSpec spec, @Nullable DynamicSupervisorSpec dynamic) {
        this.spec = spec;
        this.dynamic = dynamic;
        Reports own = spec.reports();
        this.reports = own == null ? Reports.toLog() : own;
    }

    void begin(Context<SupervisorMessage> here) {
        context = here;
    }

    Context<SupervisorMessage> context() {
        return Objects.requireNonNull(context, "used before init");
    }

    Self self() {
        return context().self();
    }

    long now() {
        return self().nanoTime();
    }

    Object label() {
        return spec.name() != null ? spec.name() : self().pid();
    }

    boolean isParallel() {
        return spec.parallel() || dynamic != null;
    }

    /** Whether nothing is kept of the child once it is down. */
    boolean forgets(Child child) {
        return child.isTemporary() || dynamic != null;
    }

    /** The spec under which a child is kept: supervisors below report where this one does, unless they were told otherwise. */
    ChildSpec<?> adopted(ChildSpec<?> child) {
        return child.start() instanceof TreeStart tree ? child.start(tree.inheriting(reports)) : child;
    }

    void change(SupervisorSpec to, @Nullable DynamicSupervisorSpec dynamicTo) {
        spec = to;
        dynamic = dynamicTo;
        Reports own = to.reports();
        if (own != null) {
            reports = own;
        }
    }

    void report(Report report) {
        report(report, now());
    }

    void report(Report report, long now) {
        if (reports.report(report, now) && !flushArmed) {
            flushArmed = true;
            self().sendAfter(FLUSH_AFTER, new Internal.FlushReports());
        }
    }

    void flushReports() {
        flushArmed = false;
        reports.flush(now());
    }
}
