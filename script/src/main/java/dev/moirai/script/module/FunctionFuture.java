package dev.moirai.script.module;

import dev.moirai.kernel.ExitReason;
import dev.moirai.lua.Call;
import dev.moirai.script.process.ErrorValue;
import dev.moirai.script.process.ExitEvents;
import dev.moirai.script.process.Inflow;
import dev.moirai.script.process.LuaProcess;
import dev.moirai.script.process.ObjectType;
import dev.moirai.script.process.Parcel;
import dev.moirai.script.process.Payload;
import org.jspecify.annotations.Nullable;

/** The result of {@code funcs.async}, which comes later. Belongs to the process that called. */
final class FunctionFuture {
    static final ObjectType<FunctionFuture> TYPE = ObjectType.named("funcs.Future", FunctionFuture.class)
            .getter("response", (_, future) -> future.response.channel().toLua())
            .getter("channel", (_, future) -> future.response.channel().toLua())
            .getter("is_complete", (_, future) -> future.end != null)
            .getter("is_canceled", (_, future) -> future.canceled)
            .method("result", (call, future) -> future.result(call))
            .method("error", (call, future) -> future.error(call))
            .method("cancel", (call, future) -> future.cancel(call))
            .build();

    private static final ErrorValue CANCELED = ErrorValue.of(ErrorValue.Kind.CANCELED, "canceled");

    private final FuncsModule.Running running;
    private final Inflow response = new Inflow("future:response()", 1);
    private @Nullable ExitReason end;
    private boolean canceled;

    FunctionFuture(FuncsModule.Running running) {
        this.running = running;
    }

    /** The call has ended; told in a turn of the caller. */
    void ended(LuaProcess process, ExitReason reason) {
        if (end == null) {
            end = reason;
            ErrorValue error = problem(reason);
            response.addLast(error == null ? payload(reason) : error.toLua());
        }
    }

    private @Nullable ErrorValue problem(ExitReason reason) {
        return canceled ? CANCELED : ExitEvents.error(reason);
    }

    private static Object payload(ExitReason reason) {
        Parcel value = reason instanceof ExitReason.Normal(Parcel parcel) ? parcel : Parcel.ofAny(null);
        return Payload.TYPE.wrap(new Payload(Payload.LUA, value, 0));
    }

    private void result(Call call) {
        ExitReason reason = end;
        ErrorValue error = reason == null ? null : problem(reason);
        if (reason == null) {
            call.returns(null, null);
        } else if (error != null) {
            call.returns(null, error.toLua());
        } else {
            call.returns(payload(reason), null);
        }
    }

    private void error(Call call) {
        ExitReason reason = end;
        ErrorValue error = reason == null ? null : problem(reason);
        call.returns(error == null ? null : error.toLua(), error != null);
    }

    private void cancel(Call call) {
        if (end == null) {
            canceled = true;
            running.pid().thenAccept(pid -> pid.node().kill(pid));
            running.end().complete(ExitReason.KILLED);
            ended(LuaProcess.of(call), ExitReason.KILLED);
        }
        call.returns(true);
    }
}
