package dev.moirai.otp;

import dev.moirai.kernel.Alias;
import dev.moirai.kernel.BlockingSelf;
import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Monitor;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Self;
import dev.moirai.kernel.SendResult;
import dev.moirai.kernel.Signal;
import dev.moirai.kernel.Timer;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An ask from the asker's side, for bodies written against the kernel: send it, go on, and show it each thing that arrives.
 *
 * <pre>
 *   sent ──┬── a reply through the alias ──► Ok, Failed
 *          ├── Down of the asked process ──► Exited          after each of these: alias ended, monitor and timer gone,
 *          ├── the timer ──────────────────► TimedOut        so that nothing of it can arrive any more
 *          └── abandon ────────────────────► (no answer)
 * </pre>
 *
 * <p>Belongs to the turns of the process that sent it. Source: OTP {@code gen_server:send_request/2}.
 */
public final class Request<R> {
    private final Self self;
    private final Duration timeout;
    private final Alias alias;
    private @Nullable Monitor monitor;
    private @Nullable Timer timer;
    private @Nullable Answer<R> answer;
    private boolean over;

    /** What arrives as the reply. */
    record Replied<R>(Request<R> request, Answer<R> answer) {}

    /** What arrives when no reply came in time. */
    record Overdue(Request<?> request) {}

    private Request(Self self, Duration timeout) {
        this.self = self;
        this.timeout = timeout;
        this.alias = self.alias(true);
    }

    /** Sends a question that may wait for its reply as long as {@code timeout}. */
    public static <M, R> Request<R> send(
            Self self, Address<M> to, Duration timeout, Function<? super Reply<R>, ? extends M> question) {
        return send(self, to.pid(), timeout, Long.MAX_VALUE, question);
    }

    /** @param latest a deadline the asker is itself under, on the node's clock */
    static <R> Request<R> send(
            Self self,
            @Nullable Pid to,
            Duration timeout,
            long latest,
            Function<? super Reply<R>, ? extends Object> question) {
        long now = self.nanoTime();
        long deadline = Math.min(latest, after(now, timeout));
        Request<R> request = new Request<>(self, Duration.ofNanos(Math.max(0, deadline - now)));
        Call<R> call = new Call<>(request, request.alias, deadline);
        call.carry(question.apply(call));
        request.launch(to, call);
        return request;
    }

    private static long after(long now, Duration timeout) {
        try {
            return Math.addExact(now, Math.max(0, timeout.toNanos()));
        } catch (ArithmeticException _) {
            return Long.MAX_VALUE;
        }
    }

    private void launch(@Nullable Pid to, Call<R> call) {
        if (to == null) {
            settle(new Answer.Exited<>(ExitReason.NO_PROCESS));
            return;
        }
        if (to.equals(self.pid())) {
            settle(new Answer.NotSent<>("calling_self: " + to + " would wait for its own reply"));
            return;
        }
        monitor = self.monitor(to);
        SendResult sent = self.send(to, call);
        switch (sent) {
            case ACCEPTED -> {
                if (call.deadline() != Long.MAX_VALUE) {
                    timer = self.sendAt(call.deadline(), new Overdue(this));
                }
            }
            case DEAD -> {} // the monitor tells
            case FULL, DROPPED -> settle(new Answer.NotSent<>("the mailbox of " + to + " is full"));
        }
    }

    /** The answer, if it is known already; it then arrives as no message. */
    public @Nullable Answer<R> answer() {
        return answer;
    }

    /** The answer, if {@code arrived} is news of this request; null if it is something else. */
    public @Nullable Answer<R> match(Object arrived) {
        return over || !isMine(arrived) ? null : settle(read(arrived));
    }

    /** Whether {@code arrived}, something a body took or may take, is news of this request. */
    public boolean isMine(Object arrived) {
        return switch (arrived) {
            case Replied<?>(var request, var _) -> request == this;
            case Overdue(var request) -> request == this;
            case Signal.Down down -> down.monitor() == monitor;
            default -> false;
        };
    }

    @SuppressWarnings("unchecked") // a Replied is made by the Call of its own request
    private Answer<R> read(Object arrived) {
        return switch (arrived) {
            case Replied<?> replied -> ((Replied<R>) replied).answer();
            case Signal.Down down -> new Answer.Exited<>(down.reason());
            default -> new Answer.TimedOut<>(timeout);
        };
    }

    private Answer<R> settle(Answer<R> how) {
        answer = how;
        abandon();
        return how;
    }

    /** Gives up: nothing of it arrives any more. */
    public void abandon() {
        if (over) {
            return;
        }
        over = true;
        self.unalias(alias);
        if (monitor != null) {
            self.demonitorAndFlush(monitor);
        }
        if (timer != null) {
            self.cancel(timer);
        }
    }

    @Nullable
    Monitor monitor() {
        return monitor;
    }

    /** Waits for the answer in a blocking process; everything else stays in its mailbox. */
    Answer<R> await(BlockingSelf blocking) {
        while (true) {
            Answer<R> known = answer;
            if (known != null) {
                return known;
            }
            match(blocking.receive(this::isMine));
        }
    }
}
