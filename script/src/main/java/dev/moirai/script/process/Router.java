package dev.moirai.script.process;

import dev.moirai.kernel.Monitor;
import dev.moirai.kernel.Self;
import dev.moirai.kernel.Signal;
import dev.moirai.lua.LuaString;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where what arrives in the mailbox goes.
 *
 * <pre>
 * arrived                                    goes to
 * Notice                                     itself: the process's own works
 * Down of a watch of the runtime's own       whoever watches (a call that waits for its answer)
 * other signals                              the events channel, which keeps them until they are read
 * message, someone listens on its topic      the channel of that topic
 * message, inbox() was called                the inbox channel
 * other messages                             stay in the mailbox until one of the two is true
 * </pre>
 *
 * <p>A message stays in the kernel's mailbox, which bounds and counts it, until a receiver takes it. So that looking for the
 * messages of one topic does not mean searching a long backlog of others each time, each message is looked at once when it
 * arrives, and each inlet knows how many of those left behind are its own.
 */
final class Router {
    private final LuaProcess process;
    private Channel events = new Channel("process.events()", 0);
    private final Deque<Event> pending = new ArrayDeque<>(1);
    private final Map<Monitor, Consumer<Signal.Down>> watches = new HashMap<>(1);
    private final Map<LuaString, Inlet> topics = new HashMap<>(1);
    private @Nullable Inlet inbox;

    private record Event(Signal signal, Instant at) {}

    Router(LuaProcess process) {
        this.process = process;
        events.feed(this::nextEvent);
    }

    // ---- arriving

    /** Acts on everything that arrived and has a place to go to. */
    void pump() {
        Self self = process.self();
        Object arrived;
        while ((arrived = self.takeNew(this::isWanted)) != null) {
            switch (arrived) {
                case LuaMessage message ->
                    Objects.requireNonNull(inletOf(message)).deliver(message);
                case Notice notice -> notice.arrive(process);
                case Signal signal -> signalled(signal);
                default -> process.runtime().foreign(process, arrived);
            }
        }
    }

    private boolean isWanted(Object arrived) {
        if (arrived instanceof LuaMessage message) {
            Inlet inlet = inletOf(message);
            return inlet != null && inlet.takesAtOnce();
        }
        if (arrived instanceof Signal.Cancel) {
            // It goes to the head of the mailbox, and makes takeNew look at everything behind it again.
            forgetBacklogs();
        }
        return true;
    }

    private void signalled(Signal signal) {
        if (signal instanceof Signal.Down down) {
            Consumer<Signal.Down> watcher = watches.remove(down.monitor());
            if (watcher != null) {
                watcher.accept(down);
                return;
            }
            process.unwatched(down.monitor());
        }
        if (ExitEvents.isTold(signal)) {
            pending.add(new Event(signal, process.self().node().clock().now()));
            events.pump();
        }
    }

    private @Nullable Object nextEvent() {
        Event event = pending.poll();
        return event == null
                ? Channel.NOTHING
                : ExitEvents.event(event.signal(), event.at(), process.self().node(), process.environment());
    }

    /** The end of {@code monitor}'s target goes to {@code watcher} and not to the program. */
    void watch(Monitor monitor, Consumer<Signal.Down> watcher) {
        watches.put(monitor, watcher);
    }

    void unwatch(Monitor monitor) {
        watches.remove(monitor);
    }

    // ---- channels

    Channel events() {
        return events;
    }

    Channel inbox() {
        Inlet inlet = inbox;
        if (inlet == null) {
            inlet = new Inlet(new Channel("process.inbox()", 0), true);
            inbox = inlet;
            lookAgain();
        }
        return inlet.channel;
    }

    /** The channel of a topic; {@code whole}: gives message objects instead of what is in them. */
    Channel listen(LuaString topic, boolean whole) {
        Inlet inlet = topics.get(topic);
        if (inlet == null) {
            inlet = new Inlet(new Channel("process.listen(\"" + topic + "\")", 0), whole);
            topics.put(topic, inlet);
            lookAgain();
        } else {
            inlet.whole |= whole;
        }
        return inlet.channel;
    }

    /** Lets messages of a topic go to a channel of the program's own. */
    void subscribe(LuaString topic, Channel channel) {
        topics.put(topic, new Inlet(channel, false));
        lookAgain();
    }

    /** Ends the subscription that feeds {@code channel}; false if there is none. */
    boolean unlisten(Channel channel) {
        boolean found = topics.values().removeIf(inlet -> inlet.channel == channel);
        if (found) {
            channel.feed(null);
            lookAgain();
        }
        return found;
    }

    /** The program is replaced: its subscriptions end, and what waits in the mailbox is for the new one. */
    void forget() {
        topics.values().forEach(inlet -> inlet.channel.feed(null));
        topics.clear();
        inbox = null;
        events = new Channel("process.events()", 0);
        events.feed(this::nextEvent);
        process.self().rescan();
    }

    private @Nullable Inlet inletOf(LuaMessage message) {
        Inlet inlet = topics.get(message.topic());
        return inlet != null ? inlet : inbox;
    }

    /** The rules have changed: what was left behind may have a place to go to now. */
    private void lookAgain() {
        forgetBacklogs();
        process.self().rescan();
        pump();
    }

    private void forgetBacklogs() {
        if (inbox != null) {
            inbox.backlog = 0;
        }
        topics.values().forEach(inlet -> inlet.backlog = 0);
    }

    /** The way of messages into one channel. */
    private final class Inlet implements Feed {
        private final Channel channel;
        private boolean whole;
        /** How many messages in the mailbox, among those already looked at, are for this channel; at least. */
        private int backlog;

        Inlet(Channel channel, boolean whole) {
            this.channel = channel;
            this.whole = whole;
            channel.feed(this);
        }

        /** Whether the message being looked at can go to a receiver; if not, it is left behind and counted. */
        boolean takesAtOnce() {
            if (backlog == 0 && channel.hasReceiver()) {
                return true;
            }
            backlog++;
            return false;
        }

        void deliver(LuaMessage message) {
            channel.offer(value(message));
        }

        @Override
        public @Nullable Object poll() {
            if (backlog == 0) {
                return Channel.NOTHING;
            }
            Object taken = process.self().take(this::isMine);
            if (taken instanceof LuaMessage message) {
                backlog--;
                return value(message);
            }
            backlog = 0; // the mailbox has dropped some, as its overflow policy says
            return Channel.NOTHING;
        }

        private boolean isMine(Object waiting) {
            return waiting instanceof LuaMessage message && inletOf(message) == this;
        }

        private @Nullable Object value(LuaMessage message) {
            if (whole) {
                return ReceivedMessage.TYPE.wrap(new ReceivedMessage(message));
            }
            Parcel content = message.content();
            return switch (content.size()) {
                case 0 -> null;
                case 1 -> content.unpack(0, process.environment());
                default -> {
                    var all = process.environment().table();
                    @Nullable Object[] values = content.unpackAll(process.environment());
                    for (int i = 0; i < values.length; i++) {
                        all.put(i + 1L, values[i]);
                    }
                    yield all;
                }
            };
        }
    }
}
