package dev.moirai.script.process;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Values that come to a process from outside of its program, other than messages, as the feed of a channel. */
public final class Inflow implements Feed {
    private static final Object NIL = new Object();

    private final Channel channel;
    private final int most;
    private final Deque<Object> waiting = new ArrayDeque<>(1);
    private boolean ended;
    private boolean hadLast;

    /** @param most how many values wait for a receiver; further ones are dropped */
    public Inflow(String name, int most) {
        this.channel = new Channel(name, 0);
        this.most = most;
        channel.feed(this);
    }

    public Channel channel() {
        return channel;
    }

    /** Adds a value, in a turn of the process; false if it was dropped. */
    public boolean add(@Nullable Object value) {
        if (ended || waiting.size() >= most) {
            return false;
        }
        waiting.add(value == null ? NIL : value);
        channel.pump();
        return true;
    }

    /** As {@link #add}; nothing comes behind this value, though the channel is not closed. */
    public void addLast(@Nullable Object value) {
        hadLast = true;
        add(value);
    }

    /** No more will come: the channel is closed when what waits has been received. */
    public void end() {
        ended = true;
        channel.pump();
    }

    @Override
    public boolean isAlive() {
        return !hadLast || !waiting.isEmpty();
    }

    @Override
    public @Nullable Object poll() {
        Object value = waiting.poll();
        if (value == null) {
            return ended ? Channel.CLOSED : Channel.NOTHING;
        }
        return value == NIL ? null : value;
    }
}
