package dev.moirai.kernel;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node's owner hung into the kernel: the tracer and the dead-letter hook. What they throw goes nowhere, as it would
 * tear whatever the kernel was doing; the first time it is logged.
 */
final class Hooks implements Tracer {
    private static final Logger LOG = LoggerFactory.getLogger(Hooks.class);

    private final String node;
    private final @Nullable Tracer tracer;
    private final NodeOptions.@Nullable DeadLetters deadLetters;
    private final AtomicBoolean complained = new AtomicBoolean();

    private Hooks(NodeOptions options) {
        this.node = options.name();
        this.tracer = options.tracer();
        this.deadLetters = options.deadLetters();
    }

    /** Null if there is nothing to call. */
    static @Nullable Hooks of(NodeOptions options) {
        return options.tracer() == null && options.deadLetters() == null ? null : new Hooks(options);
    }

    boolean traces() {
        return tracer != null;
    }

    private void tell(Consumer<Tracer> event) {
        if (tracer != null) {
            try {
                event.accept(tracer);
            } catch (Throwable thrown) {
                complain("tracer", thrown);
            }
        }
    }

    private void complain(String which, Throwable thrown) {
        if (complained.compareAndSet(false, true)) {
            try {
                LOG.error(
                        "the {} of node {} threw, which it must not; its exceptions are ignored, this is the only report",
                        which,
                        node,
                        thrown);
            } catch (Throwable _) {
                complained.set(false); // no memory, no stack, or no log: perhaps next time
            }
        }
    }

    @Override
    public void spawned(Pid pid, @Nullable Pid parent) {
        tell(hook -> hook.spawned(pid, parent));
    }

    @Override
    public void exited(Pid pid, ExitReason reason) {
        tell(hook -> hook.exited(pid, reason));
    }

    @Override
    public void sent(@Nullable Pid from, Pid to, Object message) {
        tell(hook -> hook.sent(from, to, message));
    }

    @Override
    public void received(Pid pid, Object what) {
        tell(hook -> hook.received(pid, what));
    }

    @Override
    public void signalled(Pid to, Signal signal) {
        tell(hook -> hook.signalled(to, signal));
    }

    @Override
    public void dropped(Pid to, Object message) {
        tell(hook -> hook.dropped(to, message));
    }

    @Override
    public void deadLetter(@Nullable Pid from, Pid to, Object message) {
        if (deadLetters != null) {
            try {
                deadLetters.deadLetter(from, to, message);
            } catch (Throwable thrown) {
                complain("dead-letter hook", thrown);
            }
        }
        tell(hook -> hook.deadLetter(from, to, message));
    }

    @Override
    public void restarted(Pid supervisor, Object child, Pid pid) {
        tell(hook -> hook.restarted(supervisor, child, pid));
    }
}
