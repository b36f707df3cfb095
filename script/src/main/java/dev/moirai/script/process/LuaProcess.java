package dev.moirai.script.process;

import dev.moirai.app.kind.ProcessLimits;
import dev.moirai.kernel.Body;
import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Monitor;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Self;
import dev.moirai.kernel.Signal;
import dev.moirai.kernel.Spawn;
import dev.moirai.kernel.Step;
import dev.moirai.lua.Call;
import dev.moirai.lua.Coroutine;
import dev.moirai.lua.Environment;
import dev.moirai.lua.Host;
import dev.moirai.lua.LuaError;
import dev.moirai.lua.LuaFunction;
import dev.moirai.lua.LuaString;
import dev.moirai.script.security.Credentials;
import dev.moirai.script.security.Policies;
import dev.moirai.script.text.Regex;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A process written in Lua: one environment, its fibers, and the way from the mailbox to them.
 *
 * <p>A turn moves what arrived to where it belongs, then runs fibers, oldest first, until all of them wait or the budget is
 * used up: see {@link Run}. Fibers take turns only where they wait. The process ends when its main function returns, when any
 * fiber fails, or when all of them wait for each other. What an {@link Upgrade} keeps is here, what it replaces is in the run.
 *
 * <p>All state belongs to the turn; {@link #self} is there during one only.
 */
public final class LuaProcess implements Body, Host {
    private static final int STRING_BYTES = 40;

    private final LuaRuntime runtime;
    private final Router router = new Router(this);
    private Map<Pid, Monitor> monitors = Collections.emptyMap();
    /**
     * What other threads have to tell. Not in the mailbox, which may be full. Made by the turn that first asks for something;
     * any thread adds, the turn takes.
     */
    private @Nullable Queue<Notice> heard;

    /** What it is born with; {@link #run} says what it runs now. */
    private final Program program;

    private final Parcel arguments;

    private List<LuaMessage> initial = List.of();
    private Context context;
    /** It is told when its code was replaced, and upgrades itself when it likes. */
    private boolean upgradable;
    /** It ends with the code it began with, as a call should. */
    private boolean keepsCode;

    private List<String> callers = List.of();

    private @Nullable Runnable ready;
    /** Whose word it waits for before it begins. */
    private @Nullable Pid awaited;

    private @Nullable Monitor ownersEnd;
    private @Nullable Self self;
    private @Nullable LuaString pid;
    /** The pid that the program has addressed last, and its text: mostly it is the next one too. */
    private @Nullable Pid addressed;

    private @Nullable LuaString address;
    private @Nullable Run run;
    private @Nullable Trial trial;
    private @Nullable Upgrade requested;

    /**
     * An upgrade that is not decided yet.
     *
     * @param before what goes on if it fails
     * @param caller the fiber of it that asked; null if someone outside of the process did
     * @param taken what the new program may read in its place
     */
    private record Trial(Run before, @Nullable Fiber caller, Router.TakenBack taken, Upgrade.Outcome outcome) {}

    /** A process that will run {@code program} with {@code arguments}. */
    public LuaProcess(LuaRuntime runtime, Program program, Parcel arguments, Context context) {
        this(runtime, program, arguments, context, null);
    }

    /** @param ready told, in a turn, when the main function has started: it waits for the first time, or is over */
    public LuaProcess(
            LuaRuntime runtime, Program program, Parcel arguments, Context context, @Nullable Runnable ready) {
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
            if (awaited != null) {
                Step instead = beforeWord(awaited);
                if (instead != null) {
                    return instead;
                }
            }
            if (run == null) {
                if (!initial.isEmpty()) {
                    router.takeBack(List.copyOf(initial));
                    initial = List.of();
                }
                begin(program, arguments);
            }
            Notice notice;
            while (heard != null && (notice = heard.poll()) != null) {
                notice.arrive(this);
            }
            router.pump();
            carryOutRequest();
            Step step = run().turn(budget);
            return step == Step.WAITING && requested != null ? Step.READY : step;
        } catch (LuaError limit) {
            // Raised outside of any call: receiving a message, or beginning, took too much memory.
            return failed(ExitEvents.uncaught(limit));
        } finally {
            self = null;
        }
    }

    /** The spawn of this process, with the mailbox its entry says. */
    public Spawn spawn() {
        Spawn spawn = Spawn.of(this);
        return program.limits().mailbox().map(spawn::withMailbox).orElse(spawn);
    }

    // ---- waiting for a word

    /** The message that lets a process begin which {@link #awaitWordOf waits} for it. */
    private enum Word {
        BEGIN
    }

    /**
     * Lets it begin only when {@code owner} gives its word, who may watch or link it first; if the owner ends before that, it
     * ends too. To be called before it is spawned.
     */
    public void awaitWordOf(Pid owner) {
        awaited = owner;
    }

    /** Gives the word that {@code other} waits for. */
    public void giveWord(Pid other) {
        self().send(other, Word.BEGIN);
    }

    /** What to do instead of beginning; null if the word has come. */
    private @Nullable Step beforeWord(Pid owner) {
        if (ownersEnd == null) {
            ownersEnd = self().monitor(owner);
        }
        Object arrived = self().take(each -> each == Word.BEGIN || each instanceof Signal.Down);
        if (arrived == Word.BEGIN) {
            self().demonitorAndFlush(ownersEnd);
            awaited = null;
            ownersEnd = null;
            return null;
        }
        return arrived == null ? Step.WAITING : Step.done(ExitReason.SHUTDOWN);
    }

    /** Has these messages before any other. To be called before it is spawned. */
    public void beginWith(List<LuaMessage> messages) {
        initial = messages;
    }

    private void begin(Program wanted, Parcel given) {
        if (run == null) {
            identify(wanted);
        }
        ProcessLimits limits = runtime.limits(wanted, self().host().name());
        if (run == null && limits.spawns().isPresent()) {
            context = context.withQuota(wanted.id(), limits.spawns().get());
        }
        var begun = new Run(this, wanted, given, new Inlets(this, router), runtime.ofEngine(limits));
        run = begun;
        router.use(begun.inlets());
        begun.begin();
    }

    /** Makes it who its entry says it is; what that does not say it has inherited. */
    private void identify(Program wanted) {
        if (wanted.identity().isPresent()) {
            Credentials own = runtime.shared(Policies.class).of(wanted.identity());
            context = context.with(context.credentials().with(own));
        }
    }

    private Run run() {
        return Objects.requireNonNull(run, "not yet started");
    }

    /** The main function has started. */
    void ready() {
        Runnable told = ready;
        if (told != null) {
            ready = null;
            told.run();
        }
    }

    /** The program is over. */
    Step ended(ExitReason reason) {
        return reason instanceof ExitReason.Failed(ErrorValue error) ? failed(error) : Step.done(reason);
    }

    /** The program has failed. That is the end of the process, unless another one stands still for this one's trial. */
    Step failed(ErrorValue error) {
        Trial failed = trial;
        if (failed != null) {
            rollBack(failed, error);
            return Step.READY;
        }
        runtime.failed(this, error);
        return Step.done(new ExitReason.Failed(error));
    }

    // ================================================================ upgrade

    /** Begins with another program; {@code caller} is the fiber that asked, if one did. */
    void upgrade(Upgrade upgrade, @Nullable Fiber caller) {
        settle(); // who upgrades has started
        Run before = run();
        trial = new Trial(before, caller, router.takeBack(before.unread()), upgrade.outcome());
        begin(upgrade.program(), upgrade.arguments());
    }

    /** The program has shown that it runs: it waits, or takes something from the mailbox. */
    void settle() {
        Trial passed = trial;
        if (passed != null) {
            trial = null;
            passed.before().close();
            passed.outcome().tell(null);
        }
    }

    private void rollBack(Trial failed, ErrorValue error) {
        trial = null;
        run().close();
        run = failed.before();
        router.giveAgain(failed.taken());
        router.use(failed.before().inlets());
        ErrorValue told = error.within("upgrade failed");
        if (failed.caller() != null) {
            failed.before().refuse(failed.caller(), told);
        }
        failed.outcome().tell(told);
    }

    /** Someone outside wants it to be upgraded, when no fiber is in the middle of something. */
    private void carryOutRequest() {
        Upgrade wanted = requested;
        if (wanted != null) {
            requested = null;
            upgrade(wanted, null);
        }
    }

    /**
     * The code of entries was replaced. Called in a turn.
     *
     * @param newest the entries concerned, by id
     * @param sources those of them that changed themselves
     * @param told what this means here, once that is known
     */
    public void outdated(Map<String, Program> newest, Set<String> sources, Consumer<Outdating> told) {
        Program mine = run().program();
        Program other = newest.get(mine.id());
        if (other == null || other == mine || keepsCode) {
            told.accept(new Outdating.NotConcerned());
        } else if (upgradable) {
            router.outdated(sources);
            told.accept(new Outdating.Told(mine.id()));
        } else {
            requested = new Upgrade(
                    other,
                    run().arguments(),
                    failure -> told.accept(
                            failure == null
                                    ? new Outdating.Upgraded(mine.id())
                                    : new Outdating.RolledBack(mine.id(), failure)));
        }
    }

    /** Whether it is told by an event when its code was replaced, instead of being upgraded. */
    public boolean isUpgradable() {
        return upgradable;
    }

    /** Says whether it is told instead of being upgraded. */
    public void upgradable(boolean wanted) {
        upgradable = wanted;
    }

    /** Makes it a call, which ends with the code it began with. To be called before it is spawned. */
    public void asCall() {
        keepsCode = true;
    }

    /** Makes it a call for whose end {@code caller} waits. To be called before it is spawned. */
    public void asCallOf(LuaProcess caller) {
        asCall();
        callers = caller.callChain();
    }

    /** The entries of the calls that wait for each other down to this process, itself last. */
    public List<String> callChain() {
        var chain = new ArrayList<>(callers);
        chain.add(toString());
        return chain;
    }

    /** Has {@code closing} run when the running program is replaced by another. Not when the process ends. */
    public void whenReplaced(Runnable closing) {
        run().whenReplaced(closing);
    }

    // ================================================================ fibers

    /** Starts a concurrent coroutine; it runs when those before it wait. */
    public Coroutine spawn(LuaFunction function, @Nullable Object... arguments) {
        return run().spawn(function, arguments);
    }

    Fiber running() {
        return run().running();
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
        Runnable waker = self().waker();
        Queue<Notice> ears = ears();
        future.thenAccept(outcome -> {
            ears.add(process -> receiver.accept(process, outcome));
            waker.run();
        });
    }

    private Queue<Notice> ears() {
        Queue<Notice> queue = heard;
        if (queue == null) {
            queue = new ConcurrentLinkedQueue<>();
            heard = queue;
        }
        return queue;
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
        return run().program();
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

    /** The process that the program addressed by this very text the last time; null if it addressed another. */
    public @Nullable Pid remembered(LuaString text) {
        return text == address ? addressed : null;
    }

    /** The program has addressed a process by the text of its pid. */
    public void remember(LuaString text, Pid named) {
        address = text;
        addressed = named;
    }

    /** A string, charged to this process. */
    public LuaString text(String text) {
        LuaString string = LuaString.of(text);
        environment().memory().allocate(STRING_BYTES + string.length());
        return string;
    }

    public Environment environment() {
        return run().environment();
    }

    /**
     * What {@code require} gives.
     *
     * @throws LuaError if the program has declared nothing of that name
     */
    public Object require(LuaString name) {
        return run().require(name);
    }

    // ---- channels

    /** The channel of messages no one listens to by topic. */
    public Channel inbox() {
        return run().inlets().inbox();
    }

    /** The channel of events: ends of other processes, and requests to end. */
    public Channel events() {
        return run().inlets().events();
    }

    /** The channel of messages of a topic; {@code whole}: as message objects. */
    public Channel listen(LuaString topic, boolean whole) {
        return run().inlets().listen(topic, whole);
    }

    /** Lets messages of a topic go to a channel of the program's own. */
    public void subscribe(LuaString topic, Channel channel) {
        run().inlets().subscribe(topic, channel);
    }

    /** Ends the subscription that feeds {@code channel}; false if there is none. */
    public boolean unlisten(Channel channel) {
        boolean ended = run().inlets().unlisten(channel);
        if (ended) {
            run().reconsider();
        }
        return ended;
    }

    // ---- watching

    /** Watches a process for the program, which will be told by an EXIT event; false if it already does. */
    public boolean monitor(Pid target) {
        if (monitors.containsKey(target)) {
            return false;
        }
        monitored(target, self().monitor(target));
        return true;
    }

    /** As {@link #monitor(Pid)}, of a watch that was made with the target's birth. */
    public void monitored(Pid target, Monitor monitor) {
        if (monitors.isEmpty()) {
            monitors = new HashMap<>();
        }
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

    @Override
    public Object failure(String message) {
        return ErrorValue.of(ErrorValue.Kind.INVALID, message).toLua();
    }

    @Override
    public boolean matches(Call call, String pattern, LuaString text) {
        try {
            return Regex.compile(pattern).search(call, text).find(call);
        } catch (Regex.Unusable unusable) {
            throw call.error("@pattern: " + unusable.problem());
        }
    }

    // ---- for dumps

    @Override
    public String waitsFor() {
        Run current = run;
        return current == null ? "its first turn" : current.waitsFor();
    }

    /** The entry it began with. */
    @Override
    public String kind() {
        return program.id();
    }

    /** The entry it runs now. */
    @Override
    public String toString() {
        Run current = run;
        return current == null ? program.id() : current.program().id();
    }
}
