package dev.moirai.script.module;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Host;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Spawn;
import dev.moirai.kernel.SpawnRefused;
import dev.moirai.kernel.Timer;
import dev.moirai.kernel.Watched;
import dev.moirai.lua.Call;
import dev.moirai.lua.LuaError;
import dev.moirai.lua.LuaString;
import dev.moirai.script.process.CallPool;
import dev.moirai.script.process.Context;
import dev.moirai.script.process.ErrorValue;
import dev.moirai.script.process.ExitEvents;
import dev.moirai.script.process.LuaProcess;
import dev.moirai.script.process.Notice;
import dev.moirai.script.process.ObjectType;
import dev.moirai.script.process.Parcel;
import dev.moirai.script.process.Program;
import dev.moirai.script.process.Refusal;
import dev.moirai.script.process.WaitGraph;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** {@code funcs}: calls of functions by their id. Each call runs in a process of its own, on the caller's host. */
final class FuncsModule {
    /** How to call, as an immutable value: what {@code funcs.new()} gives. */
    private record Executor(Context context, CallOptions options) {}

    private static final ObjectType<Executor> EXECUTOR = ObjectType.named("funcs.Executor", Executor.class)
            .method("with_context", FuncsModule::withContext)
            .method("with_options", (call, executor) -> give(call, executor.context, executor.options.with(call, 2)))
            .method(
                    "with_actor",
                    (call, executor) -> give(
                            call,
                            SecurityModule.withActor(call, 2, executor.context, "funcs.security"),
                            executor.options))
            .method(
                    "with_scope",
                    (call, executor) -> give(
                            call,
                            SecurityModule.withScope(call, 2, executor.context, "funcs.security"),
                            executor.options))
            .fallible("call", (call, executor) -> call(call, 2, executor))
            .fallible("async", (call, executor) -> async(call, 2, executor))
            .build();

    static final LuaModule MODULE = LuaModule.named("funcs")
            .fallible("call", call -> call(call, 1, inherited(call)))
            .fallible("async", call -> async(call, 1, inherited(call)))
            .function("new", call -> call.returns(EXECUTOR.wrap(inherited(call))))
            .build();

    private FuncsModule() {}

    private static Executor inherited(Call call) {
        return new Executor(LuaProcess.of(call).context(), CallOptions.NONE);
    }

    private static void give(Call call, Context context, CallOptions options) {
        call.returns(EXECUTOR.wrap(new Executor(context, options)));
    }

    private static void withContext(Call call, Executor executor) {
        if (!Permission.isGiven(LuaProcess.of(call), "funcs.context", "context", null)) {
            throw call.error("not allowed to call functions with custom context");
        }
        try {
            var values = CtxModule.values(call, call.checkTable(2));
            give(call, executor.context.with(values), executor.options);
        } catch (Refusal refusal) {
            throw LuaError.of(refusal.error().toLua());
        }
    }

    private static void call(Call call, int index, Executor executor) throws Refusal {
        LuaProcess process = LuaProcess.of(call);
        LuaString id = id(call, index);
        Running running = begin(process, id, Parcel.of(call.arguments(index + 1)), executor, true);
        CompletableFuture<ExitReason> end = running.end();
        Pid me = process.self().pid();
        WaitGraph waits = process.runtime().waits();
        running.pid().thenAccept(pid -> {
            waits.add(me, pid);
            end.thenRun(() -> waits.remove(me, pid));
        });
        process.awaitAll(call, end, "call of " + id, (at, reason) -> {
            ErrorValue error = ExitEvents.error(reason);
            return error == null
                    ? new Object[] {ExitEvents.value(reason, at.environment())}
                    : new Object[] {null, error.toLua()};
        });
    }

    private static void async(Call call, int index, Executor executor) throws Refusal {
        LuaProcess process = LuaProcess.of(call);
        Running running = begin(process, id(call, index), Parcel.of(call.arguments(index + 1)), executor, false);
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

    private static Running begin(LuaProcess caller, LuaString id, Parcel arguments, Executor executor, boolean waits)
            throws Refusal {
        Permission.require(caller, "funcs.call", id.toString(), ": " + id);
        Program program = caller.runtime().runnable(id.toString());
        if (program == null) {
            throw Refusal.notFound("function not found: there is no entry '" + id + "'");
        }
        CallPool pool = caller.runtime().pool(id.toString());
        var body = new LuaProcess(caller.runtime(), program, arguments, executor.context);
        if (waits) {
            body.asCallOf(caller);
            refuseCycle(body, pool);
        } else {
            body.asCall();
        }
        Spawn spawn = body.spawn().on(host(caller, id.toString(), executor.options));
        Pid me = caller.self().pid();
        var running = new Running(new CompletableFuture<>(), new CompletableFuture<>());
        if (executor.options.timeout() != null) {
            limit(caller, id, running, executor.options.timeout());
        }
        if (pool == null) {
            start(me.node(), spawn, caller.context(), running);
        } else {
            running.end().whenComplete((_, _) -> pool.ended());
            pool.begin(() -> {
                boolean wanted = me.isAlive() && !running.end().isDone();
                if (wanted) {
                    start(me.node(), spawn, caller.context(), running);
                }
                return wanted;
            });
        }
        return running;
    }

    /** The host that options name, or {@code meta.default_host} of a process entry, or that of the caller. */
    private static Host host(LuaProcess caller, String id, CallOptions options) {
        if (options.host() != null) {
            return options.host();
        }
        Host home = caller.runtime().home(id);
        return home == null ? caller.self().host() : home;
    }

    /** Refuses a call for which all calls that may run at once would have to end first, though they wait for it. */
    private static void refuseCycle(LuaProcess body, @Nullable CallPool pool) throws Refusal {
        if (pool == null) {
            return;
        }
        List<String> chain = body.callChain();
        String id = chain.getLast();
        if (chain.stream().filter(id::equals).count() > pool.most()) {
            throw new Refusal(
                    ErrorValue.Kind.CONFLICT,
                    "calls wait for each other: " + String.join(" → ", chain.subList(chain.indexOf(id), chain.size()))
                            + "; all " + pool.most() + " calls of " + id + " that may run at once wait for this one");
        }
    }

    /** Ends a call that is not over in time, or has not begun. */
    private static void limit(LuaProcess caller, LuaString id, Running running, Duration timeout) {
        Timer timer = caller.self().sendAfter(timeout, (Notice) _ -> {
            ErrorValue overdue = ProcessSpawn.overdue("call of " + id, timeout);
            if (running.end().complete(new ExitReason.Failed(overdue))) {
                running.pid().thenAccept(pid -> pid.node().kill(pid));
            }
        });
        caller.hear(running.end(), (at, _) -> at.self().cancel(timer));
    }

    private static void start(Node node, Spawn spawn, Context caller, Running running) {
        Pid born = null;
        try {
            caller.keepRoom();
            try {
                Watched watched = node.spawnWatched(spawn);
                born = watched.pid();
                running.pid().complete(born);
                watched.exit().thenAccept(running.end()::complete);
            } finally {
                caller.born(born);
            }
        } catch (Refusal refusal) {
            running.end().complete(new ExitReason.Failed(refusal.error()));
        } catch (SpawnRefused refused) {
            Host host = spawn.host();
            String where = host == null ? "" : " on " + host.name();
            running.end()
                    .complete(new ExitReason.Failed(ErrorValue.of(
                            ErrorValue.Kind.UNAVAILABLE, "cannot run the call" + where + ": " + refused.getMessage())));
        }
    }
}
