package dev.moirai.app.run;

import dev.moirai.app.boot.Service;
import dev.moirai.app.run.ServiceStatus.State;
import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Host;
import dev.moirai.kernel.Monitor;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Signal;
import dev.moirai.otp.Context;
import dev.moirai.otp.Next;
import dev.moirai.otp.Server;
import dev.moirai.otp.StopRequest;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Has one host: opens it, and when the application stops, asks every process that is left on it to end.
 *
 * <p>Takes no messages. {@link Host#stop} would wait, which no process may; so this watches the processes it has asked, and
 * looks again when all of them have ended, for they may have spawned others.
 */
final class HostKeeper implements Server<Nothing> {
    private final Service.Host service;
    private final ServiceBoard board;
    /** Owner only: those that were asked to end and have not. */
    private final Map<Monitor, Pid> asked = new HashMap<>();

    private @Nullable StopRequest stopRequest;

    HostKeeper(Service.Host service, ServiceBoard board) {
        this.service = service;
        this.board = board;
    }

    @Override
    public Next<Nothing> init(Context<Nothing> here) {
        var name = service.id().toString();
        if (here.node().host(name) == null) {
            here.node().open(service.host().settings().named(name));
        }
        publish(State.RUNNING, null);
        return Next.go();
    }

    @Override
    public Next<Nothing> on(Nothing message, Context<Nothing> here) {
        return Next.go();
    }

    @Override
    public Next<Nothing> shutdown(StopRequest request, Context<Nothing> here) {
        stopRequest = request;
        publish(State.STOPPING, null);
        return askAll(here, request);
    }

    @Override
    public Next<Nothing> signal(Signal signal, Context<Nothing> here) {
        if (signal instanceof Signal.Down down && asked.remove(down.monitor()) != null) {
            var reason = down.reason().root();
            if (reason instanceof ExitReason.Expired || reason instanceof ExitReason.Killed) {
                board.forced("process " + down.from() + " on host " + service.id());
            }
            if (asked.isEmpty() && stopRequest != null) {
                return askAll(here, stopRequest);
            }
        }
        return Next.go();
    }

    /** Asks all that live here now; ends when there are none. */
    private Next<Nothing> askAll(Context<Nothing> here, StopRequest request) {
        var patience = Patience.within(service.lifecycle().stopTimeout(), request, here.self());
        var host = here.node().host(service.id().toString());
        for (var pid : here.node().processes()) {
            if (host != null && pid.host() == host) {
                asked.put(here.self().monitor(pid), pid);
                here.self().cancel(pid, "host stopping", patience);
            }
        }
        if (!asked.isEmpty()) {
            return Next.go();
        }
        publish(State.STOPPED, ExitReason.SHUTDOWN);
        return Next.stop(request.reason());
    }

    private void publish(State state, @Nullable ExitReason end) {
        board.put(new ServiceStatus(service.id(), state, null, 1, end, null));
    }

    @Override
    public Object state() {
        return service.id() + ", waiting for " + asked.size();
    }
}
