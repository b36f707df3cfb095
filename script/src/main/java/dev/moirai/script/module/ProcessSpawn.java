package dev.moirai.script.module;

import dev.moirai.kernel.Host;
import dev.moirai.kernel.Monitor;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Spawn;
import dev.moirai.kernel.SpawnRefused;
import dev.moirai.kernel.Spawned;
import dev.moirai.kernel.Timer;
import dev.moirai.lua.Call;
import dev.moirai.lua.Environment;
import dev.moirai.otp.text.DurationText;
import dev.moirai.script.process.Context;
import dev.moirai.script.process.ErrorValue;
import dev.moirai.script.process.ExitEvents;
import dev.moirai.script.process.LuaMessage;
import dev.moirai.script.process.LuaProcess;
import dev.moirai.script.process.Notice;
import dev.moirai.script.process.Parcel;
import dev.moirai.script.process.PidText;
import dev.moirai.script.process.Program;
import dev.moirai.script.process.Refusal;
import dev.moirai.script.process.Wait;
import dev.moirai.script.process.WaitGraph;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The spawning functions of {@code process}: from the id of an entry and of a host to a process. */
final class ProcessSpawn {
    /** How the new process is tied to the one that spawns it. */
    record Ties(String function, boolean link, boolean monitor) {}

    static final Ties PLAIN = new Ties("spawn", false, false);
    static final Ties MONITORED = new Ties("spawn_monitored", false, true);
    static final Ties LINKED = new Ties("spawn_linked", true, false);
    static final Ties LINKED_MONITORED = new Ties("spawn_linked_monitored", true, true);

    private ProcessSpawn() {}

    /** Serves {@code process.spawn(id, host, ...)} and its kin. */
    static void spawn(Call call, Ties ties) throws Refusal {
        if (call.count() < 2) {
            throw Refusal.invalid(ties.function() + " requires at least id and host arguments");
        }
        LuaProcess process = LuaProcess.of(call);
        Spawn spawn = prepare(
                process,
                call.checkString(1).toString(),
                call.checkString(2).toString(),
                Parcel.of(call.arguments(3)),
                process.context());
        call.returns(PidText.of(spawn(process, spawn, ties)));
    }

    /** Spawns and remembers what the program must be told of it. */
    static Pid spawn(LuaProcess process, Spawn prepared, Ties ties) throws Refusal {
        mayBeTied(process, prepared.body().kind(), ties);
        Spawn spawn = ties.link() ? prepared.linked() : prepared;
        Spawned child = spawn(process, ties.monitor() ? spawn.monitored() : spawn);
        Monitor monitor = child.monitor();
        if (monitor != null) {
            process.monitored(child.pid(), monitor);
        }
        return child.pid();
    }

    private static Spawned spawn(LuaProcess process, Spawn spawn) throws Refusal {
        process.context().keepRoom();
        Pid born = null;
        try {
            Spawned spawned = process.self().spawn(spawn);
            born = spawned.pid();
            return spawned;
        } catch (SpawnRefused refused) {
            String kind = switch (refused.why()) {
                case LIMIT, STOPPING -> ErrorValue.Kind.UNAVAILABLE;
                case NAME_TAKEN -> ErrorValue.Kind.ALREADY_EXISTS;
            };
            throw new Refusal(kind, String.valueOf(refused.getMessage()));
        } finally {
            process.context().born(born);
        }
    }

    /** What to spawn, so far without ties. */
    static Spawn prepare(LuaProcess process, String id, String host, Parcel arguments, Context context) throws Refusal {
        return prepare(process, id, host, arguments, context, List.of());
    }

    /** As above; {@code messages} are in the mailbox before the process begins. */
    static Spawn prepare(
            LuaProcess process, String id, String host, Parcel arguments, Context context, List<LuaMessage> messages)
            throws Refusal {
        mayBeSpawned(process, id, host);
        Host where = host(process, host);
        Program program = program(process, id);
        var body = new LuaProcess(process.runtime(), program, arguments, context);
        body.beginWith(messages);
        return body.spawn().on(where);
    }

    /** Refuses what the policies of the caller do not allow it to spawn, or not there. */
    static void mayBeSpawned(LuaProcess process, String id, String host) throws Refusal {
        Permission.requireFor(process, "process.spawn", id, "to spawn process");
        Permission.requireFor(process, "process.host", host, "to spawn on host");
    }

    /** Refuses ties between the caller and what it spawns that its policies do not allow. */
    static void mayBeTied(LuaProcess process, String id, Ties ties) throws Refusal {
        if (ties.monitor()) {
            Permission.requireFor(process, "process.spawn.monitored", id, "to spawn monitored process");
        }
        if (ties.link()) {
            Permission.requireFor(process, "process.spawn.linked", id, "to spawn linked process");
        }
    }

    static Program program(LuaProcess process, String id) throws Refusal {
        Program program = process.runtime().runnable(id);
        if (program == null) {
            throw Refusal.notFound("factory not found: there is no process entry '" + id + "'");
        }
        return program;
    }

    static Host host(LuaProcess process, String id) throws Refusal {
        Host host = process.runtime().host(id);
        if (host != null) {
            return host;
        }
        throw process.runtime().isHostDeclared(id)
                ? new Refusal(
                        ErrorValue.Kind.UNAVAILABLE,
                        "host is not running: '" + id + "' has no 'lifecycle: {auto_start: true}'")
                : Addresses.hostNotFound(id);
    }

    // ---- exec

    /** Serves {@code process.exec(id, host, ...)}, whose arguments begin at {@code first}. */
    static void exec(Call call, int first, Context context, CallOptions options) throws Refusal {
        if (call.count() < first + 1) {
            throw Refusal.invalid("exec requires id and host arguments");
        }
        String id = call.checkString(first).toString();
        String host = call.checkString(first + 1).toString();
        if (id.isEmpty()) {
            throw Refusal.invalid("process ID required");
        }
        if (id.indexOf(':') <= 0 || id.endsWith(":")) {
            throw Refusal.invalid("invalid process ID format (namespace:name required)");
        }
        if (host.isEmpty()) {
            throw Refusal.invalid("host ID required");
        }
        LuaProcess process = LuaProcess.of(call);
        Permission.requireFor(process, "process.exec", id, "to exec process");
        Permission.requireFor(process, "process.exec", host, "to exec process on host");
        Spawn spawn = prepare(process, id, host, Parcel.of(call.arguments(first + 2)), context);
        await(call, spawn, options.timeout(), "exec of " + id);
    }

    /** Spawns, and suspends the caller until the process has ended; then returns its result or its error. */
    private static void await(Call call, Spawn spawn, @Nullable Duration timeout, String what) throws Refusal {
        LuaProcess process = LuaProcess.of(call);
        Environment environment = call.environment();
        Spawned spawned = spawn(process, spawn.monitored());
        Pid me = process.self().pid();
        Pid pid = spawned.pid();
        WaitGraph waits = process.runtime().waits();
        Monitor monitor = Objects.requireNonNull(spawned.monitor());
        Wait wait = Wait.outside(call, what);
        Timer timer = timeout == null
                ? null
                : process.self().sendAfter(timeout, (Notice) at -> {
                    at.unwatch(monitor);
                    waits.remove(me, pid);
                    at.self().kill(pid);
                    wait.end(null, overdue(what, timeout).toLua());
                });
        waits.add(me, pid);
        process.watch(monitor, down -> {
            waits.remove(me, pid);
            if (timer != null) {
                process.self().cancel(timer);
            }
            ErrorValue error = ExitEvents.error(down.reason());
            wait.end(
                    error == null
                            ? new @Nullable Object[] {ExitEvents.value(down.reason(), environment)}
                            : new @Nullable Object[] {null, error.toLua()});
        });
    }

    static ErrorValue overdue(String what, Duration timeout) {
        return ErrorValue.of(ErrorValue.Kind.TIMEOUT, what + ": deadline exceeded after " + DurationText.of(timeout));
    }
}
