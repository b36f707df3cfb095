package dev.moirai.script;

import dev.moirai.app.kind.ProcessLimits;
import dev.moirai.app.project.Project;
import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.HostOptions;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.NodeOptions;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Simulation;
import dev.moirai.kernel.Spawn;
import dev.moirai.kernel.Watched;
import dev.moirai.lua.Chunk;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.syntax.SyntaxException;
import dev.moirai.script.module.Modules;
import dev.moirai.script.process.Context;
import dev.moirai.script.process.ErrorValue;
import dev.moirai.script.process.ExitEvents;
import dev.moirai.script.process.GroupScopes;
import dev.moirai.script.process.LuaMessage;
import dev.moirai.script.process.LuaProcess;
import dev.moirai.script.process.LuaRuntime;
import dev.moirai.script.process.Parcel;
import dev.moirai.script.process.PidText;
import dev.moirai.script.process.ProcessGroups;
import dev.moirai.script.process.Program;
import dev.moirai.script.process.Refusal;
import dev.moirai.script.resource.Resources;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.regex.Pattern;
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
    private final List<Awaited> awaited = new CopyOnWriteArrayList<>();
    private final LuaRuntime runtime;

    private Stage(String name, Node node, @Nullable Simulation simulation) {
        this.name = name;
        this.node = node;
        this.simulation = simulation;
        this.runtime = new LuaRuntime(node, Set.of(HOST, "app:stopped"), this::printed);
        runtime.share(
                GroupScopes.class,
                new GroupScopes(Map.of("app:groups", new ProcessGroups(node), "app:others", new ProcessGroups(node))));
        withResourcesOf(new Project(Path.of(""), Path.of(""), Map.of()));
    }

    /** Gives programs the variables and stores of a project. */
    final Stage withResourcesOf(Project project) {
        Resources.of(project, node, new LiveChanges(runtime)).shareWith(runtime);
        return this;
    }

    static Stage simulated(long seed) {
        return bare(seed).withHost();
    }

    static Stage threads() {
        return bareThreads().withHost();
    }

    /** Many simulations and one on real threads: where every behaviour should be the same. */
    static Stream<Stage> all() {
        return allBare().map(Stage::withHost);
    }

    /** As {@link #simulated}, without a host. */
    static Stage bare(long seed) {
        var simulation = new Simulation(seed);
        return new Stage("simulation, seed " + seed, simulation.node(), simulation);
    }

    static Stage bareThreads() {
        return new Stage("threads", Node.start(NodeOptions.named("stage")), null);
    }

    static Stream<Stage> allBare() {
        return Stream.concat(IntStream.rangeClosed(1, SEEDS).mapToObj(Stage::bare), Stream.of(bareThreads()));
    }

    private Stage withHost() {
        node.open(HostOptions.named(HOST).withWorkers(2));
        return this;
    }

    /** Options for an application on this stage: what it prints is found in {@link #lines}. */
    ApplicationOptions options() {
        return ApplicationOptions.DEFAULT.withOutput(this::printed);
    }

    private void printed(String line) {
        lines.add(line);
        awaited.forEach(each -> each.look(lines));
    }

    private record Awaited(Predicate<String> wanted, int times, CompletableFuture<Boolean> come) {
        void look(List<String> lines) {
            if (lines.stream().filter(wanted).count() >= times) {
                come.complete(true);
            }
        }
    }

    /** Waits until a line has been printed that matches. */
    void awaitLineLike(String regex) {
        await(Pattern.compile(regex, Pattern.DOTALL).asMatchPredicate(), 1);
    }

    void awaitLine(String line) {
        awaitLines(line, 1);
    }

    /** Waits until a line has been printed so many times. */
    void awaitLines(String line, int times) {
        await(line::equals, times);
    }

    private void await(Predicate<String> line, int times) {
        var wanted = new Awaited(line, times, new CompletableFuture<>());
        awaited.add(wanted);
        wanted.look(lines);
        await(wanted.come);
    }

    /** Lets simulated time pass. */
    void pass(Duration time) {
        Objects.requireNonNull(simulation, "only a simulation can let time pass")
                .advance(time);
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
        return define(id, code, ProcessLimits.NONE, modules);
    }

    Stage define(String id, String code, ProcessLimits limits, String... modules) {
        var required = Modules.required(List.of(modules));
        try {
            runtime.install(new Program(
                    id,
                    code,
                    Chunk.compile("=" + id, code),
                    "main",
                    Modules.libraries(required),
                    required,
                    Map.of(),
                    limits,
                    Optional.empty()));
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

    /** Sends a message of one text to the process of that name, as nobody. */
    void tell(String receiver, String topic, String text) {
        node.send(
                (Object) receiver,
                new LuaMessage(LuaString.of(topic), PidText.NONE, parcel(new Object[] {LuaString.of(text)})));
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
