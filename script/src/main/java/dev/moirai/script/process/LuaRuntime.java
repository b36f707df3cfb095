package dev.moirai.script.process;

import dev.moirai.app.kind.ProcessLimits;
import dev.moirai.kernel.Host;
import dev.moirai.kernel.Node;
import dev.moirai.lua.Limits;
import dev.moirai.lua.LuaString;
import dev.moirai.otp.Call;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all Lua processes of a node share: the programs they can run, the hosts they can run on, and where output goes. */
public final class LuaRuntime {
    private static final long MEGA = 1_000_000;

    private final Node node;
    private final Map<String, Program> programs = new ConcurrentHashMap<>();
    private final Map<String, String> homes = new ConcurrentHashMap<>();
    private final Map<String, CallPool> pools = new ConcurrentHashMap<>();
    private final EventBus events = new EventBus();
    private final WaitGraph waits = new WaitGraph();
    private final Map<Class<?>, Object> shared = new ConcurrentHashMap<>();
    private final Map<String, ProcessLimits> hostLimits = new ConcurrentHashMap<>();
    private final Map<ProcessLimits, Limits> engineLimits = new ConcurrentHashMap<>();
    private final Set<String> hosts;
    private final Consumer<String> output;

    /**
     * @param hosts the ids of all hosts of the project; those that run are open on the node
     * @param output takes each line that programs print, from any thread
     */
    public LuaRuntime(Node node, Set<String> hosts, Consumer<String> output) {
        this.node = node;
        this.hosts = Set.copyOf(hosts);
        this.output = output;
    }

    public Node node() {
        return node;
    }

    // ---- programs

    /** Makes a program known, in place of an earlier one of the same id. */
    public void install(Program program) {
        programs.put(program.id(), program);
    }

    /** Makes a program unknown; processes that run it go on. */
    public void uninstall(String id) {
        programs.remove(id);
    }

    public @Nullable Program program(String id) {
        return programs.get(id);
    }

    /** The program of an entry that processes can run; null if there is none, or it is a library. */
    public @Nullable Program runnable(String id) {
        Program program = programs.get(id);
        return program != null && program.isRunnable() ? program : null;
    }

    /** Lets at most {@code most} calls of a function run at once. */
    public void bound(String id, int most) {
        pools.put(id, new CallPool(most));
    }

    /** Has calls of a process entry run on {@code host} instead of the caller's. */
    public void home(String id, String host) {
        homes.put(id, host);
    }

    /** The host on which calls of an entry run; null if they do on the caller's. */
    public @Nullable Host home(String id) {
        String host = homes.get(id);
        return host == null ? null : node.host(host);
    }

    /** What bounds the calls of a function; null if nothing does. */
    public @Nullable CallPool pool(String id) {
        return pools.get(id);
    }

    /** The events of this node. */
    public EventBus events() {
        return events;
    }

    /** Keeps something for the modules of all processes, who find it by its type. */
    public <T> void share(Class<T> type, T value) {
        shared.put(type, value);
    }

    /** What was kept by {@link #share}; null if nothing was. */
    public <T> @Nullable T find(Class<T> type) {
        return type.cast(shared.get(type));
    }

    /** What was kept by {@link #share}, and must have been. */
    public <T> T shared(Class<T> type) {
        T value = find(type);
        if (value == null) {
            throw new IllegalStateException("no " + type.getSimpleName() + " was given to this runtime");
        }
        return value;
    }

    /** Who waits for whom. */
    public WaitGraph waits() {
        return waits;
    }

    // ---- hosts

    /** Says what processes on a host may use unless their entries say otherwise. */
    public void limit(String host, ProcessLimits limits) {
        hostLimits.put(host, limits);
    }

    /** What a process of {@code program} on {@code host} may use. */
    ProcessLimits limits(Program program, String host) {
        return program.limits().orAs(hostLimits.getOrDefault(host, ProcessLimits.NONE));
    }

    /** Limits as the engine wants them; one object for all processes of the same limits. */
    Limits ofEngine(ProcessLimits limits) {
        return engineLimits.computeIfAbsent(
                limits,
                each -> new Limits(
                        each.millionInstructions()
                                .map(millions -> MEGA * millions)
                                .orElse(Long.MAX_VALUE),
                        each.memory().orElse(ProcessLimits.MEMORY_UNLESS_SAID),
                        each.callDepth().orElse(ProcessLimits.CALL_DEPTH_UNLESS_SAID),
                        each.coroutines().orElse(ProcessLimits.COROUTINES_UNLESS_SAID)));
    }

    public @Nullable Host host(String id) {
        return node.host(id);
    }

    /** Whether the project has such a host, running or not. */
    public boolean isHostDeclared(String id) {
        return hosts.contains(id);
    }

    // ---- told by processes

    void print(LuaString line) {
        output.accept(line.toString());
    }

    /** A process failed. Its watchers are told by the kernel; this is for whoever reads the log. */
    void failed(LuaProcess process, ErrorValue error) {
        log(process).warn("process {} failed: {}{}", process.pid(), error, indented(error.stack()));
    }

    /** Processes wait for each other to answer. */
    public void circle(LuaProcess process, String circle) {
        log(process).warn("{}", circle);
    }

    /** A process got a message that no Lua process sent, and which Lua could not read. */
    void foreign(LuaProcess process, Object message) {
        if (message instanceof Call<?> question) {
            question.fail("process " + process.pid() + " runs Lua and answers no such question");
            return;
        }
        log(process).warn("process {} got a message it cannot read, from Java: {}", process.pid(), message);
    }

    private static Logger log(LuaProcess process) {
        return LoggerFactory.getLogger(process.program().id());
    }

    private static String indented(String stack) {
        return stack.isEmpty() ? "" : "\n  " + stack.replace("\n", "\n  ");
    }
}
