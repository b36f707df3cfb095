package dev.moirai.script.module;

import dev.moirai.kernel.Pid;
import dev.moirai.kernel.SendResult;
import dev.moirai.kernel.Spawn;
import dev.moirai.lua.Call;
import dev.moirai.lua.LuaError;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import dev.moirai.script.process.Context;
import dev.moirai.script.process.ErrorValue;
import dev.moirai.script.process.LuaMessage;
import dev.moirai.script.process.LuaProcess;
import dev.moirai.script.process.ObjectType;
import dev.moirai.script.process.Parcel;
import dev.moirai.script.process.PidText;
import dev.moirai.script.process.Refusal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code process.with_context} gives: how to spawn, as an immutable value; each {@code with_...} gives a changed copy.
 *
 * @param context what the process inherits
 * @param options for {@code exec}
 * @param name what it is registered as before it begins; if another process holds the name, that one is meant
 * @param messages what is in its mailbox when it begins
 */
record ProcessSpawner(
        Context context, CallOptions options, @Nullable String name, List<LuaMessage> messages) {
    static final ObjectType<ProcessSpawner> TYPE = ObjectType.named("process.Spawner", ProcessSpawner.class)
            .method("with_context", (call, spawner) -> give(call, spawner.withContext(call, 2)))
            .method("with_options", (call, spawner) -> give(call, spawner.withOptions(call, 2)))
            .method("with_actor", (call, spawner) -> give(call, spawner.withActor(call, 2)))
            .method("with_scope", (call, spawner) -> give(call, spawner.withScope(call, 2)))
            .method("with_name", ProcessSpawner::withName)
            .method("with_message", ProcessSpawner::withMessage)
            .method("spawn", (call, spawner) -> spawner.spawn(call, ProcessSpawn.PLAIN))
            .method("spawn_monitored", (call, spawner) -> spawner.spawn(call, ProcessSpawn.MONITORED))
            .method("spawn_linked", (call, spawner) -> spawner.spawn(call, ProcessSpawn.LINKED))
            .method("spawn_linked_monitored", (call, spawner) -> spawner.spawn(call, ProcessSpawn.LINKED_MONITORED))
            .fallible("exec", (call, spawner) -> ProcessSpawn.exec(call, 2, spawner.context, spawner.options))
            .build();

    ProcessSpawner {
        messages = List.copyOf(messages);
    }

    /** Serves {@code process.with_context(table)}. */
    static void fromContext(Call call) {
        give(call, inherited(call).withContext(call, 1));
    }

    /** Serves {@code process.with_options(table)}. */
    static void fromOptions(Call call) {
        give(call, inherited(call).withOptions(call, 1));
    }

    /** Serves {@code process.with_actor(actor)}. */
    static void fromActor(Call call) {
        give(call, inherited(call).withActor(call, 1));
    }

    /** Serves {@code process.with_scope(scope)}. */
    static void fromScope(Call call) {
        give(call, inherited(call).withScope(call, 1));
    }

    private static ProcessSpawner inherited(Call call) {
        return new ProcessSpawner(LuaProcess.of(call).context(), CallOptions.NONE, null, List.of());
    }

    private static void give(Call call, ProcessSpawner spawner) {
        call.returns(TYPE.wrap(spawner));
    }

    private ProcessSpawner in(Context other) {
        return new ProcessSpawner(other, options, name, messages);
    }

    private ProcessSpawner withContext(Call call, int index) {
        LuaTable table = call.checkTable(index);
        if (!Permission.isGiven(LuaProcess.of(call), "process.context", "context", null)) {
            throw call.error("not allowed to spawn processes with custom context");
        }
        try {
            return in(context.with(CtxModule.values(call, table)));
        } catch (Refusal refusal) {
            throw LuaError.of(refusal.error().toLua());
        }
    }

    private ProcessSpawner withOptions(Call call, int index) {
        return new ProcessSpawner(context, options.with(call, index), name, messages);
    }

    private ProcessSpawner withActor(Call call, int index) {
        return in(SecurityModule.withActor(call, index, context, "process.security"));
    }

    private ProcessSpawner withScope(Call call, int index) {
        return in(SecurityModule.withScope(call, index, context, "process.security"));
    }

    private static void withName(Call call, ProcessSpawner spawner) {
        LuaString wanted = call.checkString(2);
        if (wanted.length() == 0) {
            throw call.error("name cannot be empty");
        }
        give(call, new ProcessSpawner(spawner.context, spawner.options, wanted.toString(), spawner.messages));
    }

    private static void withMessage(Call call, ProcessSpawner spawner) {
        if (call.checkString(2).toString().startsWith("@")) {
            throw call.error("cannot send to @ topics");
        }
        var more = new ArrayList<>(spawner.messages);
        try {
            more.add(new LuaMessage(call.checkString(2), PidText.NONE, Parcel.of(call.arguments(3))));
        } catch (Refusal refusal) {
            throw LuaError.of(refusal.error().toLua());
        }
        give(call, new ProcessSpawner(spawner.context, spawner.options, spawner.name, more));
    }

    private void spawn(Call call, ProcessSpawn.Ties ties) {
        if (call.count() < 3) {
            throw call.error(ties.function() + " requires at least id and host arguments");
        }
        try {
            call.returns(PidText.of(spawnOrSignal(call, ties)));
        } catch (Refusal refusal) {
            call.returns(null, refusal.error().toLua());
        }
    }

    /** The process that has the name and is given the messages: one that holds it already, or else a new one. */
    private Pid spawnOrSignal(Call call, ProcessSpawn.Ties ties) throws Refusal {
        LuaProcess process = LuaProcess.of(call);
        String id = call.checkString(2).toString();
        String host = call.checkString(3).toString();
        Parcel arguments = Parcel.of(call.arguments(4));
        ProcessSpawn.mayBeSpawned(process, id, host);
        while (true) {
            Pid holder = name == null ? null : process.self().node().names().lookup(name);
            if (holder != null && signal(process, holder, id, ties)) {
                return holder;
            }
            Spawn spawn = ProcessSpawn.prepare(process, id, host, arguments, context, messages);
            try {
                return ProcessSpawn.spawn(process, name == null ? spawn : spawn.named(name), ties);
            } catch (Refusal refused) {
                if (!refused.error().kind().equals(ErrorValue.Kind.ALREADY_EXISTS)) {
                    throw refused;
                }
                // Somebody took the name meanwhile: that one is meant.
            }
        }
    }

    /** Ties the holder of the name and gives it the messages; false if it has ended. */
    private boolean signal(LuaProcess process, Pid holder, String id, ProcessSpawn.Ties ties) throws Refusal {
        ProcessSpawn.mayBeTied(process, id, ties);
        for (LuaMessage message : messages) {
            SendResult sent = process.self().send(holder, message);
            if (sent == SendResult.DEAD) {
                return false;
            }
            ProcessModule.accepted(sent);
        }
        if (!holder.isAlive()) {
            return false;
        }
        if (ties.monitor()) {
            process.monitor(holder);
        }
        if (ties.link()) {
            process.self().link(holder);
        }
        return true;
    }
}
