package dev.moirai.otp;

import dev.moirai.kernel.Monitor;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Self;
import dev.moirai.kernel.SendResult;
import dev.moirai.kernel.Timer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
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

    /** An ask whose answer has not been handled. */
    record Asked<R, M>(Request<R> request, OnAnswer<R, M> then, long deadline) {}

    private final Self self;
    private final Startup startup;
    private final Ref<M> ref;
    private final Map<Request<?>, Asked<?, M>> asked = new HashMap<>();
    private final Map<Monitor, Request<?>> watched = new HashMap<>();
    private final Deque<Asked<?, M>> answered = new ArrayDeque<>();
    private long deadline = Long.MAX_VALUE;
    private boolean started;
    private @Nullable Thread thread; // null between turns

    Context(Self self, Startup startup) {
        this.self = self;
        this.startup = startup;
        this.ref = new Ref<>(self.pid());
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
        return ref;
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
        Asked<R, M> waiting = new Asked<>(request, then, deadline);
        if (request.answer() != null) {
            answered.add(waiting);
            return;
        }
        asked.put(request, waiting);
        Monitor monitor = request.monitor();
        if (monitor != null) {
            watched.put(monitor, request);
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
        if (!started) {
            started = true;
            startup.ready(info);
        }
    }

    // ---- for the body

    void ignored() {
        started = true;
        startup.ignored();
    }

    void enter() {
        thread = Thread.currentThread();
    }

    void leave() {
        thread = null;
        deadline = Long.MAX_VALUE;
    }

    boolean isOnItsThread() {
        return thread == Thread.currentThread();
    }

    void under(long latest) {
        deadline = latest;
    }

    /** Takes an answer that was known when it was asked. */
    @Nullable
    Asked<?, M> nextAnswered() {
        return answered.poll();
    }

    /** Takes the ask that {@code arrived} is about, if it is one of ours. */
    @Nullable
    Asked<?, M> askedFor(Request<?> request) {
        Asked<?, M> found = asked.remove(request);
        if (found != null && request.monitor() != null) {
            watched.remove(request.monitor());
        }
        return found;
    }

    @Nullable
    Request<?> requestWatching(Monitor monitor) {
        return watched.get(monitor);
    }
}
