package dev.moirai.otp.supervisor;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Spawn;
import dev.moirai.kernel.SpawnRefused;
import dev.moirai.kernel.Watched;
import dev.moirai.otp.Done;
import dev.moirai.otp.Name;
import dev.moirai.otp.Ref;
import dev.moirai.otp.Server;
import dev.moirai.otp.Startup;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Starting a supervisor from outside, with nobody above it. */
final class Root {
    private Root() {}

    /** Starts it without waiting until it is ready. */
    static Supervisor launch(
            @Nullable Name<SupervisorMessage> name, Supplier<Server<SupervisorMessage>> maker, Node node) {
        CompletableFuture<Done> ready = new CompletableFuture<>();
        Startup startup = new Startup() {
            @Override
            public void ready(@Nullable Object info) {
                ready.complete(Done.DONE);
            }

            @Override
            public void ignored() {
                ready.complete(Done.DONE);
            }
        };
        Spawn spawn = Spawn.of(Server.body(maker, startup));
        if (name != null) {
            spawn = spawn.named(name.key()).labelled(name.toString());
        }
        Watched watched = spawn(spawn, name, node);
        return new Supervisor(what(name), new Ref<>(watched.pid()), ready, watched.exit());
    }

    private static Watched spawn(Spawn spawn, @Nullable Name<SupervisorMessage> name, Node node) {
        try {
            return node.spawnWatched(spawn);
        } catch (SpawnRefused refused) {
            Pid holder = name == null ? null : node.names().lookup(name.key());
            if (refused.why() != SpawnRefused.Cause.NAME_TAKEN || holder == null) {
                throw refused;
            }
            throw StartFailed.of(what(name), new ExitReason.Failed(new AlreadyStarted(holder)));
        }
    }

    private static String what(@Nullable Name<SupervisorMessage> name) {
        return name == null ? "supervisor" : "supervisor " + name;
    }
}
