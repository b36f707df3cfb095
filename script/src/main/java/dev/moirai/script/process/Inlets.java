package dev.moirai.script.process;

import dev.moirai.lua.Environment;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
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
    private final Channel events = new Channel("process.events()", 0);
    private final Map<LuaString, Inlet> topics = new HashMap<>(1);
    private @Nullable Inlet inbox;

    Inlets(LuaProcess process, Router router) {
        this.process = process;
        this.router = router;
        events.feed(router::nextEvent);
    }

    Channel events() {
        return events;
    }

    Channel inbox() {
        Inlet inlet = inbox;
        if (inlet == null) {
            inlet = new Inlet(new Channel("process.inbox()", 0), true);
            inbox = inlet;
            router.lookAgain();
        }
        return inlet.channel;
    }

    /** The channel of a topic; {@code whole}: gives message objects instead of what is in them. */
    Channel listen(LuaString topic, boolean whole) {
        Inlet inlet = topics.get(topic);
        if (inlet == null) {
            inlet = new Inlet(new Channel("process.listen(\"" + topic + "\")", 0), whole);
            topics.put(topic, inlet);
            router.lookAgain();
        } else {
            inlet.whole |= whole;
        }
        return inlet.channel;
    }

    /** Lets messages of a topic go to a channel of the program's own. */
    void subscribe(LuaString topic, Channel channel) {
        topics.put(topic, new Inlet(channel, false));
        router.lookAgain();
    }

    /** Ends the subscription that feeds {@code channel}; false if there is none. */
    boolean unlisten(Channel channel) {
        boolean found = topics.values().removeIf(inlet -> inlet.channel == channel);
        if (found) {
            channel.feed(null);
            router.lookAgain();
        }
        return found;
    }

    /** Where a message goes; null if it has to wait until the program asks for it. */
    @Nullable
    Inlet of(LuaMessage message) {
        Inlet inlet = topics.get(message.topic());
        return inlet != null ? inlet : inbox;
    }

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

        private Inlet(Channel channel, boolean whole) {
            this.channel = channel;
            this.whole = whole;
            channel.feed(this);
        }

        boolean hasReceiver() {
            return channel.hasReceiver();
        }

        /** Whether the message being looked at can go to a receiver; if not, it is left behind and counted. */
        boolean takesAtOnce() {
            if (backlog == 0 && channel.hasReceiver()) {
                return true;
            }
            backlog++;
            return false;
        }

        /** Hands a message to the receiver that waits. */
        void deliver(LuaMessage message) {
            router.hand(channel, message, value(message));
        }

        @Override
        public @Nullable Object poll() {
            LuaMessage returned = router.returnedFor(this);
            if (returned != null) {
                return value(returned);
            }
            if (backlog == 0) {
                return Channel.NOTHING;
            }
            Object taken = process.self().take(this::isMine);
            if (taken instanceof LuaMessage message) {
                backlog--;
                process.settle();
                return value(message);
            }
            backlog = 0; // the mailbox has dropped some, as its overflow policy says
            return Channel.NOTHING;
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
