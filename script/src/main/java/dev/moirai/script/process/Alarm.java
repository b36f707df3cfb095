package dev.moirai.script.process;

import dev.moirai.kernel.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Time as the feed of a channel: {@code time.after}, {@code time.timer} and {@code time.ticker}.
 *
 * <p>A deadline, not a running timer: whether it has passed is seen when somebody looks, and the kernel's timer is armed only
 * while a receiver waits. So a loop that makes a new time-out for each of a million messages leaves nothing behind.
 */
public final class Alarm implements Feed, Notice {
    /** How many ticks wait for a slow receiver; further ones are dropped. */
    private static final int TICKS_KEPT = 16;

    /** What happens when the time has come. */
    public enum Mode {
        /** One value, then the channel is closed. */
        ONCE,
        /** One value, then it can be set again. */
        TIMER,
        /** One value in each period. */
        TICKER
    }

    private final LuaProcess process;
    private final Mode mode;
    private final Function<Instant, Object> value;
    private final Channel channel;
    private long period;
    private long due; // Long.MAX_VALUE: not set
    private @Nullable Timer armed; // while a receiver waits
    private boolean over;

    /**
     * An alarm that is set.
     *
     * @param value what the channel gives for the time it is then
     */
    public Alarm(LuaProcess process, String name, Mode mode, Duration delay, Function<Instant, Object> value) {
        this.process = process;
        this.mode = mode;
        this.value = value;
        this.channel = new Channel(name, 0);
        this.period = delay.toNanos();
        this.due = dueAfter(period);
        channel.feed(this);
    }

    public Channel channel() {
        return channel;
    }

    @Override
    public @Nullable Object poll() {
        if (over) {
            return Channel.CLOSED;
        }
        long now = process.self().nanoTime();
        if (now < due) {
            return Channel.NOTHING;
        }
        switch (mode) {
            case ONCE -> over = true;
            case TIMER -> due = Long.MAX_VALUE;
            case TICKER -> {
                long missed = (now - due) / period;
                due += Math.max(missed + 1 - TICKS_KEPT, 0) * period + period;
            }
        }
        return value.apply(process.self().node().clock().now());
    }

    @Override
    public boolean isAlive() {
        return isActive();
    }

    @Override
    public boolean isUpToDate() {
        return true;
    }

    @Override
    public void awaited() {
        if (armed == null && due != Long.MAX_VALUE) {
            armed = process.self().sendAt(due, this);
        }
    }

    @Override
    public void unawaited() {
        Timer timer = armed;
        if (timer != null) {
            armed = null;
            process.self().cancel(timer);
        }
    }

    @Override
    public void arrive(LuaProcess of) {
        armed = null;
        channel.pump();
        if (channel.hasReceiver()) {
            awaited();
        }
    }

    /** Ends it and closes its channel; false if it had already gone off, or was stopped. */
    public boolean stop() {
        boolean active = isActive();
        over = true;
        unawaited();
        channel.close();
        return active;
    }

    /** Sets it again, from now on; whether it was still to go off. */
    public boolean reset(Duration delay) {
        boolean active = isActive();
        unawaited();
        period = delay.toNanos();
        due = dueAfter(period);
        if (channel.hasReceiver()) {
            awaited();
        }
        return active;
    }

    /** Some time from now; far beyond any life of a process if not before. */
    private long dueAfter(long delay) {
        long now = process.self().nanoTime();
        return now + Math.min(delay, Long.MAX_VALUE - 1 - Math.max(now, 0));
    }

    private boolean isActive() {
        return !over && due != Long.MAX_VALUE;
    }
}
