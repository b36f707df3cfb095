package dev.moirai.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
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
    private static final VarHandle UNFINISHED;
    private static final VarHandle QUEUED_TO_ATTEND;

    static {
        KernelThread.readyForTheEndOfTheStack(VirtualMachineError.class);
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            UNFINISHED = lookup.findVarHandle(ProcessState.class, "unfinished", boolean.class);
            QUEUED_TO_ATTEND = lookup.findVarHandle(ProcessState.class, "queuedToAttend", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final ExitReason NO_MEMORY_FOR_A_REASON = new ExitReason.Crash(
            new OutOfMemoryError("memory was used up when the process failed, even for the reason"));

    @Nullable
    Carrier carrier; // that of its turn, or of its last one

    @Nullable
    Pid sender;

    /** Its code is at work on {@link #carrier}. */
    private boolean inTurn;

    /** The body has something to look at, or has more to do. */
    private boolean due = true;

    /** The thread of a blocking process; null for all others. */
    private final @Nullable BlockingRun run;

    Lifecycle(Pid pid, Host host, @Nullable Pid parent, Spawn spawn) {
        super(
                pid,
                host,
                parent,
                spawn.mailbox() != null ? spawn.mailbox() : host.options().mailbox());
        this.body = spawn.body();
        this.trapping = spawn.trapExits();
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
     * Runs one turn on {@code on}, which must be inside the kernel; true if the process must be queued again. Calls the body
     * itself, as {@link Worker#run} calls this.
     *
     * <p>What a body throws ends its process, nothing else. If memory runs out in the kernel's own code, the turn goes on
     * from there when it is run again.
     */
    boolean turn(Carrier on, int budget) {
        if (ended || run != null) {
            leftTheQueue();
        }
        if (ended) {
            if (UNFINISHED.compareAndSet(this, true, false)) {
                finish(on);
            }
            return false;
        }
        if (run != null) {
            if (attend(run, on)) {
                haveAttended(on);
            }
            return false;
        }
        if (carrier != on) { // a reference to old, where processes are old too, costs a fence
            carrier = on;
        }
        on.running = true;
        inTurn = true;
        try {
            if (verdict == null) {
                receive(on);
            }
            if (verdict == null && due) {
                due = false;
                Body running = Objects.requireNonNull(body);
                ExitReason over;
                try {
                    on.leave();
                    over = ended(running.advance(self(), budget), on);
                } catch (Throwable thrown) {
                    on.enter();
                    over = reasonOf(thrown);
                }
                conclude(over, on);
            }
            if (verdict != null && !ended) {
                end(on);
            }
        } finally {
            inTurn = false; // before it settles, as then another worker may run it
            on.running = false;
        }
        return !ended && (due || !settle());
    }

    /** Whether its turn has ended before it had nothing more to do. Between its turn and its next place in a queue. */
    boolean hasUsedUpItsBudget() {
        return due;
    }

    /** The body has done a step; the reason if it was the last. */
    private @Nullable ExitReason ended(Step step, Carrier on) {
        on.enter();
        due |= step == Step.READY;
        return step instanceof Step.Done(ExitReason reason) ? reason : null;
    }

    private void conclude(@Nullable ExitReason over, Carrier on) {
        if (over != null && verdict == null) {
            verdict = over;
            ownChoice = true;
        }
        if (verdict == null && ties != null && ties.hasUnarmedExpiry()) {
            boolean more = due;
            due = true; // should there be no memory for a timer: so that it comes here again
            armExpiry(on);
            due = more;
        }
    }

    /** Receives everything at the shared end, or as much as it takes to end the process. */
    private void receive(Carrier on) {
        if (unread == null && admit()) {
            due = true;
        }
        Envelope arrived;
        while ((arrived = unread) != null) {
            Envelope next = arrived.next;
            switch (arrived) {
                case Envelope.Message message -> {
                    unread = next;
                    queue(message, on);
                }
                case Envelope.Control control -> {
                    boolean counts = !cleaningUp || control.signal.isForce();
                    ExitReason fatal = handle(control, on); // if memory runs out in there, it stays unread
                    unread = next; // from here to the verdict nothing can fail
                    if (fatal != null && counts) {
                        verdict = fatal;
                        ownChoice = false;
                        end(on);
                        return;
                    }
                }
                case Envelope.Marker marker -> throw new IllegalStateException("queued marker " + marker);
            }
        }
    }

    private void queue(Envelope.Message message, Carrier on) {
        if (!message.isWanted()) {
            left(message);
            host.node().deadLetter(message.from, pid, message.body, on);
            return;
        }
        append(message);
        due = true;
        if (limit.overflow() == MailboxLimit.Overflow.DROP_OLDEST) {
            while (queuedUpTo(message) > limit.messages()
                    || (queuedUpTo(message) > 1 && backlogBytes() > limit.bytes())) {
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
                ties().expireBy(cancel);
                if (run != null) {
                    armExpiry(on); // it has no turns
                }
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
                LinkTable.Link link = ties().links().getOrAdd(from);
                if (link.unlinking == 0) {
                    link.active = true;
                    link.seen = generation;
                }
            }
            case Signal.Unlink(Pid from, long id) -> {
                LinkTable.Link link = ties().links().get(from);
                if (link != null) {
                    dissolve(link);
                }
                host.node().signal(from, new Signal.Unlinked(pid, id), on);
            }
            case Signal.Unlinked(Pid from, long id) -> {
                LinkTable.Link link = ties().links().get(from);
                if (link != null && link.unlinking == id) {
                    link.unlinking = 0;
                    if (!link.active) {
                        ties().links().remove(link);
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
            case Signal.Inform(CompletableFuture<@Nullable ProcessInfo> answer) ->
                answer.complete(Appearance.of(self(), due));
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
        ExitReason reason = exit.reason();
        if (tag != null) {
            LinkTable.Link link = ties().links().get(exit.from());
            if (link == null || !link.isCurrent(tag)) {
                return null;
            }
            reason = reason.isNormal() ? reason : reason.throughLink(exit.from()); // first, as it may find no memory
            dissolve(link);
        }
        if (trapping) {
            append(control);
            due = true;
            return null;
        }
        return reason.isNormal() ? null : reason;
    }

    void dissolve(LinkTable.Link link) {
        link.active = false;
        link.sent = 0;
        link.seen = 0;
        if (link.unlinking == 0) {
            ties().links().remove(link);
        }
    }

    private void armExpiry(Carrier on) {
        Ties bound = ties;
        if (bound != null && bound.hasUnarmedExpiry()) {
            Expiry expiry = Objects.requireNonNull(bound.expiry);
            expiry.timer = arm(expiry.deadline, expiry.signal(), on);
        }
    }

    // ================================================================ death

    /** Carries out the verdict: clean up, then disappear, then tell. */
    private void end(Carrier on) {
        ExitReason why = Objects.requireNonNull(verdict);
        if (on == carrier && !cleaningUp && (ownChoice || why.isOrderly())) {
            cleaningUp = true;
            try {
                on.leave();
                Objects.requireNonNull(body).terminate(self(), why);
                on.enter();
            } catch (Throwable thrown) {
                on.enter();
                if (why.isOrderly() && !ended) {
                    verdict = reasonOf(thrown);
                }
            }
            if (ended) {
                return; // killed from outside while it was cleaning up
            }
        }
        abandoned = carrier != null && carrier != on && inTurn;
        ended = true;
        body = null;
        if (on.isOwnThread()) {
            unfinished = true; // its stack may be deep: a worker's is not
            haveAttended(on);
        } else {
            finish(on);
        }
    }

    /**
     * Does what is left of an end. Each step may be done again: if memory or stack run out, a later turn goes on from
     * there, and nobody is told twice or not at all.
     */
    private void finish(Carrier on) {
        try {
            disappear(on);
            tell(Objects.requireNonNull(verdict), on);
        } catch (VirtualMachineError _) {
            unfinished = true;
            host.node().survived();
            haveAttended(on); // last: it must not be queued twice
        }
    }

    /** From here on nobody can reach it, and its names are free. */
    private void disappear(Carrier on) {
        Node node = host.node();
        if (abandoned) {
            listAsZombie(node);
            abandoned = false;
        }
        if (ties != null) {
            for (Object name : ties.names()) {
                node.names().release(name, pid);
            }
            ties.disarmTimers();
        }
        pid.process = null;
        node.names().releaseGiven(pid); // what others give from now on they take back themselves
        node.table().remove(self());
        if (!isClosed()) {
            unread = Envelope.chain(unread, close());
        }
        if (!countedOut) {
            countedOut = true;
            host.left();
            on.count(Counters.Kind.EXITED);
            Tracer tracer = node.tracer();
            if (tracer != null) {
                tracer.exited(pid, Objects.requireNonNull(verdict));
            }
            if (Objects.requireNonNull(verdict).root() instanceof ExitReason.Crash(Throwable cause)
                    && nobodyWillHear()) {
                node.unheardCrashes().add(pid, cause);
            }
        }
        host.tellIfEmpty();
    }

    private boolean nobodyWillHear() {
        return ties == null || (ties.oldestWatcher() == null && !ties.hasActiveLinks());
    }

    private void listAsZombie(Node node) {
        Carrier stuck = Objects.requireNonNull(carrier);
        Thread thread = Objects.requireNonNull(stuck.thread);
        node.zombieList().add(thread, pid, Objects.requireNonNull(verdict), self().nanoTime());
        if (!inTurn) { // its code returned before this could be done
            node.zombieList().remove(thread);
        }
    }

    /** Tells of the end, and forgets whom it has told. */
    private void tell(ExitReason reason, Carrier on) {
        Node node = host.node();
        Envelope waiting;
        while ((waiting = poll()) != null) {
            if (waiting instanceof Envelope.Message message) {
                node.deadLetter(message.from, pid, message.body, on);
            }
        }
        if (ties != null) {
            tell(ties, reason, on);
            ties = null;
        }
        Envelope late;
        while ((late = unread) != null) {
            Envelope next = late.next;
            answerAsDead(late, reason, on);
            unread = next;
        }
        if (crowded) {
            node.room().open(self());
        }
    }

    private void tell(Ties bound, ExitReason reason, Carrier on) {
        Node node = host.node();
        Monitor monitor;
        while ((monitor = bound.oldestWatcher()) != null) {
            node.signal(monitor.watcher, new Signal.Down(monitor, pid, reason), on);
            bound.removeWatcher(monitor);
        }
        LinkTable.Link link;
        while ((link = bound.oldestLink()) != null) {
            if (link.active) {
                node.signal(link.peer, new Signal.Exit(pid, reason, link.tag()), on);
                link.active = false;
            }
            bound.links().remove(link);
        }
        while ((monitor = bound.newestWatched()) != null) {
            monitor.state = Monitor.State.DONE;
            node.signal(monitor.target, new Signal.Unwatch(monitor), on);
            bound.removeWatched(monitor);
        }
    }

    /** Watches that were already on their way learn the true reason; links and messages find nobody. */
    private void answerAsDead(Envelope envelope, ExitReason reason, Carrier on) {
        Node node = host.node();
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

    /** The thread that runs its code, if one does. Recent, not exact: for reports. */
    @Nullable
    Thread threadAtWork() {
        Carrier on = carrier;
        return on != null && inTurn ? on.thread : null;
    }

    /**
     * Receives signals in place of a turn that does not end; true if the process ended by it, and its code is a zombie now.
     *
     * @param by the watchdog's carrier, which has borrowed the turn's
     */
    boolean receiveInPlaceOfTurn(Carrier by) {
        receive(by);
        if (!ended) {
            armExpiry(by);
        }
        return ended;
    }

    /** Whether something may have arrived that its turn has not received. Recent, not exact: for the watchdog. */
    boolean hasNews() {
        Ties bound = ties;
        return !ended && (unread != null || hasUndrained() || (bound != null && bound.hasUnarmedExpiry()));
    }

    /** Whether its code is at work. Exact on its own thread and for who has borrowed its carrier. */
    boolean isInTurn() {
        return inTurn;
    }

    boolean hasEnded() {
        return ended;
    }

    // ================================================================ the life of a blocking process

    /** Runs a blocking process from its first to its last instruction, on its own thread. */
    void live(BlockingRun own) {
        Carrier on = own.carrier();
        on.running = true;
        inTurn = true;
        on.enter();
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
                if (verdict == null) {
                    verdict = over;
                    ownChoice = true;
                }
                end(on);
            } else if (unfinished) {
                haveAttended(on);
            }
        } finally {
            inTurn = false;
            on.running = false;
            host.node().zombieList().remove(Thread.currentThread());
            on.ids.giveBack();
            own.rest();
        }
    }

    /**
     * Receives what has arrived for a blocking process; throws if that ended it. On the process's own thread, inside the
     * kernel.
     */
    void safepoint(Carrier on) {
        try {
            if (!ended) {
                if (verdict != null && !cleaningUp) {
                    end(on); // the stack was used up when this was tried before
                } else {
                    receive(on);
                }
                if (ended) {
                    // What is left of its code runs on, to its next runtime call or its end.
                    listAsZombie(host.node());
                }
            } else if (unfinished) {
                haveAttended(on);
            }
        } catch (Throwable thrown) {
            on.leave();
            throw thrown;
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
            if (!ended && !isIdle()) {
                receive(by);
                if (ended) {
                    thread.interrupt();
                }
            }
            return false;
        } catch (VirtualMachineError _) {
            host.node().survived();
            return true;
        } finally {
            own.carrier().giveBack();
        }
    }

    /** It may be queued by {@link #haveAttended} again. */
    void leftTheQueue() {
        queuedToAttend = false;
    }

    /** Queues a process that has a thread of its own, or has ended, unless it is queued already. */
    private void haveAttended(@Nullable Carrier by) {
        if (QUEUED_TO_ATTEND.compareAndSet(this, false, true)) {
            host.scheduler().ready(self(), by);
        }
    }

    private static ExitReason reasonOf(Throwable thrown) {
        try {
            return ExitReason.of(thrown);
        } catch (OutOfMemoryError _) {
            return NO_MEMORY_FOR_A_REASON;
        }
    }

    // ================================================================ arriving

    /** Lets the process run: it was idle and something arrived, or it is just born. If this throws, it was not done. */
    private void wake(@Nullable Carrier by) {
        if (run == null) {
            host.scheduler().ready(self(), by);
        } else {
            host.scheduler().resume(self(), run);
        }
    }

    /** Ends it before its first instruction; to be called before {@link #begin}. */
    void condemn() {
        verdict = ExitReason.KILLED;
    }

    /** Lets a process run for the first time. */
    void begin(@Nullable Carrier by) {
        try {
            wake(by);
        } catch (VirtualMachineError _) {
            stray = true;
            host.strays = true;
        }
    }

    /** Lets it run if it was left alone by who should have queued it. Watchdog only. */
    void wakeIfStray() {
        if (stray) {
            stray = false;
            try {
                wake(null);
                if (run != null) {
                    queuedToAttend = false;
                    haveAttended(null);
                }
            } catch (VirtualMachineError _) {
                stray = true;
                host.strays = true;
            }
        }
    }

    /** Delivers a signal from any thread; {@code by} is the sender's carrier, null outside of turns. */
    void post(Signal signal, @Nullable Carrier by) {
        Push push = push(new Envelope.Control(signal));
        if (push == Push.CLOSED) {
            host.node().answerForDead(pid, signal, by);
            return;
        }
        // It is delivered. If the sender's stack or memory ends between here and the queue, nobody else will do it:
        // left to
        // the watchdog, without a call.
        try {
            if (push == Push.WAKE) {
                wake(by);
            } else if (run != null && (by == null || by != run.carrier())) {
                haveAttended(by); // its thread computes
            }
        } catch (VirtualMachineError _) {
            stray = true;
            host.strays = true;
        }
    }

    /** Delivers a user message from any thread. */
    SendResult accept(Envelope.Message message, @Nullable Carrier by) {
        Node node = host.node();
        Push push = tryPush(node, message, by);
        if (by != null && (push == Push.CROWDED || push == Push.FULL)) {
            by.outrun = carrier != null ? carrier : by;
        }
        if (push == Push.FULL && limit.overflow() == MailboxLimit.Overflow.BLOCK && node.maySenderBlock(by)) {
            node.count(Counters.Kind.SENT, -1, by); // not while it waits
            push = awaitRoom(message, by);
            node.count(Counters.Kind.SENT, 1, by);
        }
        switch (push) {
            case WAKE, QUEUED, CROWDED -> {
                try { // as in post
                    Tracer tracer = node.tracer();
                    if (tracer != null) {
                        tracer.sent(message.from, pid, message.body);
                    }
                    if (push == Push.WAKE) {
                        wake(by);
                    }
                } catch (VirtualMachineError _) {
                    if (push == Push.WAKE) {
                        stray = true;
                        host.strays = true;
                    }
                }
                return SendResult.ACCEPTED;
            }
            case CLOSED -> {
                node.deadLetter(message.from, pid, message.body, by);
                return SendResult.DEAD;
            }
            case FULL -> {
                if (limit.overflow() == MailboxLimit.Overflow.DROP_NEWEST
                        || limit.overflow() == MailboxLimit.Overflow.DROP_OLDEST) {
                    node.dropped(pid, message.body, by);
                    return SendResult.DROPPED;
                }
                node.count(Counters.Kind.SENT, -1, by);
                node.count(Counters.Kind.REFUSED, 1, by);
                return SendResult.FULL;
            }
        }
        throw new AssertionError(push);
    }

    /**
     * Counts the message as sent, then pushes it: if the stack ends, it ends before the push, and as deep as counting went
     * once it goes again to take the count back.
     */
    private Push tryPush(Node node, Envelope.Message message, @Nullable Carrier by) {
        node.count(Counters.Kind.SENT, 1, by);
        try {
            return limit.overflow() == MailboxLimit.Overflow.DROP_OLDEST
                    ? push(message, limit.mostMessages(), limit.mostBytes())
                    : push(message, limit.messages(), limit.bytes());
        } catch (Throwable thrown) {
            node.count(Counters.Kind.SENT, -1, by);
            throw thrown;
        }
    }

    private Push awaitRoom(Envelope.Message message, @Nullable Carrier by) {
        return host.node().room().await(self(), message, limit, by);
    }

    Push tryAccept(Envelope.Message message) {
        crowded = true;
        return push(message, limit.messages(), limit.bytes());
    }

    // ================================================================ timers

    Timer arm(long deadline, Object message, Carrier on) {
        return ties().arm(new Timer(self(), deadline, message, on.timers));
    }

    boolean disarm(Timer timer) {
        return ties().disarm(timer);
    }
}
