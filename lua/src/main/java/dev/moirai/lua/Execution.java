package dev.moirai.lua;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A call in progress that the host drives: it runs when resumed, and stops for one of the reasons in {@link Outcome}.
 *
 * <p>Between two resumes it is nothing but objects on the heap. To kill a program, never resume it again: no Lua code
 * runs, so none can object.
 */
public final class Execution {
    private static final @Nullable Object[] NOTHING = {};

    private final Coroutine outermost;
    private Coroutine current;
    private @Nullable Object[] arguments;
    private boolean over;
    private @Nullable Machine running;

    /** Whether values from outside are waited for: not after a pre-emption, where the program goes on by itself. */
    private boolean waiting = true;

    /** Another execution of the environment that is not over yet; for {@link Environment}. */
    @Nullable
    Execution next;

    Execution(Coroutine outermost, @Nullable Object[] arguments, @Nullable Execution next) {
        this.outermost = outermost;
        this.current = outermost;
        this.arguments = arguments;
        this.next = next;
    }

    private Environment environment() {
        return outermost.environment();
    }

    /**
     * Runs until the program stops by itself or has used up the turn's budget.
     *
     * @param budget how many instructions this turn may execute, in the unit of {@link Limits#instructions}; the turn
     *     ends at the first loop iteration or call behind it
     * @param values after {@link Outcome.Suspended} or {@link Outcome.Yielded}, what the native function or the
     *     {@code yield} that stopped returns; otherwise none
     * @throws IllegalStateException when the execution is over
     */
    public Outcome resume(long budget, @Nullable Object... values) {
        return run(budget, values, null);
    }

    /** As {@link #resume}, but the native function or the {@code yield} that stopped fails with an error. */
    public Outcome raise(long budget, LuaError error) {
        return run(budget, NOTHING, error);
    }

    private Outcome run(long budget, @Nullable Object[] values, @Nullable LuaError error) {
        if (over) {
            throw new IllegalStateException("the execution is over and cannot be resumed");
        }
        Machine machine = new Machine(environment(), outermost, current);
        @Nullable Object[] given = arguments.length > 0 ? arguments : values;
        running = machine;
        over = true; // unless it stops in order: an exception of a native function ends it
        Outcome outcome = machine.run(budget, waiting ? given : null, error);
        arguments = NOTHING;
        running = null;
        over = outcome instanceof Outcome.Finished || outcome instanceof Outcome.Failed;
        if (over) {
            environment().over(this);
        }
        waiting = !(outcome instanceof Outcome.Preempted);
        current = machine.current();
        return outcome;
    }

    /** Gives the execution up: it will never be resumed, and what it alone refers to counts as memory no more. */
    public void discard() {
        over = true;
        environment().over(this);
    }

    /** What keeps its values alive. */
    @Nullable
    Object[] roots() {
        @Nullable Object[] roots = Arrays.copyOf(arguments, arguments.length + 2);
        roots[arguments.length] = outermost;
        roots[arguments.length + 1] = running == null ? current : running.current();
        return roots;
    }

    /** Whether it has finished, failed or was discarded. */
    public boolean isOver() {
        return over;
    }

    /** The coroutine that runs the function it was started with. */
    public Coroutine outermost() {
        return outermost;
    }

    /** The coroutine in the midst of its work, for tracebacks of a suspended program. */
    public Coroutine current() {
        return current;
    }

    /** The stack of the running coroutine, worded as {@code debug.traceback} words it. */
    public String traceback() {
        return Traceback.of(current, null, 0);
    }
}
