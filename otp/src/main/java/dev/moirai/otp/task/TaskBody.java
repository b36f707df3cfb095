package dev.moirai.otp.task;

import dev.moirai.kernel.Blocking;
import dev.moirai.kernel.BlockingSelf;
import dev.moirai.kernel.ExitException;
import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Monitor;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Signal;
import dev.moirai.otp.Call;
import dev.moirai.otp.Deadline;
import dev.moirai.otp.Reply;
import dev.moirai.otp.text.DurationText;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A task somebody waits for. It begins when its owner asks for the result, so that a task whose owner died before that
 * never begins.
 */
record TaskBody<R>(Work<R> work, Pid owner, List<Pid> callers) implements Blocking {
    /** The processes on whose behalf this thread works, the nearest first. */
    static final ScopedValue<List<Pid>> CALLERS = ScopedValue.newInstance();

    private static final Duration HANDOVER = Duration.ofSeconds(5);

    /** Asks for the result. */
    record Go<R>(Reply<R> to) {}

    /** The callers of what {@code caller} is about to start. */
    static List<Pid> callersOf(Pid caller) {
        List<Pid> own = CALLERS.orElse(List.of());
        List<Pid> all = new java.util.ArrayList<>(own.size() + 1);
        all.add(caller);
        all.addAll(own);
        return List.copyOf(all);
    }

    @Override
    public @Nullable Object run(BlockingSelf self) throws Throwable {
        Monitor watch = self.monitor(owner);
        Object first = self.receive(arrived -> isGo(arrived) || isDown(arrived, watch), HANDOVER);
        if (first == null) {
            throw new ExitException(
                    new ExitReason.Shutdown("its owner did not hand over within " + DurationText.of(HANDOVER)));
        }
        if (first instanceof Signal.Down down) {
            throw new ExitException(new ExitReason.Shutdown(down.reason()));
        }
        self.demonitorAndFlush(watch);
        Reply<R> to = reply(first);
        R result = Deadline.within(
                to.deadline(), () -> ScopedValue.where(CALLERS, callers).call(() -> work.run(self)));
        to.ok(Objects.requireNonNull(result, "a task must return a result; use Done.DONE if there is nothing to tell"));
        return null;
    }

    private static boolean isGo(Object arrived) {
        return arrived instanceof Call<?> call && call.message() instanceof Go<?>;
    }

    private static boolean isDown(Object arrived, Monitor watch) {
        return arrived instanceof Signal.Down down && down.monitor() == watch;
    }

    @SuppressWarnings("unchecked") // only this task's own handle sends it a Go
    private static <R> Reply<R> reply(Object go) {
        return ((Go<R>) ((Call<?>) go).message()).to();
    }

    @Override
    public String toString() {
        return "task " + work.getClass().getSimpleName();
    }
}
