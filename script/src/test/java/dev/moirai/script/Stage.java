package dev.moirai.script;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.HostOptions;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.NodeOptions;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Simulation;
import dev.moirai.kernel.Spawn;
import dev.moirai.kernel.Watched;
import dev.moirai.lua.Chunk;
import dev.moirai.lua.Limits;
import dev.moirai.lua.syntax.SyntaxException;
import dev.moirai.script.module.Modules;
import dev.moirai.script.process.Context;
import dev.moirai.script.process.ErrorValue;
import dev.moirai.script.process.ExitEvents;
import dev.moirai.script.process.LuaProcess;
import dev.moirai.script.process.LuaRuntime;
import dev.moirai.script.process.Parcel;
import dev.moirai.script.process.Program;
import dev.moirai.script.process.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A node with one host, {@code app:processes}, on which tests play Lua programs: simulated, or on real threads. */
final class Stage implements AutoCloseable {
    static final String HOST = "app:processes";
    private static final int SEEDS = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String name;
    private final Node node;
    private final @Nullable Simulation simulation;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final LuaRuntime runtime;

    private Stage(String name, Node node, @Nullable Simulation simulation) {
        this.name = name;
        this.node = node;
        this.simulation = simulation;
        this.runtime = new LuaRuntime(node, Set.of(HOST, "app:stopped"), lines::add);
        node.open(HostOptions.named(HOST).withWorkers(2));
    }

    static Stage simulated(long seed) {
        var simulation = new Simulation(seed);
        return new Stage("simulation, seed " + seed, simulation.node(), simulation);
    }

    static Stage threads() {
        return new Stage("threads", Node.start(NodeOptions.named("stage")), null);
    }

    /** Many simulations and one on real threads: where every behaviour should be the same. */
    static Stream<Stage> all() {
        return Stream.concat(
                IntStream.rangeClosed(1, SEEDS).mapToObj(Stage::simulated), Stream.of(threads()));
    }

    boolean isSimulated() {
        return simulation != null;
    }

    Node node() {
        return node;
    }

    LuaRuntime runtime() {
        return runtime;
    }

    /** What programs printed so far. */
    List<String> lines() {
        return lines;
    }

    /** Makes a program known; its code returns a function or a table with {@code main}. */
    Stage define(String id, String code, String... modules) {
        return define(id, code, Limits.NONE, modules);
    }

    Stage define(String id, String code, Limits limits, String... modules) {
        var required = Modules.required(List.of(modules));
        try {
            runtime.install(new Program(
                    id,
                    Chunk.compile("=" + id, code),
                    "main",
                    Modules.libraries(required),
                    required,
                    Map.of(),
                    limits));
        } catch (SyntaxException mistake) {
            throw new IllegalArgumentException(mistake);
        }
        return this;
    }

    Watched spawn(String id, @Nullable Object... arguments) {
        return node.spawnWatched(Spawn.of(new LuaProcess(runtime, program(id), parcel(arguments), Context.NONE))
                .on(Objects.requireNonNull(node.host(HOST)))
                .labelled(id));
    }

    private Program program(String id) {
        return Objects.requireNonNull(runtime.program(id), id);
    }

    private static Parcel parcel(@Nullable Object[] arguments) {
        try {
            return Parcel.of(arguments);
        } catch (Refusal refusal) {
            throw new IllegalArgumentException(refusal);
        }
    }

    /** Runs a program to its end. */
    ExitReason run(String id, @Nullable Object... arguments) {
        return await(spawn(id, arguments));
    }

    /** Runs code to its end; the code is the body of a main function. */
    ExitReason play(String code, String... modules) {
        define("test:main", "return function(...)\n" + code + "\nend", modules);
        return run("test:main");
    }

    ExitReason await(Watched process) {
        return await(process.exit());
    }

    <T> T await(CompletableFuture<T> future) {
        if (!node.await(future, PATIENCE)) {
            throw new AssertionError("still waiting on " + this + "\n" + lines + "\n" + node.dump());
        }
        return future.join();
    }

    /** Waits until a process has ended, or learns that it had. */
    ExitReason end(Pid pid) {
        return await(node.exitOf(pid));
    }

    /** What a process returned, as text, or the error it ended with. */
    static String told(ExitReason reason) {
        ErrorValue error = ExitEvents.error(reason);
        if (error != null) {
            return "error: " + error;
        }
        return reason instanceof ExitReason.Normal(Object value) && value != null ? value.toString() : "nil";
    }

    @Override
    public void close() {
        node.stop(Duration.ZERO);
    }

    @Override
    public String toString() {
        return name;
    }
}
