package dev.moirai.script.process;

import dev.moirai.kernel.Monitor;
import dev.moirai.kernel.Self;
import dev.moirai.kernel.Signal;
import dev.moirai.lua.LuaTable;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
 * arrives, and each inlet knows how many of those left behind are its own. When it becomes another's turn to get a message, by
 * listening or by an upgrade, inlets search once until they find nothing more; so an upgrade does not cost the backlog.
 */
final class Router {
    private final LuaProcess process;
    // Most processes never need these three, so they are made when they are needed.
    private @Nullable Deque<ProcessEvent> pending;
    /** Messages that a program before an upgrade was handed and did not see: older than all in the mailbox. */
    private @Nullable Deque<LuaMessage> returned;

    private Map<Monitor, Consumer<Signal.Down>> watches = Collections.emptyMap();
    private @Nullable Inlets open;

    /** How much {@link #takeBack} took back. */
    record TakenBack(int messages, int events) {}

    Router(LuaProcess process) {
        this.process = process;
    }

    private Inlets open() {
        return Objects.requireNonNull(open, "no program runs");
    }

    /** From now on things go to {@code inlets}. */
    void use(Inlets inlets) {
        open = inlets;
        inlets.recheck();
    }

    // ---- arriving

    /** Acts on everything that arrived and has a place to go to. */
    void pump() {
        deliverEvents();
        Self self = process.self();
        Object arrived;
        while ((arrived = self.takeNew(this::isWanted)) != null) {
            switch (arrived) {
                case LuaMessage message ->
                    Objects.requireNonNull(open().of(message)).deliver(message);
                case Notice notice -> notice.arrive(process);
                case Signal signal -> signalled(signal);
                default -> process.runtime().foreign(process, arrived);
            }
        }
    }

    private boolean isWanted(Object arrived) {
        if (arrived instanceof LuaMessage message) {
            Inlets.Inlet inlet = open().of(message);
            return inlet != null && inlet.takesAtOnce();
        }
        if (arrived instanceof Signal.Cancel) {
            // It goes to the head of the mailbox, and makes takeNew look at everything behind it again.
            open().forgetBacklogs();
        }
        return true;
    }

    /** Gives something that arrived to the fiber that waits first at {@code channel}. */
    void hand(Channel channel, Object arrived, @Nullable Object value) {
        process.settle();
        Fiber taker = channel.firstReceiver();
        channel.offer(value);
        taker.handed = arrived;
    }

    // ---- events

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
            tell(new ProcessEvent.Signalled(signal, now()));
        }
    }

    /** The code of the process was replaced; at most one event says so until it is read. */
    void outdated(Set<String> sources) {
        Set<String> all = new java.util.TreeSet<>(sources);
        for (Iterator<ProcessEvent> each = pending().iterator(); each.hasNext(); ) {
            if (each.next() instanceof ProcessEvent.Outdated earlier) {
                all.addAll(earlier.sources());
                each.remove();
            }
        }
        tell(new ProcessEvent.Outdated(all, now()));
    }

    private Instant now() {
        return process.self().node().clock().now();
    }

    private void tell(ProcessEvent event) {
        pending().add(event);
        deliverEvents();
    }

    private Deque<ProcessEvent> pending() {
        Deque<ProcessEvent> events = pending;
        if (events == null) {
            events = new ArrayDeque<>(1);
            pending = events;
        }
        return events;
    }

    private Deque<LuaMessage> returned() {
        Deque<LuaMessage> messages = returned;
        if (messages == null) {
            messages = new ArrayDeque<>(1);
            returned = messages;
        }
        return messages;
    }

    private void deliverEvents() {
        while (pending != null && !pending.isEmpty() && open().isEventAwaited()) {
            ProcessEvent event = pending.remove();
            hand(open().events(), event, table(event));
        }
    }

    /** The oldest event that nobody has read, as a table; for the events channel. */
    @Nullable
    Object nextEvent() {
        ProcessEvent event = pending == null ? null : pending.poll();
        if (event == null) {
            return Channel.NOTHING;
        }
        process.settle();
        return table(event);
    }

    private LuaTable table(ProcessEvent event) {
        return ExitEvents.event(event, process.self().node(), process.environment());
    }

    /** The end of {@code monitor}'s target goes to {@code watcher} and not to the program. */
    void watch(Monitor monitor, Consumer<Signal.Down> watcher) {
        if (watches.isEmpty()) {
            watches = new HashMap<>();
        }
        watches.put(monitor, watcher);
    }

    void unwatch(Monitor monitor) {
        watches.remove(monitor);
    }

    // ---- around an upgrade

    /** What was handed to fibers that never saw it, oldest first, waits again. */
    TakenBack takeBack(List<Object> unread) {
        var events = new ArrayList<ProcessEvent>(0);
        int messages = 0;
        for (Object each : unread) {
            switch (each) {
                case LuaMessage message -> {
                    returned().add(message);
                    messages++;
                }
                case ProcessEvent event -> events.add(event);
                default -> throw new IllegalStateException("not from the mailbox: " + each);
            }
        }
        events.reversed().forEach(event -> pending().addFirst(event));
        return new TakenBack(messages, events.size());
    }

    /** The fibers have it after all: nobody took anything since. */
    void giveAgain(TakenBack taken) {
        for (int i = 0; i < taken.messages(); i++) {
            returned().removeLast();
        }
        for (int i = 0; i < taken.events(); i++) {
            pending().removeFirst();
        }
    }

    /** The oldest returned message for {@code inlet}, removed; null if there is none. */
    @Nullable
    LuaMessage returnedFor(Inlets.Inlet inlet) {
        if (returned == null) {
            return null;
        }
        for (Iterator<LuaMessage> each = returned.iterator(); each.hasNext(); ) {
            LuaMessage message = each.next();
            if (open().of(message) == inlet) {
                each.remove();
                return message;
            }
        }
        return null;
    }
}
