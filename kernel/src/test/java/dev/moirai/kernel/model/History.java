package dev.moirai.kernel.model;

import dev.moirai.kernel.Alias;
import dev.moirai.kernel.Body;
import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.MailboxLimit;
import dev.moirai.kernel.MailboxLimit.Overflow;
import dev.moirai.kernel.Monitor;
import dev.moirai.kernel.NodeOptions;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Self;
import dev.moirai.kernel.Signal;
import dev.moirai.kernel.Simulation;
import dev.moirai.kernel.Spawn;
import dev.moirai.kernel.SpawnRefused;
import dev.moirai.kernel.Spawned;
import dev.moirai.kernel.Step;
import dev.moirai.kernel.Timer;
import dev.moirai.kernel.Tracer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One random history: a seed decides what a few processes do and who of them runs next; the model is told of each act and
 * asked what must come of it.
 */
final class History {
    private static final int MOST_LIVE = 6;
    private static final Object[] NAMES = {"red", "green", "blue"};
    private static final ExitReason[] REASONS = {
        ExitReason.NORMAL,
        ExitReason.SHUTDOWN,
        new ExitReason.Shutdown("late"),
        new ExitReason.Failed("broken"),
        ExitReason.KILL,
        ExitReason.KILLED
    };

    /** A difference between kernel and model. */
    static final class Difference extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Difference(String message) {
            super(message);
        }
    }

    private record Watch(Monitor real, Sent.Watching model) {}

    private record Clock(Timer real, Sent.Alarm model) {}

    private record Address(Alias real, Post.Address model) {}

    private final long seed;
    private final SplittableRandom random;
    private final Model model = new Model();
    private final Simulation simulation;
    private final List<Pid> known = new ArrayList<>(); // the dead too
    private final List<Address> addresses = new ArrayList<>();
    private final Map<Monitor, Sent.Watching> watches = new IdentityHashMap<>();
    private final @Nullable List<String> story;
    private @Nullable Difference difference; // the first one
    private final Set<Long> deadlines = new HashSet<>(); // ever used
    private int tokens;
    private long events;

    /** @param tell whether to keep a story of what happens, for people */
    History(long seed, boolean tell) {
        this.seed = seed;
        this.random = new SplittableRandom(seed ^ 0x5DEECE66DL);
        this.story = tell ? new ArrayList<>() : null;
        this.simulation = new Simulation(seed, NodeOptions.named("n").withTracer(new Deaths()));
    }

    /** How much was compared. */
    long events() {
        return events;
    }

    long traceHash() {
        return simulation.traceHash();
    }

    List<String> story() {
        return story == null ? List.of() : story;
    }

    /** @throws Difference if kernel and model disagree */
    void run() {
        int first = 2 + random.nextInt(3);
        for (int i = 0; i < first; i++) {
            spawnFromOutside();
        }
        int rounds = 5 + random.nextInt(15);
        for (int i = 0; i < rounds; i++) {
            actFromOutside();
            for (int turns = random.nextInt(6); turns > 0 && simulation.step(); turns--) {
                stopAtDifference();
            }
            if (random.nextInt(4) == 0) {
                quiet();
            }
            if (random.nextInt(3) == 0) {
                simulation.advance(Duration.ofNanos(1 + random.nextInt(40_000_000)));
                stopAtDifference();
            }
        }
        quiet();
        for (Pid pid : List.copyOf(model.live())) {
            note("outside kills %s", pid);
            simulation.node().kill(pid);
            model.signal(pid, new Sent.Kill());
        }
        quiet();
        simulation.runToEnd();
        same("population after all were killed", 0, simulation.node().population());
        stopAtDifference();
    }

    /** Everything runs until all wait; then both must agree about who lives, who holds names, and every message. */
    private void quiet() {
        simulation.run();
        stopAtDifference();
        time();
        same("unrest", null, Agreement.unrest(model));
        for (Pid pid : known) {
            same("whether " + pid + " lives", model.live().contains(pid), pid.isAlive());
        }
        same("population", model.live().size(), simulation.node().population());
        same("names", model.names(), simulation.node().names().snapshot());
        same("ledger", model.post.ledger(), simulation.node().ledger());
        stopAtDifference();
    }

    private void stopAtDifference() {
        if (difference != null) {
            throw difference;
        }
    }

    private void actFromOutside() {
        switch (random.nextInt(10)) {
            case 0 -> {
                if (model.live().size() < MOST_LIVE) {
                    spawnFromOutside();
                }
            }
            case 1 -> {
                Pid target = anyone();
                note("outside kills %s", target);
                simulation.node().kill(target);
                model.signal(target, new Sent.Kill());
            }
            case 2 -> {
                Pid target = anyone();
                Duration deadline = freeDelay();
                note("outside cancels %s within %s", target, deadline);
                simulation.node().cancel(target, "outside", deadline);
                model.signal(target, new Sent.Cancel(null, "outside", now() + deadline.toNanos()));
            }
            default -> {
                for (int i = 1 + random.nextInt(4); i > 0; i--) {
                    Pid target = anyone();
                    Integer token = ++tokens;
                    note("outside sends %s to %s", token, target);
                    same(
                            "send",
                            model.post.send(target, token),
                            simulation.node().send(target, token));
                }
            }
        }
    }

    private void spawnFromOutside() {
        MailboxLimit limit = anyLimit();
        boolean traps = random.nextBoolean();
        Spawn spawn = Spawn.of(new Actor(limit)).withMailbox(limit);
        Pid pid = simulation.node().spawn(traps ? spawn.trappingExits() : spawn);
        note("outside spawns %s, trapping %s, %s", pid, traps, limit);
        known.add(pid);
        model.spawned(new Proc(pid, limit, traps), null, null, false, null);
    }

    private MailboxLimit anyLimit() {
        return random.nextInt(3) > 0
                ? MailboxLimit.DEFAULT
                : MailboxLimit.of(1 + random.nextInt(3))
                        .withOverflow(
                                switch (random.nextInt(3)) {
                                    case 0 -> Overflow.FAIL;
                                    case 1 -> Overflow.DROP_NEWEST;
                                    default -> Overflow.DROP_OLDEST;
                                });
    }

    private Pid anyone() {
        return known.get(Math.max(0, known.size() - 1 - random.nextInt(8)));
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** A delay to a deadline nothing else has: the order of equal deadlines is not specified. */
    private Duration freeDelay() {
        while (true) {
            long delay = 1 + random.nextInt(60_000_000);
            if (model.alarms.isFree(now() + delay) && deadlines.add(now() + delay)) {
                return Duration.ofNanos(delay);
            }
        }
    }

    private long now() {
        return simulation.clock().nanoTime();
    }

    private void time() {
        model.alarms.timeIs(now());
    }

    private void note(String format, @Nullable Object... args) {
        events++;
        if (story != null) {
            story.add(String.format(format, args));
        }
    }

    private void same(String what, @Nullable Object expected, @Nullable Object actual) {
        if (!Objects.equals(expected, actual)) {
            differ(what + ": the model says " + expected + ", the kernel " + actual);
        }
    }

    private void differ(String what) {
        if (difference == null) {
            difference = new Difference("seed " + seed + ", event " + events + ": " + what);
            note("DIFFERENCE %s", what);
        }
    }

    private static @Nullable String describe(@Nullable Sent what) {
        return what == null ? null : what.toString();
    }

    private boolean isSame(@Nullable Sent expected, @Nullable Object actual) {
        return switch (expected) {
            case null -> actual == null;
            case Sent.Message(Object body, Post.Address _) -> body.equals(actual);
            case Sent.Due(Sent.Alarm alarm) -> alarm.content().equals(actual);
            case Sent.Exit(Pid from, ExitReason reason, boolean byLink) ->
                actual instanceof Signal.Exit exit
                        && Objects.equals(exit.from(), from)
                        && exit.reason().equals(reason)
                        && (exit.link() != null) == byLink;
            case Sent.Down(Sent.Watching watching, Pid from, ExitReason reason) ->
                actual instanceof Signal.Down(Monitor monitor, Pid of, ExitReason why)
                        && watches.get(monitor) == watching
                        && of.equals(from)
                        && why.equals(reason);
            case Sent.Cancel(Pid from, String reason, long deadline) ->
                actual instanceof Signal.Cancel cancel
                        && Objects.equals(cancel.from(), from)
                        && cancel.reason().equals(reason)
                        && cancel.deadline() == deadline;
            default -> false;
        };
    }

    /** Compares every death, at the moment it happens. */
    private final class Deaths implements Tracer {
        @Override
        public void exited(Pid pid, ExitReason reason) {
            note("%s ends: %s", pid, reason);
            time();
            if (!model.cleanUpIsRight(pid)) {
                differ(pid + " ended with " + reason
                        + ": clean-up ran although it must not, or did not although it must");
            }
            ExitReason expected = model.exited(pid);
            same("the end of " + pid, expected, reason);
        }
    }

    /** A process that does random things. */
    private final class Actor implements Body {
        private final List<Watch> monitors = new ArrayList<>();
        private final List<Clock> clocks = new ArrayList<>();
        private final List<Address> own = new ArrayList<>();
        private final boolean unbounded;

        Actor(MailboxLimit limit) {
            this.unbounded = limit == MailboxLimit.DEFAULT;
        }

        @Override
        public Step advance(Self self, int budget) {
            Pid pid = self.pid();
            note("%s is advanced", pid);
            time();
            ExitReason overdue = model.advanced(pid);
            if (overdue != null) {
                differ(pid + " is advanced although it must have died: " + overdue);
            }
            act(self, random.nextInt(6));
            if (difference != null) {
                return Step.WAITING;
            }
            switch (random.nextInt(30)) {
                case 0, 1, 2 -> {
                    model.wantsMore(pid);
                    return Step.READY;
                }
                case 3 -> {
                    ExitReason reason = REASONS[random.nextInt(REASONS.length)];
                    note("%s is done: %s", pid, reason);
                    model.endsItself(pid, reason);
                    return Step.done(reason);
                }
                case 4 -> {
                    IllegalStateException crash = new IllegalStateException("crash " + ++tokens);
                    note("%s throws %s", pid, crash);
                    model.endsItself(pid, new ExitReason.Crash(crash));
                    throw crash;
                }
                default -> {
                    return Step.WAITING;
                }
            }
        }

        @Override
        public void terminate(Self self, ExitReason reason) {
            note("%s cleans up: %s", self.pid(), reason);
            time();
            same("why " + self.pid() + " cleans up", model.cleansUp(self.pid()), reason);
            act(self, random.nextInt(3));
            if (random.nextInt(10) == 0) {
                IllegalStateException crash = new IllegalStateException("clean-up " + ++tokens);
                model.cleanUpFailed(self.pid(), new ExitReason.Crash(crash));
                throw crash;
            }
        }

        private void act(Self self, int acts) {
            for (int i = 0; i < acts && difference == null; i++) {
                actOnce(self);
            }
        }

        private void actOnce(Self self) {
            Pid pid = self.pid();
            Pid other = anyone();
            switch (random.nextInt(26)) {
                case 0, 1, 2, 3 -> take(self);
                case 4, 5, 6 -> {
                    Integer token = ++tokens;
                    note("%s sends %s to %s", pid, token, other);
                    same("send", model.post.send(other, token), self.send(other, token));
                }
                case 7, 8 -> {
                    note("%s links to %s", pid, other);
                    self.link(other);
                    model.link(pid, other);
                }
                case 9, 10 -> {
                    note("%s unlinks %s", pid, other);
                    self.unlink(other);
                    model.unlink(pid, other);
                }
                case 11, 12 -> {
                    note("%s monitors %s", pid, other);
                    Watch watch = new Watch(self.monitor(other), model.monitor(pid, other));
                    watches.put(watch.real, watch.model);
                    monitors.add(watch);
                }
                case 13 -> {
                    if (!monitors.isEmpty()) {
                        Watch watch = any(monitors);
                        boolean flush = random.nextBoolean();
                        note("%s demonitors %s, flush %s", pid, watch.real, flush);
                        same(
                                "demonitor",
                                model.demonitor(watch.model, flush),
                                flush ? self.demonitorAndFlush(watch.real) : self.demonitor(watch.real));
                    }
                }
                case 14 -> {
                    ExitReason reason = REASONS[random.nextInt(REASONS.length)];
                    note("%s sends exit %s to %s", pid, reason, other);
                    self.exit(other, reason);
                    model.signal(
                            other, reason == ExitReason.KILL ? new Sent.Kill() : new Sent.Exit(pid, reason, false));
                }
                case 15 -> {
                    if (random.nextInt(3) == 0) {
                        note("%s kills %s", pid, other);
                        self.kill(other);
                        model.signal(other, new Sent.Kill());
                    }
                }
                case 16 -> {
                    boolean trap = random.nextBoolean();
                    note("%s traps: %s", pid, trap);
                    self.trapExits(trap);
                    model.trap(pid, trap);
                }
                case 17 -> {
                    Duration deadline = random.nextBoolean() ? freeDelay() : null;
                    note("%s cancels %s within %s", pid, other, deadline);
                    self.cancel(other, "please", deadline);
                    long at = deadline == null ? Long.MAX_VALUE : now() + deadline.toNanos();
                    model.signal(other, new Sent.Cancel(pid, "please", at));
                }
                case 18 -> names(self);
                case 19, 20 -> spawn(self);
                case 21, 22 -> {
                    Duration delay = freeDelay();
                    Integer token = ++tokens;
                    note("%s arms %s in %s", pid, token, delay);
                    clocks.add(new Clock(
                            self.sendAfter(delay, token), model.alarms.arm(pid, now() + delay.toNanos(), token)));
                }
                case 23 -> {
                    if (!clocks.isEmpty()) {
                        Clock clock = any(clocks);
                        note("%s cancels timer %s", pid, clock.model.content());
                        same("cancel of a timer", model.alarms.cancel(clock.model), self.cancel(clock.real));
                    }
                }
                case 24 -> {
                    if (unbounded) {
                        boolean once = random.nextBoolean();
                        note("%s makes an alias, once %s", pid, once);
                        Address address = new Address(self.alias(once), new Post.Address(pid, once));
                        own.add(address);
                        addresses.add(address);
                    }
                }
                default -> aliases(self);
            }
        }

        private void take(Self self) {
            int kind = random.nextInt(6);
            Predicate<Sent> model = kind == 0
                    ? what -> what instanceof Sent.Message || what instanceof Sent.Due
                    : kind == 1 ? Sent.Down.class::isInstance : _ -> true;
            Sent expected = History.this.model.post.take(self.pid(), model);
            Object actual = kind == 0
                    ? self.take(Integer.class::isInstance)
                    : kind == 1 ? self.take(Signal.Down.class::isInstance) : self.take();
            note("%s takes %s", self.pid(), actual);
            if (!isSame(expected, actual)) {
                differ(self.pid() + " takes: the model says " + describe(expected) + ", the kernel " + actual);
            }
        }

        private void names(Self self) {
            Object name = NAMES[random.nextInt(NAMES.length)];
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    note("%s registers %s", self.pid(), name);
                    same("register", model.register(self.pid(), name), self.register(name));
                }
                case 2 -> {
                    note("%s unregisters %s", self.pid(), name);
                    same("unregister", model.unregister(self.pid(), name), self.unregister(name));
                }
                default -> {
                    Pid holder = model.holder(name);
                    same("holder of " + name, holder, self.node().names().lookup(name));
                    if (holder != null) {
                        Integer token = ++tokens;
                        note("%s sends %s to %s", self.pid(), token, name);
                        same("send to a name", model.post.send(holder, token), self.send(name, token));
                    }
                }
            }
        }

        private void spawn(Self self) {
            if (model.live().size() >= MOST_LIVE) {
                return;
            }
            MailboxLimit limit = anyLimit();
            boolean link = random.nextBoolean();
            boolean monitor = random.nextBoolean();
            boolean traps = random.nextBoolean();
            Object name = random.nextInt(4) == 0 ? NAMES[random.nextInt(NAMES.length)] : null;
            Spawn spawn = new Spawn(new Actor(limit), null, name, null, link, monitor, traps, limit);
            boolean taken = name != null && model.holder(name) != null;
            try {
                Spawned child = self.spawn(spawn);
                note(
                        "%s spawns %s as %s, link %s, monitor %s, traps %s",
                        self.pid(), child.pid(), name, link, monitor, traps);
                same("whether the name " + name + " is taken", taken, false);
                known.add(child.pid());
                Sent.Watching watching = null;
                if (child.monitor() != null) {
                    watching = new Sent.Watching(self.pid(), child.pid());
                    watches.put(child.monitor(), watching);
                    monitors.add(new Watch(child.monitor(), watching));
                }
                same("whether it is monitored", monitor, watching != null);
                model.spawned(new Proc(child.pid(), limit, traps), self.pid(), name, link, watching);
            } catch (SpawnRefused _) {
                note("%s cannot spawn as %s", self.pid(), name);
                same("whether the name " + name + " is taken", taken, true);
            }
        }

        private void aliases(Self self) {
            if (!own.isEmpty() && random.nextInt(3) == 0) {
                Address address = any(own);
                note("%s ends an alias", self.pid());
                self.unalias(address.real);
                address.model.active = false;
            } else if (!addresses.isEmpty()) {
                Address address = any(addresses);
                Integer token = ++tokens;
                note("%s sends %s through an alias of %s", self.pid(), token, address.real.owner());
                same("send through an alias", model.post.send(address.model, token), self.send(address.real, token));
            }
        }
    }
}
