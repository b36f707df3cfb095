package dev.moirai.lua;

/**
 * The account of what an environment's program has allocated, in bytes.
 *
 * <p>Every string, table, closure, coroutine and frame is added before it is made. Nothing is ever subtracted: when the
 * sum reaches the limit, the live values are measured by walking from the roots, and counting goes on from there. If even
 * the live values exceed the limit, the program is ended by an error it cannot catch.
 *
 * <p>Sizes are those of a 64-bit JVM with compressed references. Confined to the thread that runs the environment.
 */
public final class Memory {
    static final int STRING = 40;
    static final int TABLE = 56;
    static final int CLOSURE = 32;
    static final int CELL = 16;
    static final int SLOT = 4;
    static final int NUMBER = 16;
    static final int ARRAY = 16;
    static final int FRAME = 56;
    static final int COROUTINE = 96;

    private final long limit;
    private final Survey survey;
    private long used;

    Memory(long limit, Survey survey) {
        this.limit = limit;
        this.survey = survey;
    }

    /** An account nobody limits, for values that are made outside of any environment. */
    static Memory unlimited() {
        return new Memory(Long.MAX_VALUE, () -> 0);
    }

    /**
     * Adds to the account; to be called before the bytes are allocated.
     *
     * @throws LuaError that no Lua code can catch, when the limit would be exceeded
     */
    public void allocate(long bytes) {
        used += bytes;
        if (used > limit) {
            remeasure(bytes);
        }
    }

    private void remeasure(long bytes) {
        used = bytes > limit ? bytes : survey.live() + bytes;
        if (used > limit) {
            throw LuaError.limit("not enough memory (limit is " + limit + " bytes)");
        }
    }

    /** What was allocated since the last measurement, and what was alive then. */
    public long used() {
        return used;
    }

    /** How many bytes can be allocated before the limit, should everything counted be alive. */
    public long limit() {
        return limit;
    }

    /** Measures what is alive. */
    @FunctionalInterface
    interface Survey {
        long live();
    }
}
