package dev.moirai.otp;

import dev.moirai.kernel.Body;
import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Fenced;
import dev.moirai.kernel.Self;
import dev.moirai.kernel.Signal;
import dev.moirai.kernel.Step;
import dev.moirai.kernel.Timer;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The body of a server: makes it, takes what arrives, calls the right method, and does what it answers.
 *
 * <pre>
 *   born ── maker, init ──► running ◄──► suspended (takes only Sys, Cancel and the parent's Exit)
 *             │                │
 *             └─ ignore, stop  └─ stop, exception ──► terminate, ended
 * </pre>
 */
final class ServerBody<M> implements Body {
    private final Supplier<? extends Server<M>> maker;
    private @Nullable Startup startup; // handed on to the context

    // All owner only: the turns of one process.
    private @Nullable Server<M> server;
    private @Nullable Context<M> context;
    private boolean initialised;
    private boolean suspended;
    private @Nullable M then;
    private @Nullable Timer idle;

    /** The time of {@link Next#idleAfter} is over. */
    private record Idle() {}

    private static final Idle IDLE = new Idle();

    ServerBody(Supplier<? extends Server<M>> maker, Startup startup) {
        this.maker = Objects.requireNonNull(maker, "maker");
        this.startup = startup;
    }

    /**
     * Between the kernel's call and that of the server, and from there to where what it throws is caught, there is this one
     * frame: each costs something in the stack trace of every exception, and on its way up.
     */
    @Override
    public Step advance(Self self, int budget) {
        Context<M> here = context;
        if (here == null) {
            here = new Context<>(self, Objects.requireNonNull(startup, "it serves one spawn"));
            context = here;
            startup = null;
        }
        Object handled = null; // no field: that of a server that has lived for long costs a fence at each message
        here.enter();
        try {
            if (server == null) {
                ExitReason over = begin(here, self);
                if (over != null) {
                    return Step.done(over);
                }
            }
            for (int left = budget; left > 0; left -= MESSAGE_COST) {
                Server<M> running = Objects.requireNonNull(server);
                here.under(Long.MAX_VALUE);
                Next<M> next;
                M own = suspended ? null : then;
                Request<?> known = suspended || own != null ? null : here.nextAnswered();
                if (own != null) {
                    then = null;
                    handled = own;
                    next = running.on(own, here);
                } else if (known != null) {
                    handled = known;
                    next = answered(known, here);
                } else {
                    Object arrived = suspended ? self.take(this::isForSuspended) : self.take();
                    if (arrived == null) {
                        return Step.WAITING;
                    }
                    handled = arrived;
                    if (idle != null) {
                        noLongerIdle(arrived, self);
                    }
                    next = switch (arrived) {
                        case Call<?> call -> call(call, running, here);
                        case Request.Replied<?> replied -> answer(replied.request(), replied, here);
                        case Request<?> overdue -> answer(overdue, overdue, here);
                        case Signal signal -> signal(signal, running, here, self);
                        case Sys sys -> sys(sys, running, here);
                        case Idle _ -> running.idle(here);
                        default -> running.on(typed(arrived), here);
                    };
                }
                ExitReason over = apply(checked(next, handled), self);
                if (over != null) {
                    return Step.done(over);
                }
            }
            return Step.READY;
        } catch (Fenced fenced) {
            throw fenced;
        } catch (Throwable thrown) {
            return Step.done(crash(thrown, handled));
        } finally {
            here.leave();
        }
    }

    private @Nullable ExitReason begin(Context<M> here, Self self) throws Throwable {
        Server<M> made = Objects.requireNonNull(maker.get(), "the maker of a server returned null");
        server = made;
        return begun(made.init(here), here, self);
    }

    /** As if {@code thrown} were thrown on to the kernel, with a note of what it was that {@code handled} something. */
    private ExitReason crash(Throwable thrown, @Nullable Object handled) {
        Server<M> crashed = server;
        if (crashed != null) {
            CrashNote.attach(thrown, what(handled), crashed);
        }
        return ExitReason.of(thrown);
    }

    private @Nullable ExitReason begun(@Nullable Next<M> first, Context<M> here, Self self) {
        if (first == null) {
            throw badReturn("init");
        }
        switch (first) {
            case Next.Ignore<M> _ -> {
                here.ignored();
                return ExitReason.NORMAL;
            }
            case Next.Stop<M>(ExitReason reason) -> {
                return reason;
            }
            case Next.NotReady<M> _ -> {
                initialised = true;
                return null;
            }
            case Next.Go<M> _, Next.Then<M> _, Next.IdleAfter<M> _ -> {
                initialised = true;
                here.ready();
                return apply(first, self);
            }
        }
    }

    private @Nullable ExitReason apply(Next<M> next, Self self) {
        switch (next) {
            case Next.Go<M> _ -> {}
            case Next.Then<M>(M message) -> then = message;
            case Next.IdleAfter<M>(var time) -> idle = self.sendAfter(time, IDLE);
            case Next.Stop<M>(ExitReason reason) -> {
                return reason;
            }
            case Next.Ignore<M> _, Next.NotReady<M> _ ->
                throw new IllegalStateException("bad_return_value: " + next + " is an answer of init only");
        }
        return null;
    }

    private @Nullable Next<M> call(Call<?> call, Server<M> running, Context<M> here) throws Throwable {
        if (call.message() instanceof Sys sys) {
            return sys(sys, running, here);
        }
        here.under(call.deadline());
        call.handledBy(here);
        return running.on(typed(call.message()), here);
    }

    private @Nullable Next<M> signal(Signal signal, Server<M> running, Context<M> here, Self self) throws Throwable {
        return switch (signal) {
            case Signal.Down down
            when down.monitor().tag() instanceof Request<?> request -> answer(request, down, here);
            case Signal.Exit exit
            when exit.from().equals(self.parent()) ->
                running.shutdown(new StopRequest(exit.reason(), Long.MAX_VALUE), here);
            case Signal.Cancel cancel -> running.shutdown(requested(cancel), here);
            case Signal other -> running.signal(other, here);
        };
    }

    private static StopRequest requested(Signal.Cancel cancel) {
        ExitReason reason = cancel.reason().isEmpty() ? ExitReason.SHUTDOWN : new ExitReason.Shutdown(cancel.reason());
        return new StopRequest(reason, cancel.deadline());
    }

    private @Nullable Next<M> sys(Sys message, Server<M> running, Context<M> here) throws Throwable {
        switch (message) {
            case Sys.State(var to) -> to.ok(CrashNote.stateOf(running));
            case Sys.Suspend(var to) -> {
                suspended = true;
                to.ok(Done.DONE);
            }
            case Sys.Resume(var to) -> {
                suspended = false;
                to.ok(Done.DONE);
            }
            case Sys.Ping(var to) -> to.ok(Done.DONE);
            case Sys.Change<?> change -> change(change, running);
            case Sys.Stop(var reason, var _) -> {
                return running.shutdown(new StopRequest(reason, Long.MAX_VALUE), here);
            }
        }
        return Next.go();
    }

    @SuppressWarnings("unchecked") // asked for through a typed address, by Sys.change
    private void change(Sys.Change<?> wanted, Server<M> running) {
        UnaryOperator<Server<M>> change = ((Sys.Change<M>) wanted).change();
        try {
            server = Objects.requireNonNull(change.apply(running), "a change of a server returned null");
        } catch (RuntimeException | Error failed) { // the old server is as good as before
            wanted.to().fail(failed);
            return;
        }
        wanted.to().ok(Done.DONE);
    }

    /** Something arrived in the time of {@link Next#idleAfter}, or its end. */
    private void noLongerIdle(Object arrived, Self self) {
        if (arrived == IDLE) {
            idle = null;
        } else if (idle != null && !isSys(arrived)) { // who looks at a server does not keep it busy
            self.cancel(idle);
            idle = null;
        }
    }

    private static boolean isSys(Object arrived) {
        return arrived instanceof Sys || (arrived instanceof Call<?> call && call.message() instanceof Sys);
    }

    /** An answer is handled by what was given with the ask, under the deadline of what was handled then. */
    private <R> @Nullable Next<M> answer(Request<R> request, Object arrived, Context<M> here) throws Throwable {
        return request.asked == null || request.match(arrived) == null ? Next.go() : answered(request, here);
    }

    @SuppressWarnings("unchecked") // a server's own requests are handled by itself
    private <R> @Nullable Next<M> answered(Request<R> request, Context<M> here) throws Throwable {
        Context.Asked<R, M> asked = (Context.Asked<R, M>) Objects.requireNonNull(request.asked);
        Answer<R> answer = Objects.requireNonNull(request.answer());
        here.under(asked.deadline());
        return asked.then().on(answer);
    }

    private boolean isForSuspended(Object arrived) {
        return isSys(arrived)
                || arrived instanceof Signal.Cancel
                || (arrived instanceof Signal.Exit exit
                        && context != null
                        && exit.from().equals(context.self().parent()));
    }

    @SuppressWarnings(
            "unchecked") // what is not an M was sent past the typed addresses, and fails in the handler's cast
    private M typed(Object message) {
        return (M) message;
    }

    private Next<M> checked(@Nullable Next<M> next, Object handled) {
        if (next == null) {
            throw badReturn(what(handled));
        }
        return next;
    }

    private static IllegalStateException badReturn(String handled) {
        return new IllegalStateException(
                "bad_return_value: the handler of " + handled + " returned null; return Next.go() to go on");
    }

    private static String what(@Nullable Object handled) {
        return handled == null ? "init" : content(handled).getClass().getName();
    }

    /** What the server was given of it. */
    private static Object content(Object handled) {
        Object content = switch (handled) {
            case Call<?> call -> call.message();
            case Request.Replied<?> replied -> replied.answer();
            case Request<?> request -> request.answer();
            case Signal.Down down when down.monitor().tag() instanceof Request<?> request -> request.answer();
            default -> handled;
        };
        return content == null ? handled : content;
    }

    @Override
    public void terminate(Self self, ExitReason reason) throws Throwable {
        Server<M> ending = server;
        Context<M> here = context;
        if (!initialised || ending == null || here == null) {
            return;
        }
        here.enter();
        try {
            ending.terminate(reason, here);
        } finally {
            here.leave();
        }
    }

    @Override
    public String toString() {
        Server<M> running = server;
        return running == null ? "server" : running.getClass().getSimpleName();
    }
}
