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
        withResourcesOf(new Project(Path.of(""), Path.of(""), Map.of()));
