package dev.moirai.app.run;

import dev.moirai.app.run.ServiceStatus.State;
import dev.moirai.app.schema.EntryId;
import dev.moirai.kernel.ExitReason;
import dev.moirai.otp.Context;
import dev.moirai.otp.Next;
import dev.moirai.otp.Server;
import dev.moirai.otp.StopRequest;
import org.jspecify.annotations.Nullable;

/** Stands for a service without a process, so that others can come after it. */
final class PassiveKeeper implements Server<Nothing> {
    private final EntryId id;
    private final ServiceBoard board;

    PassiveKeeper(EntryId id, ServiceBoard board) {
        this.id = id;
        this.board = board;
    }

    @Override
    public Next<Nothing> init(Context<Nothing> here) {
        publish(State.RUNNING, null);
        return Next.go();
    }

    @Override
    public Next<Nothing> on(Nothing message, Context<Nothing> here) {
        return Next.go();
    }

    @Override
    public Next<Nothing> shutdown(StopRequest request, Context<Nothing> here) {
        publish(State.STOPPED, ExitReason.SHUTDOWN);
        return Next.stop(request.reason());
    }

    private void publish(State state, @Nullable ExitReason end) {
        board.put(new ServiceStatus(id, state, null, 1, end, null));
    }
}
