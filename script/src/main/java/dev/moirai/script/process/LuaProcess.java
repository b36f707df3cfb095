package dev.moirai.script.process;

import dev.moirai.kernel.Body;
import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Monitor;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Self;
import dev.moirai.kernel.Signal;
import dev.moirai.kernel.Step;
import dev.moirai.lua.Call;
import dev.moirai.lua.Environment;
import dev.moirai.lua.Execution;
import dev.moirai.lua.Host;
import dev.moirai.lua.LuaError;
import dev.moirai.lua.LuaFunction;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A process written in Lua: one environment, its fibers, and the way from the mailbox to them.
 *
 * <p>A turn moves what arrived to where it belongs, then runs fibers, oldest first, until all of them wait or the budget is
 * used up. Fibers take turns only where they wait. The process ends when its main function returns, when any fiber fails, or
 * when all of them wait for each other.
 *
 * <p>All state belongs to the turn; {@link #self} is there during one only.
 */
public final class LuaProcess implements Body, Host {
    /** What resuming a fiber costs of a turn's budget beside the instructions it executes. */
    private static final int RESUME_COST = 5;

    private static final int STRING_BYTES = 40;

    private final LuaRuntime runtime;
    private final Context context;
    private final Router router = new Router(this);
    private final Deque<Fiber> runnable = new ArrayDeque<>(2);
    private final Runnable ready;
    private final Set<Fiber> spawned = new LinkedHashSet<>(0);
    private final Map<Pid, Monitor> monitors = new HashMap<>(0);

    private Program program;
    private Parcel arguments;
    private List<LuaMessage> initial = List.of();
    private @Nullable Self self;
    private @Nullable LuaString pid;
    private @Nullable Loading loading;
    private @Nullable Fiber main;
    private @Nullable Fiber running;
    /** How many waits something outside of the program can end. */
    private int hopes;

    /** A process that will run {@code program} with {@code arguments}. */
    public LuaProcess(LuaRuntime runtime, Program program, Parcel arguments, Context context) {
        this(runtime, program, arguments, context, () -> {});
    }

    /** @param ready told, in a turn, when the code has been loaded and the main function begins */
    public LuaProcess(LuaRuntime runtime, Program program, Parcel arguments, Context context, Runnable ready) {
        this.runtime = runtime;
        this.program = program;
        this.arguments = arguments;
        this.context = context;
        this.ready = ready;
    }

    /** The process whose program makes {@code call}. */
    public static LuaProcess of(Call call) {
        return (LuaProcess) call.environment().host();
    }

    // ================================================================ the turn

    @Override
    public Step advance(Self current, int budget) {
        self = current;
        try {
            if (loading == null) {
                if (putInitialMessages()) {
                    return Step.READY; // they are there at the next turn
                }
                begin();
            }
            router.pump();
            return run(budget);
        } catch (LuaError limit) {
            return failed(limit); // raised outside of any call: receiving a message took too much memory
        } finally {
            running = null;
            self = null;
        }
    }

    /** Has these messages in its mailbox before it begins. To be called before it is spawned. */
    public void beginWith(List<LuaMessage> messages) {
        initial = List.copyOf(messages);
    }

    private boolean putInitialMessages() {
        if (initial.isEmpty()) {
            return false;
        }
        initial.forEach(message -> self().send(self().pid(), message));
        initial = List.of();
        return true;
    }

    private void begin() {
        var starting = new Loading(this, program);
        loading = starting;
        main = schedule(starting.first());
    }

    private Step run(int budget) {
        Environment used = environment();
        long left = budget;
        Fiber fiber;
        while ((fiber = runnable.poll()) != null) {
            long before = used.instructions();
            running = fiber;
            Outcome outcome = fiber.run(left);
            switch (outcome) {
                case Outcome.Suspended(var request) -> {
                    if (request instanceof Upgrade upgrade) {
                        return become(upgrade);
                    }
                }
                case Outcome.Preempted _ -> runnable.addFirst(fiber);
                case Outcome.Failed(LuaError error) -> {
                    return failed(error);
                }
                case Outcome.Finished(var values) -> {
                    Step end = finished(fiber, values);
                    if (end != null) {
                        return end;
                    }
                }
                case Outcome.Yielded _ -> throw new IllegalStateException("a fiber yielded to nobody");
            }
            left -= RESUME_COST + used.instructions() - before;
            if (left <= 0 && !runnable.isEmpty()) {
                return Step.READY;
            }
        }
        return hopes > 0 ? Step.WAITING : deadlocked();
    }

    private @Nullable Step finished(Fiber fiber, @Nullable Object[] values) {
        if (fiber != main) {
            spawned.remove(fiber);
            return null;
        }
        Loading begun = Objects.requireNonNull(loading);
        Execution next = begun.after(values, arguments);
        if (next == null) {
            return ended(ExitEvents.returned(values));
        }
        if (begun.isOver()) {
            ready.run();
        }
        main = schedule(next);
        return null;
    }

    // ================================================================ the end

    private Step failed(LuaError error) {
        return ended(new ExitReason.Failed(ExitEvents.uncaught(error)));
    }

    private Step ended(ExitReason reason) {
        if (reason instanceof ExitReason.Failed(ErrorValue error)) {
            runtime.failed(this, error);
        }
        return Step.done(reason);
    }

    /** Every fiber waits for another one: nothing can ever happen here again. */
    private Step deadlocked() {
        var stacks = new StringBuilder();
        int threads = 1 + spawned.size();
        describe(Objects.requireNonNull(main), stacks);
        spawned.forEach(fiber -> describe(fiber, stacks));
        var error = ErrorValue.failure(
                LuaString.of("deadlock: all coroutines blocked with no pending operations (threads=" + threads + ")"),
                stacks.toString());
        return ended(new ExitReason.Failed(error));
    }

    private static void describe(Fiber fiber, StringBuilder stacks) {
        stacks.append(stacks.isEmpty() ? "" : "\n")
                .append("waits for: ")
                .append(fiber.wait)
                .append('\n')
                .append(fiber.traceback());
    }

    // ================================================================ fibers

    /** Starts a concurrent coroutine; it runs when those before it wait. */
    public void spawn(LuaFunction function) {
        spawned.add(schedule(environment().start(function)));
    }

    private Fiber schedule(Execution execution) {
        var fiber = new Fiber(execution, Objects.requireNonNull(loading));
        runnable.add(fiber);
        return fiber;
    }

    Fiber running() {
        return Objects.requireNonNull(running, "no fiber is running");
    }

    void parked(Wait wait) {
        hopes += wait.isHopeful() ? 1 : 0;
    }

    void unparked(Wait wait, Fiber fiber) {
        if (fiber.loading == loading) { // not one from before an upgrade
            hopes -= wait.isHopeful() ? 1 : 0;
            runnable.add(fiber);
        }
    }

    /** Suspends the running fiber for some time; it goes on in its turn if there is none to wait. */
    public void sleep(Call call, Duration delay) {
        Wait wait = Wait.outside(call, "sleep of " + delay);
        if (delay.isPositive()) {
            self().sendAfter(delay, (Notice) _ -> wait.end(true));
        } else {
            wait.end(true);
        }
    }

    /** What the outcome of a future is in Lua. */
    @FunctionalInterface
    public interface Answer<T extends @Nullable Object, V extends @Nullable Object> {
        V of(LuaProcess process, T outcome);
    }

    /** Suspends the running fiber until {@code future} is done, by whatever thread; its call returns the answer. */
    public <T extends @Nullable Object> void await(
            Call call, CompletableFuture<T> future, String what, Answer<T, @Nullable Object> answer) {
        awaitAll(call, future, what, (process, outcome) -> new @Nullable Object[] {answer.of(process, outcome)});
    }

    /** As {@link #await}, for a call that returns several values. */
    public <T extends @Nullable Object> void awaitAll(
            Call call, CompletableFuture<T> future, String what, Answer<T, @Nullable Object[]> answer) {
        Wait wait = Wait.outside(call, what);
        hear(future, (process, outcome) -> wait.end(answer.of(process, outcome)));
    }

    /** Has {@code receiver} told, in a turn of this process, what became of a future that does not fail. */
    public <T extends @Nullable Object> void hear(CompletableFuture<T> future, BiConsumer<LuaProcess, T> receiver) {
        Pid me = self().pid();
        future.thenAccept(outcome -> me.node().send(me, (Notice) process -> receiver.accept(process, outcome)));
    }

    // ================================================================ what others need to know

    /** The kernel's handle on this process. */
    public Self self() {
        return Objects.requireNonNull(self, "outside of a turn");
    }

    public LuaRuntime runtime() {
        return runtime;
    }

    /** What it runs. */
    public Program program() {
        return program;
    }

    public Context context() {
        return context;
    }

    /** What this process is called in Lua. */
    public LuaString pid() {
        LuaString known = pid;
        if (known == null) {
            known = PidText.of(self().pid());
            pid = known;
        }
        return known;
    }

    /** A string, charged to this process. */
    public LuaString text(String text) {
        LuaString string = LuaString.of(text);
        environment().memory().allocate(STRING_BYTES + string.length());
        return string;
    }

    public Environment environment() {
        return Objects.requireNonNull(loading, "not yet started").environment();
    }

    /**
     * What {@code require} gives.
     *
     * @throws LuaError if the program has declared nothing of that name
     */
    public Object require(LuaString name) {
        return Objects.requireNonNull(loading, "not yet started").require(name);
    }

    // ---- channels

    /** The channel of messages no one listens to by topic. */
    public Channel inbox() {
        return router.inbox();
    }

    /** The channel of events: ends of other processes, and requests to end. */
    public Channel events() {
        return router.events();
    }

    /** The channel of messages of a topic; {@code whole}: as message objects. */
    public Channel listen(LuaString topic, boolean whole) {
        return router.listen(topic, whole);
    }

    /** Lets messages of a topic go to a channel of the program's own. */
    public void subscribe(LuaString topic, Channel channel) {
        router.subscribe(topic, channel);
    }

    /** Ends the subscription that feeds {@code channel}; false if there is none. */
    public boolean unlisten(Channel channel) {
        return router.unlisten(channel);
    }

    // ---- watching

    /** Watches a process for the program, which will be told by an EXIT event; false if it already does. */
    public boolean monitor(Pid target) {
        if (monitors.containsKey(target)) {
            return false;
        }
        monitors.put(target, self().monitor(target));
        return true;
    }

    /** As {@link #monitor(Pid)}, of a watch that was made with the target's birth. */
    public void monitored(Pid target, Monitor monitor) {
        monitors.put(target, monitor);
    }

    public void demonitor(Pid target) {
        Monitor monitor = monitors.remove(target);
        if (monitor != null) {
            self().demonitor(monitor);
        }
    }

    void unwatched(Monitor monitor) {
        monitors.values().remove(monitor);
    }

    /** Lets the end of {@code monitor}'s target go to {@code watcher}; the program is not told. */
    public void watch(Monitor monitor, Consumer<Signal.Down> watcher) {
        router.watch(monitor, watcher);
    }

    /** Ends a watch of {@link #watch}. */
    public void unwatch(Monitor monitor) {
        router.unwatch(monitor);
        self().demonitorAndFlush(monitor);
    }

    // ---- upgrade

    /** The request to go on as another program. */
    public record Upgrade(Program program, Parcel arguments) {}

    /** The same process, with its mailbox, names and ties, begins anew. */
    private Step become(Upgrade upgrade) {
        program = upgrade.program();
        arguments = upgrade.arguments();
        runnable.clear();
        spawned.clear();
        hopes = 0;
        router.forget();
        begin();
        return Step.READY;
    }

    // ---- for the Lua engine

    @Override
    public void print(LuaString line) {
        runtime.print(line);
    }

    @Override
    public long seed() {
        return self().random().nextLong();
    }

    @Override
    public Instant now() {
        return self().node().clock().now();
    }

    // ---- for dumps

    @Override
    public String waitsFor() {
        Fiber fiber = main;
        Wait wait = fiber == null ? null : fiber.wait;
        return wait == null ? "its turn" : wait.toString();
    }

    @Override
    public String toString() {
        return program.id();
    }
}
