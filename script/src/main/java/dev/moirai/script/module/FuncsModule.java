package dev.moirai.script.module;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Host;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Spawn;
import dev.moirai.kernel.SpawnRefused;
import dev.moirai.kernel.Watched;
import dev.moirai.lua.Call;
import dev.moirai.lua.LuaError;
import dev.moirai.lua.LuaString;
import dev.moirai.script.process.CallPool;
import dev.moirai.script.process.Context;
import dev.moirai.script.process.ErrorValue;
import dev.moirai.script.process.ExitEvents;
import dev.moirai.script.process.LuaProcess;
import dev.moirai.script.process.ObjectType;
import dev.moirai.script.process.Parcel;
import dev.moirai.script.process.Program;
import dev.moirai.script.process.Refusal;
import java.util.concurrent.CompletableFuture;

/** {@code funcs}: calls of functions by their id. Each call runs in a process of its own, on the caller's host. */
final class FuncsModule {
    /** How to call, as an immutable value: what {@code funcs.new()} gives. */
    private record Executor(Context context) {}

    private static final ObjectType<Executor> EXECUTOR = ObjectType.named("funcs.Executor", Executor.class)
            .method("with_context", FuncsModule::withContext)
            .method("with_options", (call, executor) -> {
                call.checkTable(2);
                call.returns(executor(new Executor(executor.context)));
            })
            .method("call", (call, executor) -> refusable(call, () -> call(call, 2, executor.context)))
            .method("async", (call, executor) -> refusable(call, () -> async(call, 2, executor.context)))
            .build();

    static final LuaModule MODULE = LuaModule.named("funcs")
            .fallible("call", call -> call(call, 1, LuaProcess.of(call).context()))
            .fallible("async", call -> async(call, 1, LuaProcess.of(call).context()))
            .function(
                    "new",
                    call -> call.returns(
                            executor(new Executor(LuaProcess.of(call).context()))))
            .build();

    private FuncsModule() {}

    private static Object executor(Executor executor) {
        return EXECUTOR.wrap(executor);
    }

    @FunctionalInterface
    private interface Refusable {
        void run() throws Refusal;
    }

    private static void refusable(Call call, Refusable body) {
        try {
            body.run();
        } catch (Refusal refusal) {
            call.returns(null, refusal.error().toLua());
        }
    }

    private static void withContext(Call call, Executor executor) {
        try {
            var values = CtxModule.values(call, call.checkTable(2));
            call.returns(executor(new Executor(executor.context.with(values))));
        } catch (Refusal refusal) {
            throw LuaError.of(refusal.error().toLua());
        }
    }

    private static void call(Call call, int index, Context context) throws Refusal {
        LuaProcess process = LuaProcess.of(call);
        LuaString id = id(call, index);
        CompletableFuture<ExitReason> end = begin(process, id, Parcel.of(call.arguments(index + 1)), context)
                .end();
        process.awaitAll(call, end, "call of " + id, (at, reason) -> {
            ErrorValue error = ExitEvents.error(reason);
            return error == null
                    ? new Object[] {ExitEvents.value(reason, at.environment())}
                    : new Object[] {null, error.toLua()};
        });
    }

    private static void async(Call call, int index, Context context) throws Refusal {
        LuaProcess process = LuaProcess.of(call);
        Running running = begin(process, id(call, index), Parcel.of(call.arguments(index + 1)), context);
        var future = new FunctionFuture(running);
        process.hear(running.end(), future::ended);
        call.returns(FunctionFuture.TYPE.wrap(future));
    }

    private static LuaString id(Call call, int index) throws Refusal {
        LuaString id = call.optString(index, LuaString.EMPTY);
        String text = id == null ? "" : id.toString();
        if (text.isEmpty()) {
            throw Refusal.invalid("function ID required");
        }
        if (text.indexOf(':') <= 0) {
            throw Refusal.invalid("namespace required in function ID");
        }
        if (text.endsWith(":")) {
            throw Refusal.invalid("name required in function ID");
        }
        return LuaString.of(text);
    }

    /**
     * A call that was begun, or waits for its turn.
     *
     * @param pid the process that runs it, once it does
     * @param end how it ended
     */
    record Running(CompletableFuture<Pid> pid, CompletableFuture<ExitReason> end) {}

    private static Running begin(LuaProcess caller, LuaString id, Parcel arguments, Context context) throws Refusal {
        Program program = caller.runtime().program(id.toString());
        if (program == null) {
            throw Refusal.notFound("function not found: there is no entry '" + id + "'");
        }
        var body = new LuaProcess(caller.runtime(), program, arguments, context);
        body.keepCode();
        Spawn spawn = Spawn.of(body).on(caller.self().host()).labelled(id.toString());
        Pid me = caller.self().pid();
        var running = new Running(new CompletableFuture<>(), new CompletableFuture<>());
        CallPool pool = caller.runtime().pool(id.toString());
        if (pool == null) {
            start(me.node(), spawn, running);
        } else {
            running.end().whenComplete((_, _) -> pool.ended());
            pool.begin(() -> {
                boolean wanted = me.isAlive() && !running.end().isDone();
                if (wanted) {
                    start(me.node(), spawn, running);
                }
                return wanted;
            });
        }
        return running;
    }

    private static void start(Node node, Spawn spawn, Running running) {
        try {
            Watched watched = node.spawnWatched(spawn);
            running.pid().complete(watched.pid());
            watched.exit().thenAccept(running.end()::complete);
        } catch (SpawnRefused refused) {
            Host host = spawn.host();
            String where = host == null ? "" : " on " + host.name();
            running.end()
                    .complete(new ExitReason.Failed(ErrorValue.of(
                            ErrorValue.Kind.UNAVAILABLE, "cannot run the call" + where + ": " + refused.getMessage())));
        }
    }
}
