package dev.moirai.kernel;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One process: a mailbox, an identity, its ties, and a body advanced turn by turn.
 *
 * <pre>
 *            ready                turn: receive signals, advance the body
 *   born ──────────► queued ────────────────────► in its turn ──┬─► queued   (READY, or more arrived)
 *                      ▲                                        ├─► idle     (WAITING, nothing arrived)
 *                      └──────── a push wakes it ◄── idle ◄─────┘
 *                                                               └─► ended    (Done, exception, fatal signal)
 * </pre>
 *
 * <p>All state here belongs to whoever runs the turn; others ask by signal. The exception is a turn that does not end, where
 * the watchdog borrows the state: see {@link Carrier}.
 */
final class Process extends Mailbox implements Self {
    private final Pid pid;
    private final Host host;
    private final @Nullable Pid parent;
    private final MailboxLimit limit;

    private @Nullable Body body; // null once ended
    private @Nullable Ties ties;
    private @Nullable Carrier carrier; // set during a turn
    private @Nullable Pid sender;
    private boolean trapping;
    /** The body has something to look at, or has more to do. */
    private boolean due = true;

    private volatile boolean ended; // written by the turn, read by anybody
    /** A sender waits for room. Set by senders, cleared by the turn. */
    private volatile boolean crowded;

    Process(Pid pid, Host host, @Nullable Pid parent, Spawn spawn) {
        this.pid = pid;
        this.host = host;
        this.parent = parent;
        this.body = spawn.body();
        this.trapping = spawn.trapExits();
        this.limit = spawn.mailbox() != null ? spawn.mailbox() : host.options().mailbox();
        if (spawn.label() != null) {
            ties().label = spawn.label();
        }
    }

    Ties ties() {
        if (ties == null) {
            ties = new Ties();
        }
        return ties;
    }

    // ================================================================ the turn

    /**
     * Runs one turn on {@code on}, which must be inside the kernel; true if the process must be queued again.
     *
     * <p>The one catch-all of the kernel is here: whatever a body throws ends its process, nothing else.
     */
    boolean turn(Carrier on, int budget) {
        carrier = on;
        on.running = this;
        try {
            if (receive(on) != null || ended) {
                return false;
            }
            if (due) {
                due = false;
                Body running = Objects.requireNonNull(body);
                ExitReason over = null;
                try {
                    on.leave();
                    Step step = running.advance(this, budget);
                    on.enter();
                    if (step == Step.READY) {
                        due = true;
                    } else if (step instanceof Step.Done(ExitReason reason)) {
                        over = reason;
                    }
                } catch (Throwable thrown) {
                    on.enter();
                    over = new ExitReason.Crash(thrown);
                }
                if (ended) {
                    return false;
                }
                if (over != null) {
                    end(over, null, true, on);
                    return false;
                }
            }
            carrier = null;
            return due || !settle();
        } finally {
            on.running = null;
        }
    }

    /** Receives everything at the shared end; the reason if the process ended by it. */
    private @Nullable ExitReason receive(Carrier on) {
        Envelope arrived = drain();
        while (arrived != null) {
            Envelope next = arrived.next;
            switch (arrived) {
                case Envelope.Message message -> queue(message, on);
                case Envelope.Control control -> {
                    ExitReason fatal = handle(control, on);
                    if (fatal != null) {
                        end(fatal, next, fatal.isOrderly() && on == carrier, on);
                        return fatal;
                    }
                }
                case Envelope.Marker marker -> throw new IllegalStateException("queued marker " + marker);
            }
            arrived = next;
        }
        return null;
    }

    private void queue(Envelope.Message message, Carrier on) {
        if (!message.isWanted()) {
            host.node().deadLetter(message.from, pid, message.body, on);
            return;
        }
        append(message);
        due = true;
        if (limit.overflow() == MailboxLimit.Overflow.DROP_OLDEST) {
            while (queued() > limit.messages() || (queued() > 1 && backlogBytes() > limit.bytes())) {
                Envelope oldest = Objects.requireNonNull(poll(Envelope.Message.class::isInstance));
                host.node().dropped(pid, ((Envelope.Message) oldest).body, on);
            }
        }
    }

    // ================================================================ the switch

    /** Acts on one signal; the reason if it is fatal. */
    private @Nullable ExitReason handle(Envelope.Control control, Carrier on) {
        switch (control.signal) {
            case Signal.Exit exit -> {
                return exitSignal(control, exit);
            }
            case Signal.Kill _ -> {
                return ExitReason.KILLED;
            }
            case Signal.Expire(String reason) -> {
                return new ExitReason.Expired(reason);
            }
            case Signal.Cancel cancel -> {
                armExpiry(cancel, on);
                prepend(control);
                due = true;
            }
            case Signal.Down down -> {
                Monitor monitor = down.monitor();
                if (monitor.state == Monitor.State.ACTIVE) {
                    monitor.state = Monitor.State.FIRED;
                    ties().removeWatched(monitor);
                    append(control);
                    due = true;
                }
            }
            case Signal.Link(Pid from, long generation) -> {
                LinkTable.Link link = ties().links.getOrAdd(from);
                if (link.unlinking == 0) {
                    link.active = true;
                    link.seen = generation;
                }
            }
            case Signal.Unlink(Pid from, long id) -> {
                LinkTable.Link link = ties().links.get(from);
                if (link != null) {
                    dissolve(link);
                }
                host.node().signal(from, new Signal.Unlinked(pid, id), on);
            }
            case Signal.Unlinked(Pid from, long id) -> {
                LinkTable.Link link = ties().links.get(from);
                if (link != null && link.unlinking == id) {
                    link.unlinking = 0;
                    if (!link.active) {
                        ties().links.remove(link);
                    }
                }
            }
            case Signal.Watch(Monitor monitor) -> ties().addWatcher(monitor);
            case Signal.Unwatch(Monitor monitor) -> ties().removeWatcher(monitor);
            case Signal.Fired(Timer timer) -> {
                if (timer.state == Timer.State.ARMED) {
                    timer.state = Timer.State.FIRED;
                    append(control);
                    due = true;
                }
            }
            case Signal.Wake _ -> due = true;
        }
        return null;
    }

    /**
     * The exit table (Erlang reference manual, "Receiving Exit Signals"):
     *
     * <pre>
     * origin             reason     not trapping         trapping
     * link, not current  any        dropped              dropped
     * link               normal     dropped              a message
     * link               other      dies, as linked      a message (kill too)
     * explicit           normal     dropped              a message
     * explicit           kill       dies with killed     dies with killed     (sent as Signal.Kill)
     * explicit           other      dies with it         a message
     * </pre>
     */
    private @Nullable ExitReason exitSignal(Envelope.Control control, Signal.Exit exit) {
        Signal.LinkTag tag = exit.link();
        if (tag != null) {
            LinkTable.Link link = ties().links.get(exit.from());
            if (link == null || !link.isCurrent(tag)) {
                return null;
            }
            dissolve(link);
        }
        if (trapping) {
            append(control);
            due = true;
            return null;
        }
        if (exit.reason().isNormal()) {
            return null;
        }
        return tag == null ? exit.reason() : exit.reason().throughLink(exit.from());
    }

    private void dissolve(LinkTable.Link link) {
        link.active = false;
        link.sent = 0;
        link.seen = 0;
        if (link.unlinking == 0) {
            ties().links.remove(link);
        }
    }

    private void armExpiry(Signal.Cancel cancel, Carrier on) {
        if (!cancel.hasDeadline()) {
            return;
        }
        Timer earlier = ties().expiry;
        if (earlier != null) {
            if (earlier.deadline - cancel.deadline() <= 0) {
                return;
            }
            disarm(earlier);
        }
        ties().expiry = arm(cancel.deadline(), new Signal.Expire(cancel.reason()), on);
    }

    // ================================================================ death

    /**
     * Ends the process: clean up, then disappear, then tell. What is still unread is answered as by the dead.
     *
     * @param unread arrived behind the fatal signal
     * @param cleanUp whether the body's {@link Body#terminate} runs
     */
    private void end(ExitReason why, @Nullable Envelope unread, boolean cleanUp, Carrier on) {
        ExitReason reason = why;
        Body dying = Objects.requireNonNull(body);
        if (cleanUp) {
            try {
                on.leave();
                dying.terminate(this, why);
                on.enter();
            } catch (Throwable thrown) {
                on.enter();
                reason = why.isOrderly() ? new ExitReason.Crash(thrown) : why;
            }
            if (ended) {
                return; // killed from outside while it was cleaning up
            }
        }
        Node node = host.node();
        Carrier stuck = carrier;
        if (stuck != null && stuck != on && stuck.thread != null) {
            node.zombieList().add(stuck.thread, pid, reason, nanoTime());
        }
        ended = true;
        body = null;
        if (ties != null) {
            for (Object name : ties.names()) {
                node.names().release(name, pid);
            }
            ties.disarmTimers();
        }
        pid.process = null;
        node.table().remove(this);
        host.left();
        Envelope late = close();

        Envelope waiting;
        while ((waiting = poll()) != null) {
            if (waiting instanceof Envelope.Message message) {
                node.deadLetter(message.from, pid, message.body, on);
            }
        }
        on.count(Counters.Kind.EXITED);
        Tracer tracer = node.tracer();
        if (tracer != null) {
            tracer.exited(pid, reason);
        }
        if (ties != null) {
            tell(reason, ties, on);
        }
        answerAsDead(unread, reason, on);
        answerAsDead(late, reason, on);
        ties = null;
        if (crowded) {
            node.room().open(this);
        }
    }

    private void tell(ExitReason reason, Ties bound, Carrier on) {
        Node node = host.node();
        for (Monitor monitor = bound.oldestWatcher(); monitor != null; monitor = monitor.previousOfTarget) {
            node.signal(monitor.watcher, new Signal.Down(monitor, pid, reason), on);
        }
        for (LinkTable.Link link : bound.links.active()) {
            node.signal(link.peer, new Signal.Exit(pid, reason, link.tag()), on);
        }
        for (Monitor own = bound.newestWatched(); own != null; own = own.nextOfWatcher) {
            own.state = Monitor.State.DONE;
            node.signal(own.target, new Signal.Unwatch(own), on);
        }
    }

    /** Watches that were already on their way learn the true reason; links and messages find nobody. */
    private void answerAsDead(@Nullable Envelope first, ExitReason reason, Carrier on) {
        Node node = host.node();
        for (Envelope envelope = first; envelope != null; envelope = envelope.next) {
            switch (envelope) {
                case Envelope.Message message -> {
                    releaseBytes(message);
                    node.deadLetter(message.from, pid, message.body, on);
                }
                case Envelope.Control control -> {
                    if (control.signal instanceof Signal.Watch(Monitor monitor)) {
                        node.signal(monitor.watcher, new Signal.Down(monitor, pid, reason), on);
                    } else {
                        node.answerForDead(pid, control.signal, on);
                    }
                }
                case Envelope.Marker _ -> {}
            }
        }
    }

    /**
     * Receives signals in place of a turn that does not end; true if the process ended by it, and its code is a zombie now.
     *
     * @param by the watchdog's carrier, which has borrowed the turn's
     */
    boolean receiveInPlaceOfTurn(Carrier by) {
        return receive(by) != null;
    }

    boolean hasEnded() {
        return ended;
    }

    // ================================================================ arriving

    /** Delivers a signal from any thread; {@code by} is the sender's carrier, null outside of turns. */
    void post(Signal signal, @Nullable Carrier by) {
        switch (push(new Envelope.Control(signal))) {
            case WAKE -> host.scheduler().ready(this, by);
            case CLOSED -> host.node().answerForDead(pid, signal, by);
            case QUEUED, FULL -> {}
        }
    }

    /** Delivers a user message from any thread. */
    SendResult accept(Envelope.Message message, @Nullable Carrier by) {
        Node node = host.node();
        boolean makesRoom = limit.overflow() == MailboxLimit.Overflow.DROP_OLDEST;
        Push push = makesRoom
                ? push(message, Integer.MAX_VALUE, Long.MAX_VALUE)
                : push(message, limit.messages(), limit.bytes());
        if (push == Push.FULL && limit.overflow() == MailboxLimit.Overflow.BLOCK && node.maySenderBlock(by)) {
            push = node.room().await(this, message, limit);
        }
        switch (push) {
            case WAKE, QUEUED -> {
                node.count(Counters.Kind.SENT, by);
                Tracer tracer = node.tracer();
                if (tracer != null) {
                    tracer.sent(message.from, pid, message.body);
                }
                if (push == Push.WAKE) {
                    host.scheduler().ready(this, by);
                }
                return SendResult.ACCEPTED;
            }
            case CLOSED -> {
                node.count(Counters.Kind.SENT, by);
                node.deadLetter(message.from, pid, message.body, by);
                return SendResult.DEAD;
            }
            case FULL -> {
                if (limit.overflow() == MailboxLimit.Overflow.DROP_NEWEST) {
                    node.count(Counters.Kind.SENT, by);
                    node.dropped(pid, message.body, by);
                    return SendResult.DROPPED;
                }
                node.count(Counters.Kind.REFUSED, by);
                return SendResult.FULL;
            }
        }
        throw new AssertionError(push);
    }

    Push tryAccept(Envelope.Message message) {
        crowded = true;
        return push(message, limit.messages(), limit.bytes());
    }

    // ================================================================ Self

    private Carrier enter() {
        Carrier on = carrier;
        if (on == null || on.running != this || on.thread != Thread.currentThread()) {
            throw new IllegalStateException(
                    "Self of " + pid
                            + " was used outside of its turn; from other threads use Node.send, or Self.waker() to be advanced");
        }
        on.enter();
        if (ended) {
            on.leave();
            throw new Fenced(pid);
        }
        return on;
    }

    @Override
    public Pid pid() {
        return pid;
    }

    @Override
    public Node node() {
        return host.node();
    }

    @Override
    public Host host() {
        return host;
    }

    @Override
    public @Nullable Pid parent() {
        return parent;
    }

    @Override
    public long nanoTime() {
        return host.node().clock().nanoTime();
    }

    @Override
    public RandomGenerator random() {
        Carrier on = enter();
        on.leave();
        return on.random;
    }

    @Override
    public @Nullable Object take() {
        Carrier on = enter();
        try {
            while (true) {
                Envelope envelope = poll();
                if (envelope == null) {
                    return null;
                }
                Object content = open(envelope, on);
                if (content != null) {
                    return content;
                }
            }
        } finally {
            on.leave();
        }
    }

    @Override
    public @Nullable Object take(Predicate<Object> wanted) {
        return take(wanted, false);
    }

    @Override
    public @Nullable Object takeNew(Predicate<Object> wanted) {
        return take(wanted, true);
    }

    private @Nullable Object take(Predicate<Object> wanted, boolean onlyNew) {
        Carrier on = enter();
        try {
            Predicate<Envelope> staleOrWanted = envelope -> {
                Object content = look(envelope);
                return content == null || wanted.test(content);
            };
            while (true) {
                Envelope envelope = onlyNew ? pollNew(staleOrWanted) : poll(staleOrWanted);
                if (envelope == null) {
                    return null;
                }
                Object content = open(envelope, on);
                if (content != null) {
                    return content;
                }
            }
        } finally {
            on.leave();
        }
    }

    @Override
    public void rescan() {
        Carrier on = enter();
        forgetSeen();
        on.leave();
    }

    /** What a body would see of an envelope; null if it is void by now. */
    private static @Nullable Object look(Envelope envelope) {
        return switch (envelope) {
            case Envelope.Message message -> message.isWanted() ? message.body : null;
            case Envelope.Control control ->
                switch (control.signal) {
                    case Signal.Down down -> down.monitor().state == Monitor.State.FIRED ? down : null;
                    case Signal.Fired(Timer timer) -> timer.state == Timer.State.FIRED ? timer.message : null;
                    case Signal visible -> visible;
                };
            case Envelope.Marker _ -> null;
        };
    }

    /** Looks at an envelope that has just left the queue, and accounts for it. */
    private @Nullable Object open(Envelope envelope, Carrier on) {
        Object content = look(envelope);
        sender = null;
        switch (envelope) {
            case Envelope.Message message -> {
                if (content == null) {
                    host.node().deadLetter(message.from, pid, message.body, on);
                } else {
                    sender = message.from;
                    if (message instanceof Envelope.Aliased aliased) {
                        aliased.alias.used();
                    }
                    on.count(Counters.Kind.HANDLED);
                }
                if (crowded && backlog() <= limit.messages() / 2 && backlogBytes() <= limit.bytes() / 2) {
                    crowded = false;
                    host.node().room().open(this);
                }
            }
            case Envelope.Control control -> {
                if (control.signal instanceof Signal.Down down) {
                    down.monitor().state = Monitor.State.DONE;
                } else if (control.signal instanceof Signal.Fired(Timer timer)) {
                    if (content != null) {
                        ties().removeTimer(timer);
                    }
                    timer.state = Timer.State.DONE;
                }
            }
            case Envelope.Marker _ -> {}
        }
        Tracer tracer = host.node().tracer();
        if (tracer != null && content != null) {
            tracer.received(pid, content);
        }
        return content;
    }

    @Override
    public @Nullable Pid sender() {
        return sender;
    }

    @Override
    public int waiting() {
        return queued();
    }

    @Override
    public SendResult send(Pid to, Object message) {
        Objects.requireNonNull(message, "message");
        Carrier on = enter();
        try {
            return host.node().deliver(to, new Envelope.Message(pid, message), on);
        } finally {
            on.leave();
        }
    }

    @Override
    public SendResult send(Object name, Object message) {
        Pid holder = host.node().names().lookup(name);
        return holder == null ? SendResult.DEAD : send(holder, message);
    }

    @Override
    public SendResult send(Alias alias, Object message) {
        Objects.requireNonNull(message, "message");
        Carrier on = enter();
        try {
            return host.node().deliver(alias, pid, message, on);
        } finally {
            on.leave();
        }
    }

    @Override
    public Alias alias(boolean once) {
        return new Alias(pid, once);
    }

    @Override
    public void unalias(Alias alias) {
        if (!alias.owner().equals(pid)) {
            throw new IllegalArgumentException(alias + " is not an alias of " + pid);
        }
        alias.end();
    }

    @Override
    public Timer sendAfter(Duration delay, Object message) {
        return sendAt(Node.after(nanoTime(), delay), message);
    }

    @Override
    public Timer sendAt(long deadline, Object message) {
        Objects.requireNonNull(message, "message");
        if (message instanceof Signal.Expire) {
            throw new IllegalArgumentException("a timer cannot carry " + message);
        }
        Carrier on = enter();
        try {
            return arm(deadline, message, on);
        } finally {
            on.leave();
        }
    }

    private Timer arm(long deadline, Object message, Carrier on) {
        Timer timer = new Timer(this, deadline, message, on.timers);
        ties().addTimer(timer);
        timer.shard.arm(timer);
        return timer;
    }

    @Override
    public boolean cancel(Timer timer) {
        if (timer.owner != this) {
            throw new IllegalArgumentException("the timer belongs to " + timer.owner.pid + ", not to " + pid);
        }
        Carrier on = enter();
        try {
            return disarm(timer);
        } finally {
            on.leave();
        }
    }

    private boolean disarm(Timer timer) {
        if (timer.state == Timer.State.DONE) {
            return false;
        }
        timer.shard.disarm(timer);
        timer.state = Timer.State.DONE;
        ties().removeTimer(timer);
        return true;
    }

    @Override
    public Pid spawn(Body what) {
        return spawn(Spawn.of(what)).pid();
    }

    @Override
    public Spawned spawn(Spawn spawn) {
        Carrier on = enter();
        try {
            return Birth.of(spawn, spawn.host() != null ? spawn.host() : host, this, on);
        } finally {
            on.leave();
        }
    }

    @Override
    public void link(Pid peer) {
        Carrier on = enter();
        try {
            if (peer.equals(pid)) {
                return;
            }
            LinkTable.Link link = ties().links.getOrAdd(peer);
            if (!link.active) {
                link.active = true;
                link.sent = host.node().nextGeneration();
                link.seen = 0;
                host.node().signal(peer, new Signal.Link(pid, link.sent), on);
            }
        } finally {
            on.leave();
        }
    }

    @Override
    public void unlink(Pid peer) {
        Carrier on = enter();
        try {
            LinkTable.Link link = ties().links.get(peer);
            if (link != null && link.active) {
                link.unlinking = host.node().nextGeneration();
                dissolve(link);
                host.node().signal(peer, new Signal.Unlink(pid, link.unlinking), on);
            }
        } finally {
            on.leave();
        }
    }

    @Override
    public Monitor monitor(Pid target) {
        return monitor(target, null);
    }

    @Override
    public Monitor monitor(Object name) {
        Pid holder = host.node().names().lookup(name);
        return monitor(holder != null ? holder : host.node().nobody(), name);
    }

    private Monitor monitor(Pid target, @Nullable Object name) {
        Carrier on = enter();
        try {
            Monitor monitor = new Monitor(pid, target, name);
            if (!target.equals(pid)) {
                ties().addWatched(monitor);
                host.node().signal(target, new Signal.Watch(monitor), on);
            } else {
                monitor.state = Monitor.State.DONE;
            }
            return monitor;
        } finally {
            on.leave();
        }
    }

    @Override
    public boolean demonitor(Monitor monitor) {
        return demonitor(monitor, false);
    }

    @Override
    public boolean demonitorAndFlush(Monitor monitor) {
        return demonitor(monitor, true);
    }

    private boolean demonitor(Monitor monitor, boolean flush) {
        if (!monitor.watcher.equals(pid)) {
            throw new IllegalArgumentException(monitor + " is not a monitor of " + pid);
        }
        Carrier on = enter();
        try {
            boolean active = monitor.state == Monitor.State.ACTIVE;
            if (active) {
                ties().removeWatched(monitor);
                host.node().signal(monitor.target, new Signal.Unwatch(monitor), on);
            }
            if (active || flush) {
                monitor.state = Monitor.State.DONE;
            }
            return active;
        } finally {
            on.leave();
        }
    }

    @Override
    public void trapExits(boolean trap) {
        Carrier on = enter();
        trapping = trap;
        on.leave();
    }

    @Override
    public boolean trapsExits() {
        return trapping;
    }

    @Override
    public void exit(Pid target, ExitReason reason) {
        Objects.requireNonNull(reason, "reason");
        signal(target, reason instanceof ExitReason.Kill ? new Signal.Kill(pid) : new Signal.Exit(pid, reason, null));
    }

    @Override
    public void kill(Pid target) {
        signal(target, new Signal.Kill(pid));
    }

    @Override
    public void cancel(Pid target, String reason, @Nullable Duration deadline) {
        long at = deadline == null ? Long.MAX_VALUE : Node.after(nanoTime(), deadline);
        signal(target, new Signal.Cancel(pid, Objects.requireNonNull(reason, "reason"), at));
    }

    private void signal(Pid target, Signal signal) {
        Carrier on = enter();
        try {
            host.node().signal(target, signal, on);
        } finally {
            on.leave();
        }
    }

    @Override
    public boolean register(Object name) {
        Carrier on = enter();
        try {
            Pid holder = host.node().names().lookup(name);
            if (holder != null) {
                return holder.equals(pid);
            }
            if (host.node().names().claim(name, pid) != pid) {
                return false;
            }
            ties().addName(name);
            return true;
        } finally {
            on.leave();
        }
    }

    @Override
    public boolean unregister(Object name) {
        Carrier on = enter();
        try {
            ties().removeName(name);
            return host.node().names().release(name, pid);
        } finally {
            on.leave();
        }
    }

    @Override
    public Runnable waker() {
        return () -> post(Signal.Wake.WAKE, null);
    }

    @Override
    public String toString() {
        Body running = body;
        Ties bound = ties;
        String what =
                bound != null && bound.label != null ? bound.label : running == null ? "ended" : running.toString();
        return pid + " " + what;
    }
}
