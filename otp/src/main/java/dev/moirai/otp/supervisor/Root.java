package dev.moirai.otp.supervisor;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.Spawn;
import dev.moirai.kernel.Watched;
import dev.moirai.otp.Done;
import dev.moirai.otp.Name;
import dev.moirai.otp.Ref;
import dev.moirai.otp.Server;
import dev.moirai.otp.Startup;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Starting a supervisor from outside, with nobody above it. */
final class Root {
    private static final Duration AS_LONG_AS_IT_TAKES = Duration.ofDays(36_500);

    private Root() {}

    static Supervisor start(SupervisorSpec spec, Node node) {
        return start(spec.name(), spec::newServer, node);
    }

    static Supervisor start(
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
        Watched watched = node.spawnWatched(spawn);
        node.await(CompletableFuture.anyOf(ready, watched.exit()), AS_LONG_AS_IT_TAKES);
        if (!ready.isDone()) {
            ExitReason reason = watched.exit().getNow(null);
            String what = name == null ? "supervisor" : "supervisor " + name;
            throw new StartFailed(
                    reason == null ? "waiting for " + what + " was interrupted" : what + " did not start: " + reason,
                    reason);
        }
        return new Supervisor(new Ref<>(watched.pid()), watched.exit());
    }
}
