package dev.moirai.otp.supervisor;

import dev.moirai.kernel.Fenced;
import dev.moirai.kernel.Self;
import dev.moirai.otp.Context;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the parts of one supervisor share. Owner: the supervisor's turns. */
final class SupervisorState {
    private static final Logger LOG = LoggerFactory.getLogger(SupervisorState.class);
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
        try {
            if (reports.report(report, now) && !flushArmed) {
                flushArmed = true;
                self().sendAfter(FLUSH_AFTER, new Internal.FlushReports());
            }
        } catch (Fenced fenced) {
            throw fenced;
        } catch (Throwable thrown) { // somebody's reports, or logger, must not end the children
            lost(report.getClass().getSimpleName(), thrown);
        }
    }

    void flushReports() {
        flushArmed = false;
        flushReports(now());
    }

    /** Nobody will be there when the summary of what was left out lately is due. */
    void flushReportsForTheLastTime() {
        flushReports(now() + FLUSH_AFTER.toNanos());
    }

    private void flushReports(long at) {
        try {
            reports.flush(at);
        } catch (Fenced fenced) {
            throw fenced;
        } catch (Throwable thrown) {
            lost("summary", thrown);
        }
    }

    /** Says what is known to be harmless only: what failed may be the text of the report itself. */
    private void lost(String what, Throwable why) {
        try {
            LOG.error(
                    "{} of supervisor {} could not be reported, as the report threw {}", what, label(), why.getClass());
        } catch (Fenced fenced) {
            throw fenced;
        } catch (Throwable _) { // nobody is left to tell
        }
    }
}
