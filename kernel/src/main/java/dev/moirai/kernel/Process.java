package dev.moirai.kernel;

import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One process, with the verbs its body may use: {@link Self}. Each verb is a short stay inside the kernel. */
final class Process extends Lifecycle implements BlockingSelf {
    /** How far to look for a circle of waiting processes; longer ones end by their timeouts. */
    private static final int LONGEST_CIRCLE = 1_000;

    static {
        KernelThread.readyForTheEndOfTheStack(VirtualMachineError.class);
    }

    Process(Pid pid, Host host, @Nullable Pid parent, Spawn spawn) {
        super(pid, host, parent, spawn);
    }

    @Override
    Process self() {
        return this;
    }

    // ---- the kernel's door

    private Carrier enter() {
        Carrier on = carrier;
        if (on == null || !isInTurn() || on.thread != Thread.currentThread()) {
            throw new IllegalStateException(
                    "Self of " + pid
                            + " was used outside of its turn; from other threads use Node.send, or Self.waker() to be advanced");
        }
        on.enter();
        if (on.isOwnThread()) {
            safepoint(on);
        } else if (ended) {
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
            return takeFirst(on);
        } finally {
            on.leave();
        }
    }

    private @Nullable Object takeFirst(Carrier on) {
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
    }

    private @Nullable Object takeIfThere(@Nullable Predicate<Object> wanted, Carrier on) {
        return wanted == null ? takeFirst(on) : takeMatching(wanted, true, on);
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
            return takeMatching(wanted, onlyNew, on);
        } finally {
            on.leave();
        }
    }

    private @Nullable Object takeMatching(Predicate<Object> wanted, boolean onlyNew, Carrier on) {
        Predicate<Envelope> staleOrWanted = envelope -> {
            Object content = look(envelope);
            return content == null || accepts(wanted, content, on);
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
    }

    /** The predicate is the body's code: it may call anything here, and may not return. */
    private boolean accepts(Predicate<Object> wanted, Object content, Carrier on) {
        on.leave();
        boolean accepted;
        try {
            accepted = wanted.test(content);
        } finally {
            on.enter();
        }
        if (ended) {
            throw new Fenced(pid);
        }
        return accepted;
    }

    @Override
    public Object receive() {
        return Objects.requireNonNull(await(null, null));
    }

    @Override
    public @Nullable Object receive(Duration longest) {
        return await(null, longest);
    }

    @Override
    public Object receive(Predicate<Object> wanted) {
        return Objects.requireNonNull(await(wanted, null));
    }

    @Override
    public @Nullable Object receive(Predicate<Object> wanted, Duration longest) {
        return await(wanted, longest);
    }

    @Override
    public void sleep(Duration time) {
        await(_ -> false, time);
    }

    @Override
    public void checkpoint() {
        enter().leave();
    }

    @Override
    public List<Pid> waitFor(Waiting what) {
        Carrier on = enter();
        try {
            BlockingRun own = Objects.requireNonNull(run(), "only blocking processes wait");
            own.waitsFor(what); // before looking, so that of two that close a circle one sees the other
            List<Pid> circle = circle(what);
            if (!circle.isEmpty()) {
                own.waitsFor(null);
            }
            return circle;
        } finally {
            on.leave();
        }
    }

    private List<Pid> circle(Waiting own) {
        List<Pid> passed = List.of();
        for (Waiting next = own; next != null && passed.size() < LONGEST_CIRCLE; ) {
            if (next.on().equals(pid)) {
                return passed.isEmpty() ? List.of(pid) : passed;
            }
            Process other = next.on().process;
            BlockingRun run = other == null ? null : other.run();
            Waiting further = run == null ? null : run.waiting();
            if (further != null) {
                if (passed.isEmpty()) {
                    passed = new ArrayList<>(List.of(pid));
                }
                passed.add(next.on());
            }
            next = further;
        }
        return List.of();
    }

    @Override
    public void waitNoMore() {
        Carrier on = enter();
        Objects.requireNonNull(run(), "only blocking processes wait").waitsFor(null);
        on.leave();
    }

    /** Takes what is wanted, waiting for it if need be; null when {@code longest} is over. */
    private @Nullable Object await(@Nullable Predicate<Object> wanted, @Nullable Duration longest) {
        Carrier on = enter();
        try {
            if (!on.isOwnThread()) {
                throw new IllegalStateException("receive would block a worker of " + host
                        + ": spawn this code with Spawn.blocking, or use take()");
            }
            forgetSeen();
            Object found = takeIfThere(wanted, on);
            if (found != null || (longest != null && !longest.isPositive())) {
                return found;
            }
            Object timeout = new Object();
            Timer timer = longest == null ? null : arm(Clock.after(nanoTime(), longest), timeout, on);
            Predicate<Object> wantedOrTimeout = what -> what == timeout || wanted == null || wanted.test(what);
            while (true) {
                awaitArrival(on);
                safepoint(on);
                found = takeIfThere(wantedOrTimeout, on);
                if (found == timeout) {
                    return null;
                }
                if (found != null) {
                    if (timer != null) {
                        disarm(timer);
                    }
                    return found;
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
        Pid from = null;
        switch (envelope) {
            case Envelope.Message message -> {
                if (content == null) {
                    host.node().deadLetter(message.from, pid, message.body, on);
                } else {
                    from = message.from;
                    if (message instanceof Envelope.Aliased aliased) {
                        aliased.alias.used();
                    }
                    on.count(Counters.Kind.HANDLED);
                }
                if (limit.overflow() == MailboxLimit.Overflow.BLOCK) {
                    VarHandle.fullFence(); // room is visible before we look whether a sender waits for it
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
        if (sender != from) { // a reference costs a fence
            sender = from;
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
        if (name instanceof Pid to) {
            return send(to, message);
        }
        if (name instanceof Alias to) {
            return send(to, message);
        }
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
        return sendAt(Clock.after(nanoTime(), delay), message);
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
            LinkTable.Link link = ties().links().getOrAdd(peer);
            if (!link.active) {
                long generation = host.node().nextGeneration();
                host.node().signal(peer, new Signal.Link(pid, generation), on); // may fail for want of memory or stack
                link.active = true;
                link.sent = generation;
                link.seen = 0;
            }
        } finally {
            on.leave();
        }
    }

    @Override
    public void unlink(Pid peer) {
        Carrier on = enter();
        try {
            LinkTable.Link link = ties().links().get(peer);
            if (link != null && link.active) {
                long id = host.node().nextGeneration();
                host.node().signal(peer, new Signal.Unlink(pid, id), on);
                link.unlinking = id; // the link stays in the table until this is answered
                link.active = false;
                link.sent = 0;
                link.seen = 0;
            }
        } finally {
            on.leave();
        }
    }

    @Override
    public Monitor monitor(Pid target) {
        return monitor(target, null, null);
    }

    @Override
    public Monitor monitor(Pid target, Object tag) {
        return monitor(target, null, tag);
    }

    @Override
    public Monitor monitor(Object name) {
        if (name instanceof Pid target) {
            return monitor(target);
        }
        Pid holder = host.node().names().lookup(name);
        return monitor(holder != null ? holder : host.node().nobody(), name, null);
    }

    private Monitor monitor(Pid target, @Nullable Object name, @Nullable Object tag) {
        Carrier on = enter();
        try {
            Monitor monitor = new Monitor(pid, target, name, tag);
            if (target.equals(pid)) {
                monitor.state = Monitor.State.DONE;
                return monitor;
            }
            ties().addWatched(monitor);
            try {
                host.node().signal(target, new Signal.Watch(monitor), on);
            } catch (VirtualMachineError failed) {
                monitor.state = Monitor.State.DONE; // it was not sent, and is forgotten when this process ends
                throw failed;
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
                host.node().signal(monitor.target, new Signal.Unwatch(monitor), on);
                ties().removeWatched(monitor);
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
        long at = deadline == null ? Long.MAX_VALUE : Clock.after(nanoTime(), deadline);
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
            ties().addName(name); // first, so that it is given up at the end whatever happens here
            if (host.node().names().claim(name, pid) != pid) {
                ties().removeName(name);
                return false;
            }
            return true;
        } finally {
            on.leave();
        }
    }

    @Override
    public boolean unregister(Object name) {
        Carrier on = enter();
        try {
            boolean held = host.node().names().release(name, pid);
            ties().removeName(name);
            return held;
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
        return pid + " " + Appearance.kind(this);
    }
}
