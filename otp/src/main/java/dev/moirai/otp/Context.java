package dev.moirai.otp;

import dev.moirai.kernel.Node;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Self;
import dev.moirai.kernel.SendResult;
import dev.moirai.kernel.Timer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a server may do besides handling: valid while it handles something, on its thread.
 *
 * @param <M> the messages of the server
 */
public final class Context<M> {

    /** Handles the answer to an ask, as {@link Server#on} handles a message. */
    @FunctionalInterface
    public interface OnAnswer<R, M> {
        Next<M> on(Answer<R> answer) throws Throwable;
    }

    /** What happens with the answer to an ask, and under which deadline. */
    record Asked<R, M>(OnAnswer<R, M> then, long deadline) {}

    private final Self self;
    private @Nullable Startup startup; // null once it was told
    private @Nullable Ref<M> ref; // made when somebody asks for it
    private @Nullable Deque<Request<?>> answered; // made when an answer is known at once, which is rare
    private long deadline = Long.MAX_VALUE;
    private long thread; // its id, as a reference would cost a fence at each turn; 0 between turns

    Context(Self self, Startup startup) {
        this.self = self;
        this.startup = startup;
    }

    // ---- who

    /** The kernel's handle: links, monitors, names, spawns, kills. */
    public Self self() {
        return self;
    }

    public Pid pid() {
        return self.pid();
    }

    /** This server's own address. */
    public Ref<M> ref() {
        Ref<M> own = ref;
        if (own == null) {
            own = new Ref<>(self.pid());
            ref = own;
        }
        return own;
    }

    public Node node() {
        return self.node();
    }

    /**
     * When whoever asked for what is being handled gives up, on {@link Self#nanoTime}; {@link Long#MAX_VALUE} if nobody did
     * or will. Asks made meanwhile end by then too.
     */
    public long deadline() {
        return deadline;
    }

    // ---- sending

    public <T> SendResult tell(Address<T> to, T message) {
        Pid pid = to.pid();
        return pid == null ? SendResult.DEAD : self.send(pid, message);
    }

    public <T> SendResult tell(Name<T> to, T message) {
        return self.send(to.key(), message);
    }

    /**
     * Asks without waiting; {@code then} is called with the answer, in a later turn of this server.
     *
     * <p>Between now and then the server handles other messages: it cannot be blocked, and its state may have changed.
     */
    public <T, R> void ask(
            Address<T> to, Duration timeout, Function<? super Reply<R>, ? extends T> question, OnAnswer<R, M> then) {
        ask(to.pid(), timeout, question, then);
    }

    /** As {@link #ask(Address, Duration, Function, OnAnswer)}, with {@link Address#DEFAULT_TIMEOUT}. */
    public <T, R> void ask(Address<T> to, Function<? super Reply<R>, ? extends T> question, OnAnswer<R, M> then) {
        ask(to.pid(), Address.DEFAULT_TIMEOUT, question, then);
    }

    /** As {@link #ask(Address, Duration, Function, OnAnswer)}, to whoever holds the name now. */
    public <T, R> void ask(
            Name<T> to, Duration timeout, Function<? super Reply<R>, ? extends T> question, OnAnswer<R, M> then) {
        ask(node().names().lookup(to.key()), timeout, question, then);
    }

    /** As {@link #ask(Name, Duration, Function, OnAnswer)}, with {@link Address#DEFAULT_TIMEOUT}. */
    public <T, R> void ask(Name<T> to, Function<? super Reply<R>, ? extends T> question, OnAnswer<R, M> then) {
        ask(to, Address.DEFAULT_TIMEOUT, question, then);
    }

    private <R> void ask(
            @Nullable Pid to,
            Duration timeout,
            Function<? super Reply<R>, ? extends Object> question,
            OnAnswer<R, M> then) {
        Request<R> request = Request.send(self, to, timeout, deadline, question);
        request.asked = new Asked<>(then, deadline);
        if (request.answer() != null) {
            if (answered == null) {
                answered = new ArrayDeque<>(2);
            }
            answered.add(request);
        }
    }

    /** This server gets {@code message} when {@code delay} is over; cancel it with {@link Self#cancel}. */
    public Timer after(Duration delay, M message) {
        return self.sendAfter(delay, message);
    }

    // ---- starting

    /** The server is ready; only needed after {@link Next#notReady}. Further calls do nothing. */
    public void ready() {
        ready(null);
    }

    /** As {@link #ready()}, with something for whoever asked for the start. */
    public void ready(@Nullable Object info) {
        Startup told = startup;
        if (told != null) {
            startup = null;
            told.ready(info);
        }
    }

    // ---- for the body

    void ignored() {
        Startup told = Objects.requireNonNull(startup, "it is ignored in init only");
        startup = null;
        told.ignored();
    }

    void enter() {
        thread = Thread.currentThread().threadId();
    }

    void leave() {
        thread = 0;
        deadline = Long.MAX_VALUE;
    }

    boolean isOnItsThread() {
        return thread == Thread.currentThread().threadId();
    }

    void under(long latest) {
        deadline = latest;
    }

    /** Takes a request whose answer was known when it was asked. */
    @Nullable
    Request<?> nextAnswered() {
        return answered == null ? null : answered.poll();
    }
}
