package dev.moirai.script.module;

import dev.moirai.kernel.Pid;
import dev.moirai.kernel.SendResult;
import dev.moirai.lua.Call;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.Values;
import dev.moirai.script.process.Channel;
import dev.moirai.script.process.ErrorValue;
import dev.moirai.script.process.ExitEvents;
import dev.moirai.script.process.LuaMessage;
import dev.moirai.script.process.LuaProcess;
import dev.moirai.script.process.Parcel;
import dev.moirai.script.process.Program;
import dev.moirai.script.process.Refusal;
import dev.moirai.script.process.Upgrade;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * {@code process}: who a process is, messages, links and monitors, the end of others.
 *
 * <p>Spawning is in {@link ProcessSpawn} and {@link ProcessSpawner}, names are in {@link ProcessRegistry}.
 */
final class ProcessModule {
    private static final LuaString TRAP_LINKS = LuaString.of("trap_links");
    private static final LuaString UPGRADABLE = LuaString.of("upgradable");
    private static final LuaString MESSAGE = LuaString.of("message");

    static final LuaModule MODULE = LuaModule.named("process")
            .table(LuaModule.named("process.event")
                    .value("CANCEL", ExitEvents.CANCEL)
                    .value("EXIT", ExitEvents.EXIT)
                    .value("LINK_DOWN", ExitEvents.LINK_DOWN)
                    .value("OUTDATED", ExitEvents.OUTDATED))
            .table(ProcessRegistry.TABLE)
            // who
            .function("pid", call -> call.returns(LuaProcess.of(call).pid()))
            .function("id", call -> call.returns(LuaProcess.of(call).program().id()))
            .function("get_options", ProcessModule::options)
            .function("set_options", ProcessModule::setOptions)
            // messages
            .fallible("send", ProcessModule::send)
            .fallible("call", ProcessCall::call)
            .function("inbox", call -> call.returns(LuaProcess.of(call).inbox().toLua()))
            .function(
                    "events", call -> call.returns(LuaProcess.of(call).events().toLua()))
            .fallible("listen", ProcessModule::listen)
            .function("unlisten", ProcessModule::unlisten)
            // birth
            .fallible("spawn", call -> ProcessSpawn.spawn(call, ProcessSpawn.PLAIN))
            .fallible("spawn_monitored", call -> ProcessSpawn.spawn(call, ProcessSpawn.MONITORED))
            .fallible("spawn_linked", call -> ProcessSpawn.spawn(call, ProcessSpawn.LINKED))
            .fallible("spawn_linked_monitored", call -> ProcessSpawn.spawn(call, ProcessSpawn.LINKED_MONITORED))
            .fallible(
                    "exec",
                    call -> ProcessSpawn.exec(call, 1, LuaProcess.of(call).context(), CallOptions.NONE))
            .function("with_context", ProcessSpawner::fromContext)
            .function("with_options", ProcessSpawner::fromOptions)
            .function("with_actor", ProcessSpawner::fromActor)
            .function("with_scope", ProcessSpawner::fromScope)
            .fallible("upgrade", ProcessModule::upgrade)
            // fate
            .fallible("monitor", ProcessModule::monitor)
            .fallible("unmonitor", ProcessModule::unmonitor)
            .fallible("link", ProcessModule::link)
            .fallible("unlink", ProcessModule::unlink)
            .fallible("cancel", ProcessModule::cancel)
            .fallible("terminate", ProcessModule::terminate)
            .build();

    private ProcessModule() {}

    // ---- options

    private static void options(Call call) {
        LuaTable options = call.table(0, 2);
        options.put(TRAP_LINKS, LuaProcess.of(call).self().trapsExits());
        options.put(UPGRADABLE, LuaProcess.of(call).isUpgradable());
        call.returns(options);
    }

    private static void setOptions(Call call) {
        String problem = applyOptions(call);
        if (problem == null) {
            call.returns(true);
        } else {
            call.returns(false, ErrorValue.of(ErrorValue.Kind.INVALID, problem).toLua());
        }
    }

    private static @Nullable String applyOptions(Call call) {
        if (!(call.get(1) instanceof LuaTable options)) {
            return "options parameter must be a table";
        }
        for (int at = options.positionAfter(null); at >= 0; at = options.positionAfter(options.keyAt(at))) {
            Object name = options.keyAt(at);
            if (!TRAP_LINKS.equals(name) && !UPGRADABLE.equals(name)) {
                return "option " + Values.show(name) + " is not supported";
            }
            if (!(options.valueAt(at) instanceof Boolean)) {
                return name + " must be a boolean";
            }
        }
        LuaProcess process = LuaProcess.of(call);
        if (options.get(TRAP_LINKS) instanceof Boolean trap) {
            process.self().trapExits(trap);
        }
        if (options.get(UPGRADABLE) instanceof Boolean upgradable) {
            process.upgradable(upgradable);
        }
        return null;
    }

    // ---- messages

    private static void send(Call call) throws Refusal {
        if (call.count() < 2) {
            throw Refusal.invalid("send requires at least destination and topic arguments");
        }
        LuaProcess process = LuaProcess.of(call);
        LuaString destination = call.checkString(1);
        LuaString topic = call.checkString(2);
        if (topic.length() > 0 && topic.byteAt(0) == '@') {
            throw Refusal.invalid("cannot send to @ topics");
        }
        Pid to = Addresses.resolve(process, destination, "send");
        var message = new LuaMessage(topic, process.pid(), Parcel.of(call.arguments(3)));
        accepted(process.self().send(to, message));
        call.returns(true);
    }

    /** Refuses if a message was not accepted. */
    static void accepted(SendResult result) throws Refusal {
        switch (result) {
            case ACCEPTED, DROPPED -> {}
            case DEAD -> throw Refusal.notFound("process not found");
            case FULL ->
                throw new Refusal(ErrorValue.passing(
                        ErrorValue.Kind.UNAVAILABLE,
                        "mailbox full: the receiver has not taken its earlier messages yet"));
        }
    }

    private static void listen(Call call) throws Refusal {
        LuaString topic = call.checkString(1);
        if (topic.length() == 0) {
            throw Refusal.invalid("topic cannot be empty");
        }
        if (topic.byteAt(0) == '@') {
            throw Refusal.invalid("cannot listen to @ topics");
        }
        boolean whole = !call.isNoneOrNil(2) && isWhole(call.checkTable(2));
        call.returns(LuaProcess.of(call).listen(topic, whole).toLua());
    }

    private static boolean isWhole(LuaTable options) throws Refusal {
        for (int at = options.positionAfter(null); at >= 0; at = options.positionAfter(options.keyAt(at))) {
            if (!MESSAGE.equals(options.keyAt(at))) {
                throw Refusal.invalid("option " + Values.show(options.keyAt(at)) + " is not supported");
            }
            if (!(options.valueAt(at) instanceof Boolean)) {
                throw Refusal.invalid("message must be a boolean");
            }
        }
        return Values.isTrue(options.get(MESSAGE));
    }

    private static void unlisten(Call call) {
        Channel channel = Channel.TYPE.check(call, 1);
        if (LuaProcess.of(call).unlisten(channel)) {
            channel.close();
            call.returns(true);
        } else {
            call.returns(
                    false,
                    ErrorValue.of(ErrorValue.Kind.NOT_FOUND, "channel was not made by process.listen")
                            .toLua());
        }
    }

    // ---- fate

    private static String destination(Call call, String verb) throws Refusal {
        if (call.isNoneOrNil(1)) {
            throw Refusal.invalid(verb + " requires a destination argument");
        }
        return call.checkString(1).toString();
    }

    private static void monitor(Call call) throws Refusal {
        LuaProcess process = LuaProcess.of(call);
        Pid target = Addresses.alive(process, destination(call, "monitor"), "monitor", "pid not registered");
        if (!process.monitor(target)) {
            throw new Refusal(ErrorValue.Kind.ALREADY_EXISTS, "already monitoring pid");
        }
        call.returns(true);
    }

    private static void unmonitor(Call call) throws Refusal {
        LuaProcess process = LuaProcess.of(call);
        process.demonitor(Addresses.resolve(process, destination(call, "unmonitor"), "unmonitor"));
        call.returns(true);
    }

    private static void link(Call call) throws Refusal {
        LuaProcess process = LuaProcess.of(call);
        process.self().link(Addresses.alive(process, destination(call, "link"), "link", "pid not registered"));
        call.returns(true);
    }

    private static void unlink(Call call) throws Refusal {
        LuaProcess process = LuaProcess.of(call);
        process.self().unlink(Addresses.resolve(process, destination(call, "unlink"), "unlink"));
        call.returns(true);
    }

    private static void terminate(Call call) throws Refusal {
        LuaProcess process = LuaProcess.of(call);
        process.self().kill(Addresses.alive(process, destination(call, "terminate"), "terminate", "process not found"));
        call.returns(true);
    }

    /**
     * {@code process.cancel(dest, "100ms")}, {@code process.cancel(dest, "why")}, or both in any order. A number is a
     * deadline in milliseconds.
     */
    private static void cancel(Call call) throws Refusal {
        LuaProcess process = LuaProcess.of(call);
        Pid target = Addresses.alive(process, destination(call, "cancel"), "cancel", "process not found");
        Duration deadline = null;
        String reason = "";
        for (int index = 2; index <= 3; index++) {
            Duration time = deadline(call, index);
            if (time != null) {
                deadline = time;
            } else if (!call.isNoneOrNil(index)) {
                reason = call.checkString(index).toString();
            }
        }
        process.self().cancel(target, reason, deadline);
        call.returns(true);
    }

    private static @Nullable Duration deadline(Call call, int index) {
        return switch (call.get(index)) {
            case Long millis -> Duration.ofMillis(millis);
            case Double millis -> Duration.ofNanos((long) (millis * 1e6));
            case null, default -> Durations.of(call.get(index)).orElse(null);
        };
    }

    // ---- upgrade

    private static void upgrade(Call call) throws Refusal {
        LuaProcess process = LuaProcess.of(call);
        LuaString id = call.optString(1, LuaString.EMPTY);
        String wanted = id == null || id.length() == 0 ? process.program().id() : id.toString();
        Permission.require(process, "process.upgrade", wanted, " to upgrade to process: " + wanted);
        Program program = ProcessSpawn.program(process, wanted);
        var upgrade = new Upgrade(program, Parcel.of(call.arguments(2)), _ -> {});
        call.suspend(upgrade, resumed -> resumed.returnsArguments(1));
    }
}
