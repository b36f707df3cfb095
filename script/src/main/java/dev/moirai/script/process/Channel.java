package dev.moirai.script.process;

import dev.moirai.lua.Call;
import dev.moirai.lua.Userdata;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Values passed between the coroutines of one process, or to them from a {@link Feed}.
 *
 * <pre>
 *   send:     a receiver waits → it gets the value;  room in the buffer → there;  otherwise the sender waits
 *   receive:  buffer → a waiting sender → the feed → closed: nil, false → otherwise the receiver waits
 *   close:    receivers get nil, false; waiting senders are refused; what is buffered can still be received
 * </pre>
 *
 * <p>Everything here belongs to the process's turn.
 */
public final class Channel {
    /** Nothing can be received now. Distinct from every Lua value, as nil is one. */
    public static final Object NOTHING = new Object();

    /** Nothing can ever be received any more. */
    static final Object CLOSED = new Object();

    private static final Object NIL = new Object();

    /** The methods of channels in Lua; the functions of the table {@code channel} are a module. */
    public static final ObjectType<Channel> TYPE = ObjectType.named("channel", Channel.class)
            .method("send", (call, channel) -> channel.send(call, call.get(2)))
            .method("receive", (call, channel) -> channel.receive(call))
            .method("close", (call, channel) -> channel.close())
            .method(
                    "case_receive",
                    (call, channel) -> call.returns(Selection.CASE.wrap(new Wait.Case(channel, false, null))))
            .method(
                    "case_send",
                    (call, channel) -> call.returns(Selection.CASE.wrap(new Wait.Case(channel, true, call.get(2)))))
            .text((call, channel) -> "channel: " + channel.name)
            .build();

    private final String name;
    private final int capacity;
    private final Userdata userdata = TYPE.wrap(this);
    private final @Nullable Deque<Object> buffer;
    private final WaitQueue receivers = new WaitQueue();
    private final WaitQueue senders = new WaitQueue();
    private @Nullable Feed feed;
    private boolean closed;

    /**
     * A channel.
     *
     * @param name what reports call it
     * @param capacity how many values it holds that nobody has received yet
     */
    public Channel(String name, int capacity) {
        this.name = name;
        this.capacity = capacity;
        this.buffer = capacity == 0 ? null : new ArrayDeque<>(1);
    }

    /** The one value that stands for this channel in Lua, so that {@code ==} works. */
    public Userdata toLua() {
        return userdata;
    }

    void feed(@Nullable Feed source) {
        feed = source;
    }

    /** Whether values can come from outside of the program. */
    boolean isFed() {
        return feed != null && feed.isAlive();
    }

    /** Whether something for it may have come since the turn began. */
    boolean mayHaveNews() {
        return feed != null && !closed && !feed.isUpToDate();
    }

    public boolean isClosed() {
        return closed;
    }

    boolean hasReceiver() {
        return !receivers.isEmpty();
    }

    /** The fiber that gets the next value. */
    Fiber firstReceiver() {
        return Objects.requireNonNull(receivers.first()).waiting.fiber();
    }

    // ---- receiving

    void receive(Call call) {
        Object value = poll();
        if (value == CLOSED) {
            call.returns(null, false);
        } else if (value != NOTHING) {
            call.returns(value, true);
        } else {
            Wait.channels(call, Wait.Shape.RECEIVE, List.of(new Wait.Case(this, false, null)));
        }
    }

    /** What can be received now, {@link #CLOSED} or {@link #NOTHING}. */
    @Nullable
    Object poll() {
        Deque<Object> kept = buffer;
        Object buffered = kept == null ? null : kept.poll();
        WaitQueue.Party sender = senders.poll();
        if (kept != null && buffered != null) {
            if (sender != null) {
                kept.add(boxed(sender.in.value()));
                sender.waiting.chosen(sender.in, sender.in.value(), true);
            }
            return buffered == NIL ? null : buffered;
        }
        if (sender != null) {
            Object value = sender.in.value();
            sender.waiting.chosen(sender.in, value, true);
            return value;
        }
        Object fed = feed == null ? NOTHING : feed.poll();
        closed |= fed == CLOSED;
        return fed == NOTHING && closed ? CLOSED : fed;
    }

    // ---- sending

    void send(Call call, @Nullable Object value) {
        if (closed) {
            throw call.error("send on closed channel");
        }
        if (offer(value)) {
            call.returns(true);
        } else {
            Wait.channels(call, Wait.Shape.SEND, List.of(new Wait.Case(this, true, value)));
        }
    }

    /** Passes a value on if a receiver waits or there is room; false if neither. */
    public boolean offer(@Nullable Object value) {
        if (closed) {
            return false;
        }
        WaitQueue.Party receiver = receivers.poll();
        if (receiver != null) {
            receiver.waiting.chosen(receiver.in, value, true);
            return true;
        }
        return buffer != null && buffer.size() < capacity && buffer.add(boxed(value));
    }

    private static Object boxed(@Nullable Object value) {
        return value == null ? NIL : value;
    }

    /** Hands values of the feed to waiting receivers. */
    void pump() {
        Feed source = feed;
        while (source != null && hasReceiver()) {
            Object value = source.poll();
            if (value == NOTHING) {
                return;
            }
            if (value == CLOSED) {
                close();
                return;
            }
            offer(value);
        }
    }

    // ---- the end

    /** Closes it; closing again does nothing. */
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        WaitQueue.Party party;
        while ((party = receivers.poll()) != null) {
            party.waiting.chosen(party.in, null, false);
        }
        while ((party = senders.poll()) != null) {
            party.waiting.chosen(party.in, null, false);
        }
    }

    // ---- for waits

    void join(Wait wait, Wait.Case in) {
        if (in.sending()) {
            senders.add(wait, in);
            return;
        }
        boolean first = receivers.isEmpty();
        receivers.add(wait, in);
        if (first && feed != null) {
            feed.awaited();
        }
    }

    /** Forgets what {@code wait} wanted here. */
    void leave(Wait wait) {
        senders.remove(wait);
        receivers.remove(wait);
        if (feed != null && receivers.isEmpty()) {
            feed.unawaited();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
