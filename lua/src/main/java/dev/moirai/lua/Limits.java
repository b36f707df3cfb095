package dev.moirai.lua;

/**
 * Hard limits on what a program may use. When one but {@code callDepth} is exceeded, the program ends by an error which
 * no Lua code sees: no {@code pcall}, handler, {@code coroutine.resume} or {@code __close}. Too deep a recursion is the
 * ordinary error "stack overflow"; too many coroutines resumed in each other, or protected calls within protected calls
 * ({@value #MAX_NESTING}), are the ordinary error "C stack overflow", as PUC Lua words it.
 *
 * @param instructions how many bytecode instructions, native work included, all turns together may execute
 * @param memory how many bytes may be alive at once, as {@link Memory} counts them
 * @param callDepth how many calls may be in progress in one coroutine
 * @param coroutines how many coroutines may be alive at once
 */
public record Limits(long instructions, long memory, int callDepth, int coroutines) {
    /** How deep calls can be nested where no limit says otherwise. */
    public static final int DEFAULT_CALL_DEPTH = 200_000;

    /**
     * How many coroutines may wait for one that runs, each having resumed the next, and how many protected calls of one
     * coroutine, and calls of handlers for errors of handlers, may be in progress.
     */
    public static final int MAX_NESTING = 200;

    /** The most registers that a coroutine can use. */
    static final int MAX_STACK = 8_000_000;

    /** The most values that {@code table.unpack} can return. */
    static final int MAX_RESULTS = 999_990;

    /** No limit but on the depth of calls. */
    public static final Limits NONE = new Limits(Long.MAX_VALUE, Long.MAX_VALUE, DEFAULT_CALL_DEPTH, Integer.MAX_VALUE);

    public Limits {
        if (instructions <= 0 || memory <= 0 || callDepth <= 0 || coroutines <= 0) {
            throw new IllegalArgumentException("a limit must be positive: instructions " + instructions + ", memory "
                    + memory + ", call depth " + callDepth + ", coroutines " + coroutines);
        }
    }

    public Limits withInstructions(long most) {
        return new Limits(most, memory, callDepth, coroutines);
    }

    public Limits withMemory(long bytes) {
        return new Limits(instructions, bytes, callDepth, coroutines);
    }

    public Limits withCallDepth(int most) {
        return new Limits(instructions, memory, most, coroutines);
    }

    public Limits withCoroutines(int most) {
        return new Limits(instructions, memory, callDepth, most);
    }
}
