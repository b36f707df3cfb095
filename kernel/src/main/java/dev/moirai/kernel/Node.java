package dev.moirai.kernel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A whole system of processes: hosts, names, time. There may be many in one JVM; nothing is static.
 *
 * <pre>{@code
 * try (Node node = Node.start("example")) {
 *     Pid echo = node.spawn(new Echo());
 *     node.send(echo, "hello");
 * }
 * }</pre>
 *
 * <p>Its methods may be called from any thread; inside a process use {@link Self}.
 */
public final class Node implements AutoCloseable {
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(30);

    private final NodeOptions options;
    private final Engine engine;
    private final ProcessTable table = new ProcessTable();
    private final Names names = new Names();
    private final Room room;
    private final Map<String, Host> hosts = new ConcurrentHashMap<>();
    private final Host defaultHost;
    private final AtomicLong generations = new AtomicLong();
    private final Pid nobody = new Pid(this, null, -1);
    private final ZombieList zombies;
    private final UnheardCrashes unheardCrashes;
    private final @Nullable Hooks hooks;
    private volatile boolean stopping;

    /** Starts a node with the machine's processors as workers. */
    public static Node start(String name) {
        return start(NodeOptions.named(name));
    }

    public static Node start(NodeOptions options) {
        return new Node(options, table -> new ThreadEngine(table));
    }

    /** Builds the engine of a node that is being made. */
    interface EngineMaker {
        Engine make(ProcessTable table);
    }

    Node(NodeOptions options, EngineMaker maker) {
        Rehearsal.once();
        this.options = options;
        this.hooks = Hooks.of(options);
        this.engine = maker.make(table);
        this.room = new Room(engine.clock());
        this.zombies = new ZombieList();
        this.unheardCrashes = new UnheardCrashes(clock());
        this.defaultHost = new Host(this, options.host(), engine);
        hosts.put(defaultHost.name(), defaultHost);
        engine.start(this);
    }

    // ---- parts

    public String name() {
        return options.name();
    }

    public NodeOptions options() {
        return options;
    }

    public Clock clock() {
        return engine.clock();
    }

    public Names names() {
        return names;
    }

    /** The host processes run on unless told otherwise. */
    public Host defaultHost() {
        return defaultHost;
    }

    /** The host of that name, or null. */
    public @Nullable Host host(String name) {
        return hosts.get(name);
    }

    public Collection<Host> hosts() {
        return List.copyOf(hosts.values());
    }

    /**
     * Opens a further host.
     *
     * @throws IllegalArgumentException if there is one of that name
     */
    public synchronized Host open(HostOptions host) {
        if (stopping) {
            throw new IllegalStateException("node " + name() + " is stopping; host " + host.name() + " was not opened");
        }
        if (hosts.containsKey(host.name())) {
            throw new IllegalArgumentException("there already is a host named " + host.name());
        }
        Host opened = new Host(this, host, engine);
        hosts.put(host.name(), opened);
        return opened;
    }

    /** The process with that id; a pid whose {@link Pid#isAlive} is false if it has ended, null if it never was. */
    public @Nullable Pid pid(long id) {
        Process process = table.get(id);
        return process != null ? process.pid() : table.mayHaveExisted(id) ? new Pid(this, null, id) : null;
    }

    // ---- from outside

    /** Spawns a process on the default host. */
    public Pid spawn(Body body) {
        return spawn(Spawn.of(body));
    }

    /**
     * Spawns a process; link and monitor need a spawner that is a process.
     *
     * @throws SpawnRefused if a limit is reached, the name is taken, or the node is stopping
     */
    public Pid spawn(Spawn spawn) {
        if (spawn.link() || spawn.monitor()) {
            throw new IllegalArgumentException("only a process can spawn linked or monitored; use Self.spawn");
        }
        return Birth.fromOutside(spawn, hostOf(spawn), engine.outside());
    }

    /** Sends a message without a sender. */
    public SendResult send(Pid to, Object message) {
        return deliver(to, new Envelope.Message(null, Objects.requireNonNull(message, "message")), null);
    }

    /** Sends to the process that holds {@code name} now; {@link SendResult#DEAD} if nobody does. */
    public SendResult send(Object name, Object message) {
        if (name instanceof Pid to) {
            return send(to, message);
        }
        if (name instanceof Alias to) {
            return send(to, message);
        }
        Pid holder = names.lookup(name);
        return holder == null ? SendResult.DEAD : send(holder, message);
    }

    /** Sends through an alias, without a sender. */
    public SendResult send(Alias alias, Object message) {
        return deliver(alias, null, Objects.requireNonNull(message, "message"), null);
    }

    public void kill(Pid target) {
        signal(target, new Signal.Kill(null), null);
    }

    /**
     * Cancels a process and all it has spawned, directly or not: children before parents, each generation with its share of
     * {@code deadline}; who is not done by then is ended by force. A supervisor would start cancelled children anew: to end
     * a supervised tree, cancel its supervisor.
     */
    public CompletableFuture<StopReport> cancelTree(Pid root, String reason, Duration deadline) {
        TreeCancel cancel = new TreeCancel(root, reason, deadline);
        spawn(Spawn.of(cancel));
        return cancel.report();
    }

    /** As {@link Self#cancel}. */
    public void cancel(Pid target, String reason, @Nullable Duration deadline) {
        long at = deadline == null ? Long.MAX_VALUE : Clock.after(clock().nanoTime(), deadline);
        signal(target, new Signal.Cancel(null, reason, at), null);
    }

    /**
     * Spawns a process and watches it from birth.
     *
     * @throws SpawnRefused as {@link #spawn(Spawn)}
     */
    public Watched spawnWatched(Spawn spawn) {
        return Birth.watched(spawn, hostOf(spawn), engine.outside());
    }

    /** Completes with the reason when the process ends; with {@link ExitReason#NO_PROCESS} if it already has. */
    public CompletableFuture<ExitReason> exitOf(Pid target) {
        return Birth.watcherOf(target, defaultHost, engine.outside());
    }

    private Host hostOf(Spawn spawn) {
        return spawn.host() != null ? spawn.host() : defaultHost;
    }

    /**
     * Waits from outside of any turn until {@code future} is done; in a simulation, processes run and time passes meanwhile.
     *
     * @param longest for how long, at most {@link Clock#FOR_EVER}
     * @return false if {@code longest} is over first, or this thread was interrupted (its flag is set then)
     * @throws IllegalStateException inside a turn, which must never wait
     */
    public boolean await(CompletableFuture<?> future, Duration longest) {
        return engine.await(future, Clock.bounded(longest));
    }

    // ---- what is going on

    /** Where every message went; see {@link Ledger}. */
    public Ledger ledger() {
        long[] queued = new long[1];
        table.forEach(process -> queued[0] += process.backlog());
        return new Ledger(
                total(Counters.Kind.SENT),
                total(Counters.Kind.HANDLED),
                total(Counters.Kind.DROPPED),
                total(Counters.Kind.DEAD_LETTERED),
                queued[0],
                total(Counters.Kind.REFUSED));
    }

    long total(Counters.Kind kind) {
        long sum = 0;
        for (Carrier carrier : engine.carriers()) {
            sum += carrier.counted(kind);
        }
        return sum;
    }

    /** How many processes live now. */
    public int population() {
        int sum = 0;
        for (Host host : hosts.values()) {
            sum += host.population();
        }
        return sum;
    }

    /**
     * Asks a process about itself; the answer comes between two of its turns, and is null if it has ended. The future is
     * completed by the thread that runs the process: attach slow work to it with the {@code Async} methods.
     */
    public CompletableFuture<@Nullable ProcessInfo> info(Pid target) {
        CompletableFuture<@Nullable ProcessInfo> answer = new CompletableFuture<>();
        signal(target, new Signal.Inform(answer), null);
        return answer;
    }

    /** The processes that live now, in order of id. */
    public List<Pid> processes() {
        List<Pid> pids = new ArrayList<>();
        table.forEach(process -> pids.add(process.pid()));
        return pids;
    }

    /**
     * All processes as text for a person: a tree by who spawned whom, with state and what each waits for; alike siblings
     * share a line. Stops nothing.
     */
    public String dump() {
        return Dump.of(this);
    }

    /** Java code that runs on although its process has ended. */
    public List<Zombie> zombies() {
        return zombies.list();
    }

    /**
     * Completes when no code of the process runs any more: for those who reuse a resource that its code may still hold. At
     * once unless the process is a {@link Zombie}.
     */
    public CompletableFuture<Void> physicalEnd(Pid ended) {
        return zombies.endOf(ended);
    }

    // ---- the end

    /**
     * Cancels every process, waits until they have ended or the deadline is over, ends the rest by force, and stops the
     * threads. Spawns are refused from the start.
     *
     * @param deadline for everything together
     */
    public StopReport stop(Duration deadline) {
        stopping = true;
        StopReport report = new Stop(this, engine, hosts()).within(deadline);
        engine.stop();
        return report;
    }

    /** Stops within 30 seconds. */
    @Override
    public void close() {
        stop(CLOSE_DEADLINE);
    }

    // ---- for the kernel

    StopReport stop(Host host, Duration deadline) {
        return new Stop(this, engine, List.of(host)).within(deadline);
    }

    /** A host that stops has no more processes. */
    void emptied() {
        engine.changed();
    }

    boolean isFull() {
        return hosts.size() > 1
                ? population() > options.maxProcesses()
                : defaultHost.population() > options.maxProcesses();
    }

    Carrier newBlockingCarrier() {
        return engine.newBlockingCarrier();
    }

    ProcessTable table() {
        return table;
    }

    Room room() {
        return room;
    }

    UnheardCrashes unheardCrashes() {
        return unheardCrashes;
    }

    ZombieList zombieList() {
        return zombies;
    }

    /** The tracer, which does not throw here; null if there is none. */
    @Nullable
    Tracer tracer() {
        return hooks != null && hooks.traces() ? hooks : null;
    }

    /** Memory or stack ended in the kernel's own code, which will go on. */
    void survived() {
        engine.survived();
    }

    /** A pid no process ever had. */
    Pid nobody() {
        return nobody;
    }

    long nextGeneration() {
        return generations.incrementAndGet();
    }

    boolean maySenderBlock(@Nullable Carrier by) {
        return by == null ? !(Thread.currentThread() instanceof KernelThread) : by.isOwnThread();
    }

    void count(Counters.Kind kind, int change, @Nullable Carrier by) {
        (by != null ? by : engine.outside()).count(kind, change);
    }

    SendResult deliver(Pid to, Envelope.Message message, @Nullable Carrier by) {
        Process target = to.process;
        if (target == null) {
            count(Counters.Kind.SENT, 1, by);
            deadLetter(message.from, to, message.body, by);
            return SendResult.DEAD;
        }
        return target.accept(message, by);
    }

    SendResult deliver(Alias alias, @Nullable Pid from, Object message, @Nullable Carrier by) {
        if (!alias.isActive()) {
            count(Counters.Kind.SENT, 1, by);
            deadLetter(from, alias.owner(), message, by);
            return SendResult.DEAD;
        }
        return deliver(alias.owner(), new Envelope.Aliased(from, message, alias), by);
    }

    /** Delivers a signal, or answers it in place of a process that is gone. */
    void signal(Pid to, Signal signal, @Nullable Carrier by) {
        Tracer tracer = tracer();
        if (tracer != null) {
            tracer.signalled(to, signal);
        }
        Process target = to.process;
        if (target == null) {
            answerForDead(to, signal, by);
        } else {
            target.post(signal, by);
        }
    }

    /** What the dead answer: links learn there is no process, monitors too, unlinks are confirmed. */
    void answerForDead(Pid dead, Signal signal, @Nullable Carrier by) {
        switch (signal) {
            case Signal.Link(Pid from, long generation) ->
                signal(from, new Signal.Exit(dead, ExitReason.NO_PROCESS, new Signal.LinkTag(0, generation)), by);
            case Signal.Unlink(Pid from, long id) -> signal(from, new Signal.Unlinked(dead, id), by);
            case Signal.Watch(Monitor monitor) ->
                signal(monitor.watcher, new Signal.Down(monitor, dead, ExitReason.NO_PROCESS), by);
            case Signal.Exit _,
                    Signal.Kill _,
                    Signal.Cancel _,
                    Signal.Down _,
                    Signal.Unlinked _,
                    Signal.Unwatch _,
                    Signal.Fired _,
                    Signal.Expire _,
                    Signal.Wake _ -> {}
            case Signal.Inform(CompletableFuture<@Nullable ProcessInfo> answer) -> answer.complete(null);
        }
    }

    void deadLetter(@Nullable Pid from, Pid to, Object message, @Nullable Carrier by) {
        count(Counters.Kind.DEAD_LETTERED, 1, by);
        if (hooks != null) {
            hooks.deadLetter(from, to, message);
        }
    }

    void dropped(Pid to, Object message, @Nullable Carrier by) {
        count(Counters.Kind.DROPPED, 1, by);
        Tracer tracer = tracer();
        if (tracer != null) {
            tracer.dropped(to, message);
        }
    }
}
