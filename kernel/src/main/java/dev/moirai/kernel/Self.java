package dev.moirai.kernel;

import java.time.Duration;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A process's handle on itself, given to its {@link Body}.
 *
 * <p>It may be used only by the thread that advances the body, and only during the turn; anything else throws
 * {@link IllegalStateException}. Once the process was ended from outside while its code still runs (see {@link Zombie}),
 * every method but the plain questions throws {@link Fenced}.
 */
public interface Self {

    // ---- who and where

    Pid pid();

    Node node();

    Host host();

    /** The process that spawned this one; null if it was spawned from outside. */
    @Nullable
    Pid parent();

    /** Monotonic time of the node, in nanoseconds. */
    long nanoTime();

    /** The node's source of chance; seeded in a simulation. Valid in this turn only. */
    RandomGenerator random();

    // ---- what arrived

    /**
     * Takes the oldest thing that waits: a user message, or a {@link Signal.Exit} (when trapping), {@link Signal.Down} or
     * {@link Signal.Cancel}, or the message of a timer that is due. Null if nothing waits.
     */
    @Nullable
    Object take();

    /** Takes the oldest waiting thing that {@code wanted} accepts, leaving the others in place; null if there is none. */
    @Nullable
    Object take(Predicate<Object> wanted);

    /**
     * As {@link #take(Predicate)}, but without looking again at what earlier calls of this method rejected, until
     * {@link #rescan}: a body that waits for one reply need not read its backlog at each turn.
     */
    @Nullable
    Object takeNew(Predicate<Object> wanted);

    /** Lets {@link #takeNew} look at everything that waits again. */
    void rescan();

    /** The sender of what was last taken; null if it has none. */
    @Nullable
    Pid sender();

    /** User messages that waited when the turn began, less those taken since. */
    int waiting();

    // ---- sending

    /** Sends a message; it should be immutable, as it is not copied. */
    SendResult send(Pid to, Object message);

    /** Sends to the process that holds {@code name} now; {@link SendResult#DEAD} if nobody does. */
    SendResult send(Object name, Object message);

    /** Sends through an alias. */
    SendResult send(Alias alias, Object message);

    /** Makes an address for replies. {@code once}: it ends itself with the first message that arrives. */
    Alias alias(boolean once);

    /** Ends an alias of this process; nothing sent through it is taken from now on. */
    void unalias(Alias alias);

    /** This process gets {@code message} when {@code delay} is over (at once if not positive), never early. */
    Timer sendAfter(Duration delay, Object message);

    /** As {@link #sendAfter}, at a time on {@link #nanoTime}. */
    Timer sendAt(long deadline, Object message);

    /** Ends a timer of this process; true if its message had not been taken, and now never is. */
    boolean cancel(Timer timer);

    // ---- birth

    /** Spawns a process on this host. */
    Pid spawn(Body body);

    /**
     * Spawns a process; link, monitor and name exist before its first instruction.
     *
     * @throws SpawnRefused if a limit is reached, the name is taken, or the node or host is stopping
     */
    Spawned spawn(Spawn spawn);

    // ---- fate of others, and own

    /**
     * Links this process and {@code peer}: when one ends, the other gets {@link Signal.Exit}. At most one link per pair;
     * linking again, or to itself, does nothing. If the peer is dead the Exit comes with {@link ExitReason#NO_PROCESS}.
     */
    void link(Pid peer);

    /** Dissolves the link with {@code peer}, if any: it cannot affect this process any more once this returned. */
    void unlink(Pid peer);

    /** Watches {@code target}: exactly one {@link Signal.Down} comes, at once if it is already dead. */
    Monitor monitor(Pid target);

    /** As {@link #monitor(Pid)}, with something by which its Down is known: {@link Monitor#tag}. */
    Monitor monitor(Pid target, Object tag);

    /** Watches the process that holds {@code name} now. */
    Monitor monitor(Object name);

    /**
     * Ends a watch: no Down comes from now on, though one may already wait.
     *
     * @return false if the Down had already arrived
     */
    boolean demonitor(Monitor monitor);

    /** As {@link #demonitor}, and a Down that already waits is never taken. */
    boolean demonitorAndFlush(Monitor monitor);

    /** Whether Exit signals of linked processes come as messages instead of ending this process. Initially false. */
    void trapExits(boolean trap);

    boolean trapsExits();

    /** Sends an exit signal, as if a link broke with {@code reason}; {@link ExitReason.Kill} is {@link #kill}. */
    void exit(Pid target, ExitReason reason);

    /** Ends a process by force; it cannot trap this. Its watchers see {@link ExitReason.Killed}. */
    void kill(Pid target);

    /**
     * Asks a process to end; if it has not when {@code deadline} is over, it is ended by force with
     * {@link ExitReason.Expired}. A null deadline means no force.
     */
    void cancel(Pid target, String reason, @Nullable Duration deadline);

    // ---- names

    /** Gives this process a name; false if another process holds it. Names are freed before the death is told. */
    boolean register(Object name);

    /** Gives up a name of this process; false if it does not hold it. */
    boolean unregister(Object name);

    // ---- for bodies with helpers of their own

    /** A way for other threads to have the body advanced again; callable at any time, from any thread. */
    Runnable waker();
}
