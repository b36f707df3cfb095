package dev.moirai.lua;

import org.jspecify.annotations.Nullable;

/** Why an {@link Execution} stopped running. */
public sealed interface Outcome {
    /** The function returned. */
    record Finished(@Nullable Object[] values) implements Outcome {}

    /** The outermost coroutine yielded; the next {@code resume} hands it the results of its {@code yield}. */
    record Yielded(@Nullable Object[] values) implements Outcome {}

    /** A native function asks the host for something; the next {@code resume} or {@code raise} answers it. */
    record Suspended(Object request) implements Outcome {}

    /** The budget of the turn is used up; there is more to do. */
    record Preempted() implements Outcome {
        static final Preempted INSTANCE = new Preempted();
    }

    /** An error was not caught, or a hard limit exceeded; the error tells which and has the traceback. */
    record Failed(LuaError error) implements Outcome {}
}
