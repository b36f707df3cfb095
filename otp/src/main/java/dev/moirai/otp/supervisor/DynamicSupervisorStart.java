package dev.moirai.otp.supervisor;

import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Self;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Starts a dynamic supervisor. */
record DynamicSupervisorStart(DynamicSupervisorSpec spec) implements TreeStart {
    @Override
    public Launch launch(Self supervisor, Readiness readiness) {
        return server().launch(supervisor, readiness);
    }

    @Override
    public void requestStop(Self supervisor, Pid child, @Nullable Duration patience) {
        server().requestStop(supervisor, child, patience);
    }

    @Override
    public boolean mayEndNormally() {
        return server().mayEndNormally();
    }

    @Override
    public TreeStart mapChildren(UnaryOperator<ChildSpec<?>> change) {
        return new DynamicSupervisorStart(spec.mapChildren(change));
    }

    @Override
    public TreeStart allReports(Reports to) {
        return new DynamicSupervisorStart(spec.reports(to));
    }

    @Override
    public TreeStart inheriting(Reports above) {
        return spec.reports() != null ? this : new DynamicSupervisorStart(spec.reports(above));
    }

    private ServerStart<SupervisorMessage> server() {
        return new ServerStart<>(spec.name(), spec::newServer);
    }
}
