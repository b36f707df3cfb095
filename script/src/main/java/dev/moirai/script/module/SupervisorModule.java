package dev.moirai.script.module;

import dev.moirai.app.run.TreeName;
import dev.moirai.kernel.Body;
import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Monitor;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Self;
import dev.moirai.kernel.Spawn;
import dev.moirai.kernel.SpawnRefused;
import dev.moirai.kernel.Step;
import dev.moirai.lua.Call;
import dev.moirai.lua.LuaTable;
import dev.moirai.otp.Answer;
import dev.moirai.otp.Reply;
import dev.moirai.otp.Startup;
import dev.moirai.otp.supervisor.ChildCounts;
import dev.moirai.otp.supervisor.ChildInfo;
import dev.moirai.otp.supervisor.ChildSpec;
import dev.moirai.otp.supervisor.DeleteResult;
import dev.moirai.otp.supervisor.FailedToStart;
import dev.moirai.otp.supervisor.Restart;
import dev.moirai.otp.supervisor.RestartResult;
import dev.moirai.otp.supervisor.StartResult;
import dev.moirai.otp.supervisor.SupervisorMessage;
import dev.moirai.otp.supervisor.TerminateResult;
import dev.moirai.script.process.ErrorValue;
import dev.moirai.script.process.ExitEvents;
import dev.moirai.script.process.LuaProcess;
import dev.moirai.script.process.Parcel;
import dev.moirai.script.process.PidText;
import dev.moirai.script.process.Refusal;
import dev.moirai.script.process.Wait;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code supervisor}: supervisors of OTP over Lua processes, started and asked from Lua. Also those of YAML, by the id of
 * their entry.
 *
 * <p>Answers are those of OTP's {@code supervisor}; what is there an {@code {error, Reason}} is {@code nil, error} here, with
 * OTP's word for the reason first in the message.
 */
final class SupervisorModule {
    private static final Duration STOP = Duration.ofSeconds(30);

    static final LuaModule MODULE = LuaModule.named("supervisor")
            .fallible("start_link", call -> {
                var spec = new SupervisorSpecs(LuaProcess.of(call)).supervisor(call.get(1));
                start(
                        call,
                        startup -> spec.body(startup),
                        spec.name() == null ? null : spec.name().key());
            })
            .fallible("start_dynamic_link", call -> {
                var spec = new SupervisorSpecs(LuaProcess.of(call))
                        .dynamic(call.isNoneOrNil(1) ? call.table() : call.get(1));
                start(
                        call,
                        startup -> spec.body(startup),
                        spec.name() == null ? null : spec.name().key());
            })
            .fallible("start_child", SupervisorModule::startChild)
            .fallible("restart_child", SupervisorModule::restartChild)
            .fallible("terminate_child", SupervisorModule::terminateChild)
            .fallible("delete_child", SupervisorModule::deleteChild)
            .fallible("which_children", SupervisorModule::whichChildren)
            .fallible("count_children", SupervisorModule::countChildren)
            .fallible("async", call -> async(call, true))
            .fallible("async_nolink", call -> async(call, false))
            .fallible("stop", SupervisorModule::stop)
            .build();

    private SupervisorModule() {}

    // ---- starting one

    /**
     * Spawns a supervisor, and suspends the caller until its children are ready. The link is made when they are: a
     * supervisor that does not start is an answer, not the end of its caller.
     */
    private static void start(Call call, Function<Startup, Body> maker, @Nullable Object name) throws Refusal {
        LuaProcess process = LuaProcess.of(call);
        var starting = new Starting(process.self().pid(), maker);
        Spawn spawn = Spawn.of(starting).monitored().labelled(name == null ? "supervisor" : "supervisor " + name);
        Monitor monitor;
        Pid pid;
        try {
            var spawned = process.self().spawn(name == null ? spawn : spawn.named(name));
            pid = spawned.pid();
            monitor = Objects.requireNonNull(spawned.monitor());
        } catch (SpawnRefused refused) {
            Pid holder = name == null ? null : process.self().node().names().lookup(name);
            throw refused.why() == SpawnRefused.Cause.NAME_TAKEN && holder != null
                    ? alreadyStarted(holder)
                    : new Refusal(ErrorValue.Kind.UNAVAILABLE, String.valueOf(refused.getMessage()));
        }
        Wait wait = Wait.outside(call, "start of a supervisor");
        process.watch(monitor, down -> wait.end(null, notStarted(down.reason()).toLua()));
        process.hear(starting.ready, (at, _) -> {
            at.unwatch(monitor);
            wait.end(PidText.of(pid));
        });
    }

    /** The body of a supervisor that links itself to its starter when its children are ready. */
    private static final class Starting implements Body, Startup {
        private final Pid starter;
        private final Body supervisor;
        private final CompletableFuture<Boolean> ready = new CompletableFuture<>();
        private boolean isReady;

        Starting(Pid starter, Function<Startup, Body> maker) {
            this.starter = starter;
            this.supervisor = maker.apply(this);
        }

        @Override
        public Step advance(Self self, int budget) throws Throwable {
            boolean was = isReady;
            Step step = supervisor.advance(self, budget);
            if (isReady && !was) {
                self.link(starter);
                ready.complete(true);
            }
            return step;
        }

        @Override
        public void terminate(Self self, ExitReason reason) throws Throwable {
            supervisor.terminate(self, reason);
        }

        @Override
        public String waitsFor() {
            return supervisor.waitsFor();
        }

        @Override
        public void ready(@Nullable Object info) {
            isReady = true;
        }

        @Override
        public void ignored() {
            isReady = true;
        }
    }

    private static Refusal alreadyStarted(Pid holder) {
        return refusal(ErrorValue.Kind.ALREADY_EXISTS, "already_started", holder);
    }

    private static Refusal refusal(String kind, String word, Pid pid) {
        var details = new LuaTable();
        details.put("pid", PidText.of(pid));
        return new Refusal(ErrorValue.of(kind, word + ": " + PidText.of(pid)).withDetails(Parcel.ofAny(details)));
    }

    /** Why a supervisor or a child did not start. */
    private static ErrorValue notStarted(ExitReason reason) {
        if (reason instanceof ExitReason.Shutdown(FailedToStart(Object child, ExitReason why))) {
            return notStarted(why).within("failed_to_start_child: " + child);
        }
        ErrorValue error = ExitEvents.error(reason);
        return error != null ? error : ErrorValue.of(ErrorValue.Kind.INTERNAL, "ended before it was ready: " + reason);
    }

    // ---- asking one

    /** What an answer is in Lua. */
    @FunctionalInterface
    private interface Telling<R> {
        @Nullable
        Object tell(LuaProcess process, R result) throws Refusal;
    }

    private static <R> void ask(
            Call call, String verb, Function<Reply<R>, SupervisorMessage> question, String what, Telling<R> telling)
            throws Refusal {
        LuaProcess process = LuaProcess.of(call);
        Pid supervisor = supervisor(process, call, verb);
        CompletableFuture<Answer<R>> answer = Asking.<SupervisorMessage, R>ask(process, supervisor, question);
        process.awaitAll(call, answer, what, (at, given) -> {
            try {
                return new @Nullable Object[] {telling.tell(at, told(given))};
            } catch (Refusal refusal) {
                return new @Nullable Object[] {null, refusal.error().toLua()};
            }
        });
    }

    private static <R> R told(Answer<R> answer) throws Refusal {
        return switch (answer) {
            case Answer.Ok<R>(R value) -> value;
            case Answer.Failed<R>(Object error) -> throw Refusal.invalid(String.valueOf(error));
            case Answer.Exited<R> _ -> throw Refusal.notFound("noproc: the supervisor has ended");
            case Answer.TimedOut<R> _ ->
                throw new Refusal(ErrorValue.Kind.TIMEOUT, "timeout: the supervisor did not answer");
            case Answer.NotSent<R>(String why) -> throw new Refusal(ErrorValue.Kind.UNAVAILABLE, why);
        };
    }

    /** The first argument: a pid, a registered name, or the id of a process.supervisor entry. */
    private static Pid supervisor(LuaProcess process, Call call, String verb) throws Refusal {
        String text = call.checkString(1).toString();
        Pid tree = process.self().node().names().lookup(new TreeName(text));
        Pid pid = tree != null ? tree : named(process, text);
        Permission.require(
                process, "supervisor." + verb, PidText.of(pid).toString(), " to " + verb + " of supervisor: " + text);
        return pid;
    }

    private static Pid named(LuaProcess process, String text) throws Refusal {
        try {
            return Addresses.alive(process, text, "it has ended");
        } catch (Refusal nobody) {
            throw Refusal.notFound("noproc: there is no supervisor '" + text + "': " + nobody.error());
        }
    }

    private static void startChild(Call call) throws Refusal {
        ChildSpec<?> spec = new SupervisorSpecs(LuaProcess.of(call)).child(call.get(2));
        startChild(call, spec);
    }

    private static <M> void startChild(Call call, ChildSpec<M> spec) throws Refusal {
        SupervisorModule.<StartResult<M>>ask(
                call,
                "start_child",
                to -> new SupervisorMessage.StartChild<>(spec, to),
                "start of a child",
                (_, result) -> PidText.of(started(result)));
    }

    private static Pid started(StartResult<?> result) throws Refusal {
        return switch (result) {
            case StartResult.Ok<?>(var ref, var _) -> ref.pid();
            case StartResult.Ignored<?> _ -> throw Refusal.notFound("ignore: the child has nothing to do");
            case StartResult.AlreadyRuns<?>(Pid pid) -> throw alreadyStarted(pid);
            case StartResult.AlreadyPresent<?> _ ->
                throw new Refusal(
                        ErrorValue.Kind.ALREADY_EXISTS,
                        "already_present: a child of that id is down; restart_child or delete_child it");
            case StartResult.Full<?>(int most) ->
                throw new Refusal(ErrorValue.passing(
                        ErrorValue.Kind.RATE_LIMITED, "max_children: the supervisor has " + most + " children"));
            case StartResult.Failed<?>(ExitReason reason) -> throw new Refusal(notStarted(reason));
        };
    }

    private static void restartChild(Call call) throws Refusal {
        String id = call.checkString(2).toString();
        SupervisorModule.<RestartResult>ask(
                call,
                "restart_child",
                to -> new SupervisorMessage.RestartChild(id, to),
                "restart of " + id,
                (_, result) -> switch (result) {
                    case RestartResult.Ok(Pid pid, var _) -> PidText.of(pid);
                    case RestartResult.Ignored _ -> throw Refusal.notFound("ignore: the child has nothing to do");
                    case RestartResult.Running(Pid pid) -> throw refusal(ErrorValue.Kind.CONFLICT, "running", pid);
                    case RestartResult.Restarting _ ->
                        throw new Refusal(ErrorValue.Kind.CONFLICT, "restarting: it is about to be started anyway");
                    case RestartResult.NotFound _ -> throw noChild(id);
                    case RestartResult.Failed(ExitReason reason) -> throw new Refusal(notStarted(reason));
                });
    }

    private static Refusal noChild(String id) {
        return Refusal.notFound("not_found: the supervisor has no child '" + id + "'");
    }

    /** By id, or by pid as dynamic supervisors need it. */
    private static void terminateChild(Call call) throws Refusal {
        String id = call.checkString(2).toString();
        Pid pid = PidText.parse(id, LuaProcess.of(call).self().node());
        SupervisorModule.<TerminateResult>ask(
                call,
                "terminate_child",
                to -> pid == null
                        ? new SupervisorMessage.TerminateChild(id, to)
                        : new SupervisorMessage.TerminatePid(pid, to),
                "end of " + id,
                (_, result) -> switch (result) {
                    case OK -> true;
                    case NOT_FOUND -> throw noChild(id);
                });
    }

    private static void deleteChild(Call call) throws Refusal {
        String id = call.checkString(2).toString();
        SupervisorModule.<DeleteResult>ask(
                call,
                "delete_child",
                to -> new SupervisorMessage.DeleteChild(id, to),
                "deletion of " + id,
                (_, result) -> switch (result) {
                    case OK -> true;
                    case NOT_FOUND -> throw noChild(id);
                    case RUNNING -> throw new Refusal(ErrorValue.Kind.CONFLICT, "running: terminate_child it first");
                    case RESTARTING ->
                        throw new Refusal(ErrorValue.Kind.CONFLICT, "restarting: terminate_child it first");
                });
    }

    private static void whichChildren(Call call) throws Refusal {
        SupervisorModule.<List<ChildInfo>>ask(
                call,
                "which_children",
                SupervisorMessage.WhichChildren::new,
                "list of children",
                (process, children) -> {
                    LuaTable list = process.environment().table();
                    for (int i = 0; i < children.size(); i++) {
                        list.put(i + 1L, table(process, children.get(i)));
                    }
                    return list;
                });
    }

    private static LuaTable table(LuaProcess process, ChildInfo child) {
        LuaTable table = process.environment().table();
        table.put("id", process.text(child.id().toString()));
        table.put("pid", child.pid() == null ? null : PidText.of(child.pid()));
        table.put("state", process.text(word(child.state())));
        table.put("type", process.text(word(child.type())));
        table.put("restart", process.text(word(child.restart())));
        table.put("restarts", (long) child.restarts());
        table.put(
                "last_end",
                child.lastEnd() == null ? null : process.text(child.lastEnd().toString()));
        return table;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static void countChildren(Call call) throws Refusal {
        SupervisorModule.<ChildCounts>ask(
                call,
                "count_children",
                SupervisorMessage.CountChildren::new,
                "count of children",
                (process, counts) -> {
                    LuaTable table = process.environment().table();
                    table.put("specs", (long) counts.specs());
                    table.put("active", (long) counts.active());
                    table.put("supervisors", (long) counts.supervisors());
                    table.put("workers", (long) counts.workers());
                    return table;
                });
    }

    // ---- tasks

    /**
     * {@code async(sup, id, ...)}: runs an entry as a temporary child of a dynamic supervisor; a future for its result.
     * The task waits for the caller's word, so that no end can be missed between its birth and the watch on it.
     */
    private static void async(Call call, boolean linked) throws Refusal {
        LuaProcess process = LuaProcess.of(call);
        String id = call.checkString(2).toString();
        ProcessSpawn.mayBeSpawned(process, id, process.self().host().name());
        var start = new ChildStart(
                process.runtime(),
                ProcessSpawn.program(process, id).id(),
                process.self().host(),
                Parcel.of(call.arguments(3)),
                process.context(),
                process.self().pid());
        ChildSpec<Object> spec = ChildSpec.<Object>of(id, start).restart(Restart.TEMPORARY);
        SupervisorModule.<StartResult<Object>>ask(
                call, "async", to -> new SupervisorMessage.StartChild<>(spec, to), "start of " + id, (at, result) -> {
                    Pid task = started(result);
                    var running =
                            new FuncsModule.Running(CompletableFuture.completedFuture(task), new CompletableFuture<>());
                    var future = new FunctionFuture(running);
                    if (linked) {
                        at.self().link(task);
                    }
                    at.watch(at.self().monitor(task), down -> future.ended(at, down.reason()));
                    at.giveWord(task);
                    return FunctionFuture.TYPE.wrap(future);
                });
    }

    // ---- the end

    /** {@code stop(sup, timeout?)}. It is asked something first, as a process that is no supervisor must not be ended by this. */
    private static void stop(Call call) throws Refusal {
        LuaProcess process = LuaProcess.of(call);
        Pid supervisor = supervisor(process, call, "stop");
        Duration patience = call.isNoneOrNil(2) ? STOP : Durations.check(call, 2, "supervisor.stop");
        CompletableFuture<Answer<ChildCounts>> asked =
                Asking.<SupervisorMessage, ChildCounts>ask(process, supervisor, SupervisorMessage.CountChildren::new);
        Wait wait = Wait.outside(call, "end of a supervisor");
        process.hear(asked, (at, answer) -> {
            if (answer instanceof Answer.Failed<ChildCounts>(Object problem)) {
                wait.end(null, Refusal.invalid(String.valueOf(problem)).error().toLua());
                return;
            }
            at.self().unlink(supervisor);
            at.watch(at.self().monitor(supervisor), _ -> wait.end(true));
            at.self().cancel(supervisor, "", patience);
        });
    }
}
