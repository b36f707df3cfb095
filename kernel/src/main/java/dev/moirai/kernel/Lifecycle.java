package dev.moirai.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * How a process lives: its turns, what each signal does to it, its death, and how things reach it.
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
abstract sealed class Lifecycle extends Mailbox permits Process {
    final Pid pid;
    final Host host;
    final @Nullable Pid parent;
    final MailboxLimit limit;

    @Nullable
    Body body; // null once ended

    @Nullable
    Ties ties;

    @Nullable
    Carrier carrier; // set during a turn

    @Nullable
    Pid sender;

    boolean trapping;
    /** The body has something to look at, or has more to do. */
    private boolean due = true;

    volatile boolean ended; // written by the turn, read by anybody
    /** A sender waits for room. Set by senders, cleared by the turn. */
    volatile boolean crowded;

    /** The thread of a blocking process; null for all others. */
    private final @Nullable BlockingRun run;

    Lifecycle(Pid pid, Host host, @Nullable Pid parent, Spawn spawn) {
        this.pid = pid;
        this.host = host;
        this.parent = parent;
        this.body = spawn.body();
        this.trapping = spawn.trapExits();
        this.limit = spawn.mailbox() != null ? spawn.mailbox() : host.options().mailbox();
        if (body instanceof BlockingBody(Blocking code)) {
            carrier = host.node().newBlockingCarrier();
            run = new BlockingRun(self(), code, carrier);
        } else {
            run = null;
        }
        if (spawn.label() != null) {
            ties().label = spawn.label();
        }
    }

    /** The process this is the life of. */
    abstract Process self();

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
        if (run != null) {
            return attend(run, on);
        }
        carrier = on;
        on.running = self();
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
                    Step step = running.advance(self(), budget);
                    on.enter();
                    if (step == Step.READY) {
                        due = true;
                    } else if (step instanceof Step.Done(ExitReason reason)) {
                        over = reason;
                    }
                } catch (Throwable thrown) {
                    on.enter();
                    over = reasonOf(thrown);
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
            case Signal.Inform(CompletableFuture<@Nullable ProcessInfo> answer) -> answer.complete(info());
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

    void dissolve(LinkTable.Link link) {
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
                dying.terminate(self(), why);
                on.enter();
            } catch (Throwable thrown) {
                on.enter();
                reason = why.isOrderly() ? reasonOf(thrown) : why;
            }
            if (ended) {
                return; // killed from outside while it was cleaning up
            }
        }
        Node node = host.node();
        Carrier stuck = carrier;
        if (stuck != null && stuck != on && stuck.thread != null) {
            node.zombieList().add(stuck.thread, pid, reason, self().nanoTime());
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
        node.table().remove(self());
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
            node.room().open(self());
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

    // ================================================================ the life of a blocking process

    /** Runs a blocking process from its first to its last instruction, on its own thread. */
    void live(BlockingRun own) {
        Carrier on = own.carrier();
        on.running = self();
        try {
            ExitReason over;
            try {
                safepoint(on);
                on.leave();
                Object value = own.code().run(self());
                on.enter();
                over = value == null ? ExitReason.NORMAL : new ExitReason.Normal(value);
            } catch (Throwable thrown) {
                on.enter();
                over = reasonOf(thrown);
            }
            if (!ended) {
                end(over, null, true, on);
            }
        } finally {
            host.node().zombieList().remove(Thread.currentThread());
            own.rest();
        }
    }

    /**
     * Receives what has arrived for a blocking process; throws if that ended it. On the process's own thread, inside the
     * kernel.
     */
    void safepoint(Carrier on) {
        ExitReason fatal = ended ? null : receive(on);
        if (fatal != null) {
            // What is left of its code runs on, to its next runtime call or its end.
            host.node().zombieList().add(Thread.currentThread(), pid, fatal, self().nanoTime());
        }
        if (ended) {
            on.leave();
            throw new Fenced(pid);
        }
    }

    /** Waits until something arrives; on the process's own thread, inside the kernel. */
    void awaitArrival(Carrier on) {
        if (settle()) {
            on.leave();
            Objects.requireNonNull(run).awaitWake();
            on.enter();
        }
    }

    @Nullable
    BlockingRun run() {
        return run;
    }

    /** A worker stands in for a blocking process's thread that computes while signals arrive; true if it must try again. */
    private boolean attend(BlockingRun own, Carrier by) {
        Thread thread = own.thread();
        if (thread == null || ended || isIdle()) {
            return false;
        }
        if (!own.carrier().borrow(thread)) {
            return true;
        }
        try {
            if (!ended && !isIdle() && receive(by) != null) {
                thread.interrupt();
            }
            return false;
        } finally {
            own.carrier().giveBack();
        }
    }

    private static ExitReason reasonOf(Throwable thrown) {
        return thrown instanceof ExitException chosen ? chosen.reason() : new ExitReason.Crash(thrown);
    }

    // ================================================================ arriving

    /** Lets the process run: it was idle and something arrived, or it is just born. */
    void wake(@Nullable Carrier by) {
        if (run == null) {
            host.scheduler().ready(self(), by);
        } else {
            host.scheduler().resume(self(), run);
        }
    }

    /** Delivers a signal from any thread; {@code by} is the sender's carrier, null outside of turns. */
    void post(Signal signal, @Nullable Carrier by) {
        switch (push(new Envelope.Control(signal))) {
            case WAKE -> wake(by);
            case CLOSED -> host.node().answerForDead(pid, signal, by);
            case QUEUED -> {
                if (run != null && (by == null || by != run.carrier())) {
                    host.scheduler().ready(self(), by); // its thread computes: have a worker attend to it
                }
            }
            case FULL -> {}
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
            push = awaitRoom(message, by);
        }
        switch (push) {
            case WAKE, QUEUED -> {
                node.count(Counters.Kind.SENT, by);
                Tracer tracer = node.tracer();
                if (tracer != null) {
                    tracer.sent(message.from, pid, message.body);
                }
                if (push == Push.WAKE) {
                    wake(by);
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

    private Push awaitRoom(Envelope.Message message, @Nullable Carrier by) {
        if (by == null) {
            return host.node().room().await(self(), message, limit);
        }
        by.leave(); // while it waits its own process must be killable
        try {
            return host.node().room().await(self(), message, limit);
        } finally {
            by.enter();
        }
    }

    Push tryAccept(Envelope.Message message) {
        crowded = true;
        return push(message, limit.messages(), limit.bytes());
    }

    // ================================================================ what others may see

    /** Its label, or the name of its body's class. May be asked by any thread. */
    final String kind() {
        Ties bound = ties;
        if (bound != null && bound.label != null) {
            return bound.label;
        }
        Body running = body;
        if (running == null) {
            return "ended";
        }
        Class<?> type = running instanceof BlockingBody(Blocking code) ? code.getClass() : running.getClass();
        String name = type.getName();
        name = name.substring(name.lastIndexOf('.', name.indexOf('/') < 0 ? name.length() : name.indexOf('/')) + 1);
        int lambda = name.indexOf("$$Lambda");
        return lambda < 0 ? name : name.substring(0, lambda) + " lambda";
    }

    /** What it does at about this moment. May be asked by any thread. */
    final ProcessInfo.State state() {
        if (ended) {
            return ProcessInfo.State.ENDED;
        }
        if (isIdle()) {
            return ProcessInfo.State.WAITING;
        }
        Carrier on = carrier;
        return on != null && on.running == self() ? ProcessInfo.State.RUNNING : ProcessInfo.State.RUNNABLE;
    }

    final String waitsFor(ProcessInfo.State state) {
        Body running = body;
        return state == ProcessInfo.State.WAITING && running != null ? running.waitsFor() : "";
    }

    /** Its names at about this moment. May be asked by any thread. */
    final List<Object> knownNames() {
        Ties bound = ties;
        return bound == null ? List.of() : bound.names();
    }

    private ProcessInfo info() {
        List<Pid> links = new ArrayList<>();
        List<Pid> monitors = new ArrayList<>();
        List<Pid> monitoredBy = new ArrayList<>();
        if (ties != null) {
            for (LinkTable.Link link : ties.links.active()) {
                links.add(link.peer);
            }
            for (Monitor own = ties.newestWatched(); own != null; own = own.nextOfWatcher) {
                monitors.add(own.target);
            }
            for (Monitor watch = ties.oldestWatcher(); watch != null; watch = watch.previousOfTarget) {
                monitoredBy.add(watch.watcher);
            }
        }
        ProcessInfo.State state = due ? ProcessInfo.State.RUNNABLE : ProcessInfo.State.WAITING;
        return new ProcessInfo(
                pid,
                parent,
                host.name(),
                kind(),
                knownNames(),
                state,
                waitsFor(state),
                queued(),
                backlogBytes(),
                links,
                monitors,
                monitoredBy,
                trapping,
                run != null);
    }

    // ================================================================ timers

    Timer arm(long deadline, Object message, Carrier on) {
        Timer timer = new Timer(self(), deadline, message, on.timers);
        ties().addTimer(timer);
        timer.shard.arm(timer);
        return timer;
    }

    boolean disarm(Timer timer) {
        if (timer.state == Timer.State.DONE) {
            return false;
        }
        timer.shard.disarm(timer);
        timer.state = Timer.State.DONE;
        ties().removeTimer(timer);
        return true;
    }
}
