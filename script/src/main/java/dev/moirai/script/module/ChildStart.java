package dev.moirai.script.module;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Host;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Self;
import dev.moirai.kernel.Spawn;
import dev.moirai.otp.supervisor.Readiness;
import dev.moirai.otp.supervisor.Start;
import dev.moirai.script.process.Context;
import dev.moirai.script.process.LuaProcess;
import dev.moirai.script.process.LuaRuntime;
import dev.moirai.script.process.Parcel;
import dev.moirai.script.process.Program;
import dev.moirai.script.process.Refusal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Starts a Lua process as the child of a supervisor, with the newest code of its entry, and asks it to stop by CANCEL.
 *
 * @param id the entry
 * @param owner who has to give the child the word to begin, see {@link LuaProcess#awaitWordOf}; null if nobody
 */
record ChildStart(
        LuaRuntime runtime,
        String id,
        Host host,
        Parcel input,
        Context context,
        @Nullable Pid owner) implements Start {
    @Override
    public Launch launch(Self supervisor, Readiness readiness) {
        Program newest = runtime.runnable(id);
        if (newest == null) {
            throw new IllegalStateException("the entry '" + id + "' is gone");
        }
        Runnable ready = owner == null ? readiness::ready : null;
        var body = new LuaProcess(runtime, newest, input, context, ready);
        Spawn spawn = body.spawn().on(host).linked();
        if (owner != null) {
            body.awaitWordOf(owner);
        }
        Pid child = null;
        try {
            context.keepRoom();
            try {
                child = supervisor.spawn(spawn).pid();
            } finally {
                context.born(child);
            }
        } catch (Refusal refusal) {
            return new Failed(new ExitReason.Failed(refusal.error()));
        }
        return owner == null ? new Starting(child) : new Running(child);
    }

    @Override
    public void requestStop(Self supervisor, Pid child, @Nullable Duration patience) {
        supervisor.cancel(child, "supervisor stopping", patience);
    }

    /** A process that returns from its main function on CANCEL has done as it was asked. */
    @Override
    public boolean mayEndNormally() {
        return true;
    }
}
