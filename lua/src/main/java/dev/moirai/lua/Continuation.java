package dev.moirai.lua;

import org.jspecify.annotations.Nullable;

/**
 * What a native function does when a function it called, a yield or a suspension has come back.
 *
 * <p>It keeps the native function's state in between, so the whole program can be paused and resumed there. One object
 * may be passed on again and again: {@code table.sort} is one continuation that asks for one comparison after the other.
 */
@FunctionalInterface
public interface Continuation {
    /** Goes on; the arguments of {@code call} are the values that came back. */
    void resume(Call call);

    /** Ends the function with the values that have come back. */
    Continuation RETURN_ARGUMENTS = (PassingOn) call -> call.returnsArguments(1);

    /** A continuation that only returns the values that came back: the machine does that without asking it. */
    interface PassingOn extends Continuation {
        /** Whether {@code true} is returned in front of them. */
        default boolean confirms() {
            return false;
        }
    }

    /** A continuation that also hears of errors raised below it; only {@link Call#protect} takes one. */
    interface Protected extends Continuation {
        /** Goes on after an error, which has been unwound. */
        void caught(Call call, LuaError error);

        /** A function that is called with the error value where the error was raised, and returns another; or null. */
        default @Nullable Object handler() {
            return null;
        }
    }
}
