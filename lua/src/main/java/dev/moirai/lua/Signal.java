package dev.moirai.lua;

/** What a compiled function returns instead of a single value. No Lua value. */
final class Signal {
    /** The function and its compiled callers have stored their frames in the {@link Machine}'s exit, to be interpreted. */
    static final Signal EXIT = new Signal();

    /** The results, not exactly one of them, are in the machine's list of results. */
    static final Signal MANY = new Signal();

    /** The function ends by calling the one noted in the machine. */
    static final Signal TAIL_CALL = new Signal();

    /** No result: the interpreter must do the instruction. Only helpers of compiled code return it, not functions. */
    static final Signal MISS = new Signal();

    private Signal() {}
}
