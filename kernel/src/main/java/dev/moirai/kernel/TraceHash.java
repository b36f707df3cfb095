package dev.moirai.kernel;

import org.jspecify.annotations.Nullable;

/** A running hash of what happens on a node, in order, passed on to a further tracer if there is one. */
final class TraceHash implements Tracer {
    private final @Nullable Tracer further;
    private long hash = 0xCBF29CE484222325L;

    TraceHash(@Nullable Tracer further) {
        this.further = further;
    }

    long hash() {
        return hash;
    }

    private void mix(int event, @Nullable Pid one, @Nullable Pid other, Class<?> kind) {
        mix(event);
        mix(one == null ? -2 : one.id());
        mix(other == null ? -2 : other.id());
        mix(kind.getName().hashCode());
    }

    private void mix(long value) {
        hash = (hash ^ value) * 0x100000001B3L;
        hash ^= hash >>> 29;
    }

    @Override
    public void spawned(Pid pid, @Nullable Pid parent) {
        mix(1, pid, parent, Pid.class);
        if (further != null) {
            further.spawned(pid, parent);
        }
    }

    @Override
    public void exited(Pid pid, ExitReason reason) {
        mix(2, pid, null, reason.getClass());
        if (further != null) {
            further.exited(pid, reason);
        }
    }

    @Override
    public void sent(@Nullable Pid from, Pid to, Object message) {
        mix(3, from, to, message.getClass());
        if (further != null) {
            further.sent(from, to, message);
        }
    }

    @Override
    public void received(Pid pid, Object what) {
        mix(4, pid, null, what.getClass());
        if (further != null) {
            further.received(pid, what);
        }
    }

    @Override
    public void signalled(Pid to, Signal signal) {
        mix(5, to, null, signal.getClass());
        if (further != null) {
            further.signalled(to, signal);
        }
    }

    @Override
    public void dropped(Pid to, Object message) {
        mix(6, to, null, message.getClass());
        if (further != null) {
            further.dropped(to, message);
        }
    }

    @Override
    public void deadLetter(@Nullable Pid from, Pid to, Object message) {
        mix(7, from, to, message.getClass());
        if (further != null) {
            further.deadLetter(from, to, message);
        }
    }

    @Override
    public void restarted(Pid supervisor, Object child, Pid pid) {
        mix(8, supervisor, pid, child.getClass());
        if (further != null) {
            further.restarted(supervisor, child, pid);
        }
    }
}
