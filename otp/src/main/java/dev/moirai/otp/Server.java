package dev.moirai.otp;

import dev.moirai.kernel.Body;
import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.Signal;
import java.util.function.Supplier;

/**
 * A process that handles messages one after another (OTP: {@code gen_server}).
 *
 * <pre>{@code
 * final class Counter implements Server<Counter.Message> {
 *     sealed interface Message {
 *         record Add(int amount) implements Message {}
 *         record Total(Reply<Integer> to) implements Message {}
 *     }
 *
 *     private int total;
 *
 *     @Override
 *     public Next<Message> on(Message message, Context<Message> context) {
 *         switch (message) {
 *             case Message.Add(int amount) -> total += amount;
 *             case Message.Total(var to) -> to.ok(total);
 *         }
 *         return Next.go();
 *     }
 * }
 * }</pre>
 *
 * <p>An instance is one incarnation: it is made by a {@link Supplier} in the new process at every start, so that no state
 * survives a restart by accident. Its methods are called one at a time. Fields need no synchronisation, and handlers must
 * not wait: a host's worker runs them. What has to wait asks with {@link Context#ask}, or is a blocking process.
 *
 * <p>Anything thrown ends the process with {@link ExitReason.Crash}.
 *
 * @param <M> the messages it takes, best a sealed interface of records
 */
@FunctionalInterface
public interface Server<M> {

    /**
     * Called first, in the new process. The start is complete, for a supervisor, when this returned (unless it returns
     * {@link Next#notReady}), so it should be quick; what takes long goes into a {@link Next#then}.
     */
    default Next<M> init(Context<M> context) throws Throwable {
        return Next.go();
    }

    /** Handles one message, sent by tell or ask. */
    Next<M> on(M message, Context<M> context) throws Throwable;

    /** Handles the end of a process it monitors ({@link Signal.Down}) or, when it traps exits, is linked to. */
    default Next<M> signal(Signal signal, Context<M> context) throws Throwable {
        return Next.go();
    }

    /** Nothing came for the time given to {@link Next#idleAfter}. */
    default Next<M> idle(Context<M> context) throws Throwable {
        return Next.go();
    }

    /**
     * It is asked to end. By default it does so at once; it may also finish something first, within the deadline, and
     * return {@link Next#stop(ExitReason)} later.
     */
    default Next<M> shutdown(StopRequest request, Context<M> context) throws Throwable {
        return Next.stop(request.reason());
    }

    /**
     * Called last, whenever the process ends in any way but by force: by a {@link Next#stop}, a request, an exception. It is
     * not called after kill, after an expired deadline, when a linked process failed (unless it traps exits), and when
     * {@link #init} did not succeed.
     */
    default void terminate(ExitReason why, Context<M> context) throws Throwable {}

    /** What introspection and crash reports show of its state; leave out what nobody should see. By default its class. */
    default Object state() {
        return getClass().getSimpleName();
    }

    /** A body that runs servers made by {@code maker}, one per spawn. */
    static <M> Body body(Supplier<? extends Server<M>> maker) {
        return new ServerBody<>(maker, Startup.NOBODY);
    }

    /** As {@link #body(Supplier)}, telling {@code startup} how the start went; a body that serves one spawn. */
    static <M> Body body(Supplier<? extends Server<M>> maker, Startup startup) {
        return new ServerBody<>(maker, startup);
    }

    /** Starts a server that nobody supervises, without waiting for its {@link #init}. */
    static <M> Ref<M> spawn(Node node, Supplier<? extends Server<M>> maker) {
        return new Ref<>(node.spawn(body(maker)));
    }
}
