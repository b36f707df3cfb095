package dev.moirai.otp.registry;

import dev.moirai.kernel.Monitor;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Signal;
import dev.moirai.otp.Context;
import dev.moirai.otp.Done;
import dev.moirai.otp.Next;
import dev.moirai.otp.Reply;
import dev.moirai.otp.Server;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * The process of one partition of a registry: linked to all that are registered, it removes what they leave behind; and it
 * hands out the locks.
 */
final class RegistryKeeper<K, V> implements Server<Object> {

    /** About locks. */
    sealed interface Locking {}

    /** Asks for a lock; answered when the asker has it. */
    record Acquire(Object lock, Reply<Done> to) implements Locking {}

    /** Gives a lock back. */
    record Release(Object lock, Pid holder) implements Locking {}

    /** Who has a lock, watched, and who waits for it. */
    private record Held(Object lock, Pid holder, Monitor watch, Deque<Acquire> waiting) {}

    private final Registry<K, V> registry;
    private final int partition;
    private final Map<Object, Held> locks = new HashMap<>();
    private final Map<Monitor, Held> watched = new HashMap<>();

    RegistryKeeper(Registry<K, V> registry, int partition) {
        this.registry = registry;
        this.partition = partition;
    }

    @Override
    public Next<Object> init(Context<Object> context) {
        context.self().trapExits(true);
        registry.keptBy(partition, context.pid());
        return Next.go();
    }

    @Override
    public Next<Object> on(Object message, Context<Object> context) {
        switch (message) {
            case Acquire acquire -> {
                Held held = locks.get(acquire.lock);
                if (held == null) {
                    give(acquire, new ArrayDeque<>(), context);
                } else if (held.holder.equals(acquire.to.asker())) {
                    acquire.to.fail("already_locked: " + held.holder + " holds the lock " + acquire.lock
                            + " itself, and would wait for ever");
                } else {
                    held.waiting.addLast(acquire);
                }
            }
            case Release(Object lock, Pid holder) -> {
                Held held = locks.get(lock);
                if (held != null && held.holder.equals(holder)) {
                    context.self().demonitorAndFlush(held.watch);
                    passOn(held, context);
                }
            }
            default -> {}
        }
        return Next.go();
    }

    private void give(Acquire acquire, Deque<Acquire> waiting, Context<Object> context) {
        Pid holder = acquire.to.asker();
        Monitor watch = context.self().monitor(holder);
        Held held = new Held(acquire.lock, holder, watch, waiting);
        locks.put(acquire.lock, held);
        watched.put(watch, held);
        acquire.to.ok(Done.DONE);
    }

    /** The lock is free: the first who still waits gets it. */
    private void passOn(Held held, Context<Object> context) {
        locks.remove(held.lock);
        watched.remove(held.watch);
        Acquire next;
        while ((next = held.waiting.pollFirst()) != null) {
            if (next.to.isWanted()) {
                give(next, held.waiting, context);
                return;
            }
        }
    }

    @Override
    public Next<Object> signal(Signal signal, Context<Object> context) {
        switch (signal) {
            case Signal.Exit exit -> registry.forget(exit.from());
            case Signal.Down down -> {
                Held held = watched.get(down.monitor());
                if (held != null) {
                    passOn(held, context);
                }
            }
            default -> {}
        }
        return Next.go();
    }

    @Override
    public Object state() {
        return registry + ", partition " + partition + ", " + locks.size() + " locks";
    }
}
