package dev.moirai.otp;

import dev.moirai.kernel.Alias;
import dev.moirai.kernel.BlockingSelf;
import dev.moirai.kernel.Clock;
import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Monitor;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Self;
import dev.moirai.kernel.SendResult;
import dev.moirai.kernel.Signal;
import dev.moirai.kernel.Timer;
import dev.moirai.kernel.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
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
public final class Request<R> implements Waiting {
    private final Self self;
    private final Duration timeout;
    private final long deadline;
    private final Alias alias;
    private @Nullable Pid to; // set before anybody is told of the wait
    private @Nullable Monitor monitor;
    private @Nullable Timer timer;
    private @Nullable Answer<R> answer;
    private boolean over;
    private volatile boolean replied; // set by whoever replies

    /** What a server does with the answer, if a server asked; see {@link Context}. */
    Context.@Nullable Asked<R, ?> asked;

    /** What arrives as the reply. When no reply came in time, it is the request itself that arrives. */
    record Replied<R>(Request<R> request, Answer<R> answer) {}

    private Request(Self self, Duration timeout, long deadline) {
        this.self = self;
        this.timeout = timeout;
        this.deadline = deadline;
        this.alias = self.alias(true);
    }

    /** Sends a question that may wait for its reply as long as {@code timeout}, and no longer than {@link Deadline#current}. */
    public static <M, R> Request<R> send(
            Self self, Address<M> to, Duration timeout, Function<? super Reply<R>, ? extends M> question) {
        return send(self, to.pid(), timeout, Deadline.current(), question);
    }

    /** @param latest a deadline the asker is itself under, on the node's clock */
    static <R> Request<R> send(
            Self self,
            @Nullable Pid to,
            Duration timeout,
            long latest,
            Function<? super Reply<R>, ? extends Object> question) {
        Request<R> request = of(self, timeout, latest);
        request.launch(to, question);
        return request;
    }

    private static <R> Request<R> of(Self self, Duration timeout, long latest) {
        long now = self.nanoTime();
        long own = timeout.compareTo(Clock.FOR_EVER) < 0 ? Clock.after(now, timeout) : Long.MAX_VALUE;
        return latest < own
                ? new Request<>(self, Duration.ofNanos(Math.max(0, latest - now)), latest)
                : new Request<>(self, timeout, own);
    }

    /** Asks from a blocking process, and waits for the answer; everything else stays in its mailbox. */
    static <R> Answer<R> ask(
            BlockingSelf self,
            @Nullable Pid to,
            Duration timeout,
            Function<? super Reply<R>, ? extends Object> question) {
        Request<R> request = of(self, timeout, Deadline.current());
        if (to == null || to.equals(self.pid())) {
            request.launch(to, question);
            return request.await(self);
        }
        request.to = to;
        List<Pid> circle = self.waitFor(request);
        if (!circle.isEmpty()) {
            return request.settle(new Answer.NotSent<>("calling_cycle: " + circle.getFirst() + " asks "
                    + circle.stream()
                            .skip(1)
                            .map(pid -> pid + ", which waits for ")
                            .collect(Collectors.joining())
                    + circle.getFirst()));
        }
        try {
            request.launch(to, question);
            return request.await(self);
        } finally {
            self.waitNoMore();
        }
    }

    private void launch(@Nullable Pid to, Function<? super Reply<R>, ? extends Object> question) {
        Call<R> call = new Call<>(this, alias, deadline);
        call.carry(question.apply(call));
        if (to == null) {
            settle(new Answer.Exited<>(ExitReason.NO_PROCESS));
            return;
        }
        if (to.equals(self.pid())) {
            settle(new Answer.NotSent<>("calling_self: " + to + " would wait for its own reply"));
            return;
        }
        monitor = self.monitor(to, this);
        SendResult sent = self.send(to, call);
        switch (sent) {
            case ACCEPTED -> {
                if (deadline != Long.MAX_VALUE) {
                    timer = self.sendAt(deadline, this);
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
            case Request<?> overdue -> overdue == this;
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

    void replied() {
        replied = true;
    }

    @Override
    public Pid on() {
        return Objects.requireNonNull(to, "nobody is waited for");
    }

    @Override
    public boolean isOver() {
        return replied || self.nanoTime() >= deadline;
    }

    private Answer<R> await(BlockingSelf blocking) {
        while (true) {
            Answer<R> known = answer;
            if (known != null) {
                return known;
            }
            match(blocking.receive(this::isMine));
        }
    }
}
