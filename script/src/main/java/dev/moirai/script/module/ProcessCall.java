package dev.moirai.script.module;

import dev.moirai.kernel.Monitor;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Timer;
import dev.moirai.lua.Call;
import dev.moirai.lua.LuaString;
import dev.moirai.script.process.ErrorValue;
import dev.moirai.script.process.ExitEvents;
import dev.moirai.script.process.LuaMessage;
import dev.moirai.script.process.LuaProcess;
import dev.moirai.script.process.Notice;
import dev.moirai.script.process.Parcel;
import dev.moirai.script.process.PidText;
import dev.moirai.script.process.Refusal;
import dev.moirai.script.process.Wait;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code process.call}: a message whose sender waits for the reply, until a deadline or the end of the receiver. */
final class ProcessCall {
    /** As in OTP's {@code gen_server:call}. */
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private ProcessCall() {}

    /** Serves {@code process.call(dest, topic, value?, timeout?)}. */
    static void call(Call call) throws Refusal {
        if (call.count() < 2) {
            throw Refusal.invalid("call requires at least destination and topic arguments");
        }
        LuaProcess process = LuaProcess.of(call);
        LuaString destination = call.checkString(1);
        LuaString topic = call.checkString(2);
        if (topic.length() > 0 && topic.byteAt(0) == '@') {
            throw Refusal.invalid("cannot send to @ topics");
        }
        Duration deadline = call.isNoneOrNil(4) ? DEADLINE : Durations.check(call, 4, "process.call");
        Pid me = process.self().pid();
        Pid to = Addresses.resolve(process, destination, "send");
        var reply = new CompletableFuture<Parcel>();
        Parcel content = call.isNoneOrNil(3) ? Parcel.EMPTY : Parcel.of(call.get(3));
        ProcessModule.accepted(process.self().send(to, new LuaMessage(topic, process.pid(), content, reply)));

        String circle = circleOf(process, to);
        Monitor monitor = process.self().monitor(to);
        Wait wait = Wait.outside(call, "reply of " + PidText.of(to) + " to '" + topic + "'");
        Timer timer = process.self().sendAfter(deadline, (Notice) _ -> {
            reply.cancel(false);
            wait.end(null, overdue(topic, deadline, circle).toLua());
        });
        process.watch(monitor, down -> {
            ErrorValue error = ExitEvents.error(down.reason());
            reply.cancel(false);
            wait.end(
                    null,
                    ErrorValue.of(
                                    ErrorValue.Kind.NOT_FOUND,
                                    "process not found: the receiver ended before it replied"
                                            + (error == null ? "" : ": " + error))
                            .toLua());
        });
        reply.whenComplete((_, _) -> process.runtime().waits().remove(me, to));
        process.hear(reply.exceptionally(_ -> Parcel.EMPTY), (at, values) -> {
            at.self().cancel(timer);
            at.unwatch(monitor);
            if (!reply.isCancelled()) {
                wait.end(values.unpackAll(at.environment()));
            }
        });
    }

    /** Notes that the process waits for {@code to}; the circle that this closes, in words, or null. */
    private static @Nullable String circleOf(LuaProcess process, Pid to) {
        Pid me = process.self().pid();
        process.runtime().waits().add(me, to);
        List<Pid> cycle = process.runtime().waits().cycle(me);
        if (cycle == null) {
            return null;
        }
        String circle = cycle.stream()
                .map(pid -> PidText.of(pid).toString())
                .collect(Collectors.joining(" → ", "calls wait for each other: ", ""));
        process.runtime().circle(process, circle);
        return circle;
    }

    private static ErrorValue overdue(LuaString topic, Duration deadline, @Nullable String circle) {
        ErrorValue error = ProcessSpawn.overdue("call of '" + topic + "'", deadline);
        return circle == null ? error : ErrorValue.of(ErrorValue.Kind.TIMEOUT, error.message() + "; " + circle);
    }
}
