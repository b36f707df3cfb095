package dev.moirai.otp.registry;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Signal;
import dev.moirai.otp.Context;
import dev.moirai.otp.Next;
import dev.moirai.otp.Server;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The process of a registry: linked to all that are registered, it removes what they leave behind. */
final class RegistryKeeper<K, V> implements Server<Object> {

    /** A process has registered; it is linked. */
    record Registration<K>(Pid pid, K key) {}

    private final Registry<K, V> registry;
    private final Map<Pid, Set<K>> keys = new HashMap<>();

    RegistryKeeper(Registry<K, V> registry) {
        this.registry = registry;
    }

    @Override
    public Next<Object> init(Context<Object> context) {
        context.self().trapExits(true);
        registry.keptBy(context.pid());
        return Next.go();
    }

    @Override
    public Next<Object> on(Object message, Context<Object> context) {
        if (message instanceof Registration<?> registration) {
            keys.computeIfAbsent(registration.pid(), _ -> new HashSet<>()).add(key(registration));
        }
        return Next.go();
    }

    @SuppressWarnings("unchecked") // sent by our own registry
    private K key(Registration<?> registration) {
        return (K) registration.key();
    }

    @Override
    public Next<Object> signal(Signal signal, Context<Object> context) {
        if (signal instanceof Signal.Exit exit) {
            Set<K> left = keys.remove(exit.from());
            if (left != null) {
                left.forEach(key -> registry.remove(exit.from(), key));
            }
        }
        return Next.go();
    }

    @Override
    public void terminate(ExitReason why, Context<Object> context) {
        registry.keptBy(null);
    }

    @Override
    public Object state() {
        return registry + ", " + keys.size() + " processes";
    }
}
