package dev.moirai.otp.supervisor;

import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Self;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Starts a dynamic supervisor; keeps its spec, as {@link SupervisorStart} does. */
record DynamicSupervisorStart(DynamicSupervisorSpec spec) implements Start {
    @Override
    public Launch launch(Self supervisor, Readiness readiness) {
        return server().launch(supervisor, readiness);
    }

    @Override
    public void requestStop(Self supervisor, Pid child, @Nullable Duration patience) {
        server().requestStop(supervisor, child, patience);
    }

    private ServerStart<SupervisorMessage> server() {
        return new ServerStart<>(spec.name(), spec::newServer);
    }
}
