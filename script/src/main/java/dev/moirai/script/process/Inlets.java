package dev.moirai.script.process;

import dev.moirai.lua.Environment;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The channels through which one run of a program gets what arrives: its events, its inbox, and one for each topic it listens
 * to. Which message goes where is drawn at {@link Router}.
 */
final class Inlets {
    private final LuaProcess process;
    private final Router router;
    private Map<LuaString, Inlet> topics = Collections.emptyMap();
    // Both are made when the program first asks for them.
    private @Nullable Inlet inbox;
    private @Nullable Channel events;

    Inlets(LuaProcess process, Router router) {
        this.process = process;
        this.router = router;
    }

    Channel events() {
        Channel channel = events;
        if (channel == null) {
            channel = new Channel("process.events()", 0);
            channel.feed(router::nextEvent);
            events = channel;
        }
        return channel;
    }

    /** Whether a fiber waits for an event. */
    boolean isEventAwaited() {
        return events != null && events.hasReceiver();
    }

    Channel inbox() {
        Inlet inlet = inbox;
        if (inlet == null) {
            inlet = new Inlet(new Channel("process.inbox()", 0), true);
            inbox = inlet;
            recheck();
        }
        return inlet.channel;
    }

    /** The channel of a topic; {@code whole}: gives message objects instead of what is in them. */
    Channel listen(LuaString topic, boolean whole) {
        Inlet inlet = topics.get(topic);
        if (inlet == null) {
            inlet = new Inlet(new Channel("process.listen(\"" + topic + "\")", 0), whole);
            add(topic, inlet);
        } else {
            inlet.whole |= whole;
        }
        return inlet.channel;
    }

    /** Lets messages of a topic go to a channel of the program's own. */
    void subscribe(LuaString topic, Channel channel) {
        add(topic, new Inlet(channel, false));
    }

    private void add(LuaString topic, Inlet inlet) {
        if (topics.isEmpty()) {
            topics = new HashMap<>();
        }
        topics.put(topic, inlet);
        recheck();
    }

    /** Ends the subscription that feeds {@code channel}; false if there is none. */
    boolean unlisten(Channel channel) {
        boolean found = topics.values().removeIf(inlet -> inlet.channel == channel);
        if (found) {
            channel.feed(null);
            recheck();
        }
        return found;
    }

    /** Where a message goes; null if it has to wait until the program asks for it. */
    @Nullable
    Inlet of(LuaMessage message) {
        Inlet inlet = topics.get(message.topic());
        return inlet != null ? inlet : inbox;
    }

    /** Messages that were left behind may have a place to go to now. */
    void recheck() {
        if (inbox != null) {
            inbox.recheck();
        }
        topics.values().forEach(Inlet::recheck);
    }

    /** Everything in the mailbox is going to be looked at again. */
    void forgetBacklogs() {
        if (inbox != null) {
            inbox.backlog = 0;
        }
        topics.values().forEach(inlet -> inlet.backlog = 0);
    }

    /** The way of messages into one channel. */
    final class Inlet implements Feed {
        private final Channel channel;
        private boolean whole;
        /** How many messages in the mailbox, among those already looked at, are for this channel; at least. */
        private int backlog;
        /** There may be more than the backlog says: messages that were looked at when they were not for this channel. */
        private boolean unsure = true;

        private Inlet(Channel channel, boolean whole) {
            this.channel = channel;
            this.whole = whole;
            channel.feed(this);
        }

        /** Whether the message being looked at can go to a receiver; if not, it is left behind and counted. */
        boolean takesAtOnce() {
            if (unsure) {
                return false;
            }
            if (backlog == 0 && channel.hasReceiver()) {
                return true;
            }
            backlog++;
            return false;
        }

        private void recheck() {
            unsure = true;
            LuaMessage message;
            while (channel.hasReceiver() && (message = next()) != null) {
                deliver(message);
            }
        }

        /** Hands a message to the receiver that waits. */
        void deliver(LuaMessage message) {
            router.hand(channel, message, value(message));
        }

        @Override
        public @Nullable Object poll() {
            LuaMessage message = next();
            if (message == null) {
                return Channel.NOTHING;
            }
            process.settle();
            return value(message);
        }

        /** Takes the oldest message that waits for this channel; null if there is none. */
        private @Nullable LuaMessage next() {
            LuaMessage returned = router.returnedFor(this);
            if (returned != null) {
                return returned;
            }
            if (backlog == 0 && !unsure) {
                return null;
            }
            Object taken = process.self().take(this::isMine);
            if (taken instanceof LuaMessage message) {
                backlog = unsure ? 0 : backlog - 1;
                return message;
            }
            backlog = 0; // or the mailbox has dropped some, as its overflow policy says
            unsure = false;
            return null;
        }

        private boolean isMine(Object waiting) {
            return waiting instanceof LuaMessage message && of(message) == this;
        }

        private @Nullable Object value(LuaMessage message) {
            if (whole) {
                return ReceivedMessage.TYPE.wrap(new ReceivedMessage(message));
            }
            Parcel content = message.content();
            Environment environment = process.environment();
            return switch (content.size()) {
                case 0 -> null;
                case 1 -> content.unpack(0, environment);
                default -> {
                    LuaTable all = environment.table();
                    @Nullable Object[] values = content.unpackAll(environment);
                    for (int i = 0; i < values.length; i++) {
                        all.put(i + 1L, values[i]);
                    }
                    yield all;
                }
            };
        }
    }
}
