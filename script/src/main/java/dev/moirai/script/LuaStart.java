package dev.moirai.script;

import dev.moirai.kernel.Host;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Self;
import dev.moirai.kernel.Spawn;
import dev.moirai.kernel.SpawnRefused;
import dev.moirai.kernel.StopReport;
import dev.moirai.otp.supervisor.Readiness;
import dev.moirai.otp.supervisor.Start;
import dev.moirai.script.process.Context;
import dev.moirai.script.process.LuaProcess;
import dev.moirai.script.process.LuaRuntime;
import dev.moirai.script.process.Parcel;
import dev.moirai.script.process.Program;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a supervisor starts and stops a Lua process: it runs as soon as it is spawned, and is asked to end by CANCEL, it and
 * everything it has spawned, children first.
 *
 * @param program the id of what it runs; looked up at each start, so that a restart runs the newest code
 * @param stops told of each request to stop, and how it ends
 */
record LuaStart(
        LuaRuntime runtime,
        String program,
        String host,
        Parcel arguments,
        Consumer<CompletableFuture<StopReport>> stops)
        implements Start {
    private static final Duration AS_LONG_AS_IT_TAKES = Duration.ofDays(36_500);
    private static final String REASON = "service stopping";

    @Override
    public Launch launch(Self supervisor, Readiness readiness) {
        Program newest = Objects.requireNonNull(runtime.program(program), program);
        Host where = Objects.requireNonNull(runtime.host(host), host);
        Spawn spawn = Spawn.of(new LuaProcess(runtime, newest, arguments, Context.NONE))
                .on(where)
                .labelled(program)
                .linked();
        return new Running(supervisor.spawn(spawn).pid());
    }

    @Override
    public void requestStop(Self supervisor, Pid child, @Nullable Duration patience) {
        try {
            stops.accept(
                    supervisor.node().cancelTree(child, REASON, patience == null ? AS_LONG_AS_IT_TAKES : patience));
        } catch (SpawnRefused _) { // the node itself is stopping: everything is told to end anyway
            supervisor.cancel(child, REASON, patience);
        }
    }
}
