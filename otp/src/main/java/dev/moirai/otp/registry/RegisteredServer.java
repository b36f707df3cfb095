package dev.moirai.otp.registry;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Signal;
import dev.moirai.otp.Context;
import dev.moirai.otp.Next;
import dev.moirai.otp.Server;
import dev.moirai.otp.StopRequest;
import dev.moirai.otp.supervisor.AlreadyStarted;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A server that has a key of a registry from its first instruction on; everything else it leaves to the real one. */
final class RegisteredServer<K, V, M> implements Server<M> {
    private final Registry<K, V> registry;
    private final K key;
    private final V value;
    private final Supplier<? extends Server<M>> maker;
    private @Nullable Server<M> real; // made when the key is ours

    RegisteredServer(Registry<K, V> registry, K key, V value, Supplier<? extends Server<M>> maker) {
        this.registry = registry;
        this.key = key;
        this.value = value;
        this.maker = maker;
    }

    private Server<M> real() {
        return Objects.requireNonNull(real, "used before init");
    }

    @Override
    public Next<M> init(Context<M> context) throws Throwable {
        switch (registry.register(context.self(), key, value)) {
            case Registry.Registered.Ok() -> {
                Server<M> made = maker.get();
                real = made;
                return made.init(context);
            }
            case Registry.Registered.AlreadyRegistered(var holder) -> {
                return Next.stop(new ExitReason.Failed(new AlreadyStarted(holder)));
            }
            case Registry.Registered.NotRunning() -> {
                return Next.stop(new ExitReason.Failed(
                        registry + " does not run; start it before the servers that are named by it"));
            }
        }
    }

    @Override
    public Next<M> on(M message, Context<M> context) throws Throwable {
        return real().on(message, context);
    }

    @Override
    public Next<M> signal(Signal signal, Context<M> context) throws Throwable {
        return real().signal(signal, context);
    }

    @Override
    public Next<M> idle(Context<M> context) throws Throwable {
        return real().idle(context);
    }

    @Override
    public Next<M> shutdown(StopRequest request, Context<M> context) throws Throwable {
        return real().shutdown(request, context);
    }

    @Override
    public void terminate(ExitReason why, Context<M> context) throws Throwable {
        real().terminate(why, context);
    }

    @Override
    public Object state() {
        Server<M> running = real;
        return running == null ? "not registered yet" : running.state();
    }
}
