package dev.moirai.otp.supervisor;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Self;
import dev.moirai.kernel.Spawn;
import dev.moirai.kernel.SpawnRefused;
import dev.moirai.otp.Name;
import dev.moirai.otp.Server;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Starts a server, ready when its {@code init} says so; asks it to stop by a cancel, so that it knows its deadline. */
record ServerStart<M>(@Nullable Name<M> name, Supplier<? extends Server<M>> maker) implements Start {
    ServerStart {
        if (maker == null) {
            throw new IllegalArgumentException(
                    "missing_start: a server needs a maker, got null; pass its constructor, such as Counter::new");
        }
    }

    @Override
    public Launch launch(Self supervisor, Readiness readiness) {
        Spawn spawn = Spawn.of(Server.body(maker, readiness)).linked();
        if (name == null) {
            return new Starting(supervisor.spawn(spawn).pid());
        }
        try {
            return new Starting(supervisor
                    .spawn(spawn.named(name.key()).labelled(name.toString()))
                    .pid());
        } catch (SpawnRefused refused) {
            Pid holder = supervisor.node().names().lookup(name.key());
            if (refused.why() != SpawnRefused.Cause.NAME_TAKEN || holder == null) {
                throw refused;
            }
            return new Failed(new ExitReason.Failed(new AlreadyStarted(holder)));
        }
    }

    @Override
    public void requestStop(Self supervisor, Pid child, @Nullable Duration patience) {
        supervisor.cancel(child, "", patience);
    }

    @Override
    public boolean mayEndNormally() {
        return true; // it was asked by a cancel
    }
}
