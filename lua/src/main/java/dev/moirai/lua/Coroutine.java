package dev.moirai.lua;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A thread of Lua: a stack of registers and a chain of frames, on the heap. A value in Lua of type "thread".
 *
 * <pre>
 *   SUSPENDED ──resume──► RUNNING ──resumes another──► NORMAL
 *       ▲                  │   │ ▲                       │
 *       └─────yield────────┘   │ └──the other stops──────┘
 *                              └──returns or fails──► DEAD
 * </pre>
 */
public final class Coroutine {
    /** What a coroutine is doing, as {@code coroutine.status} tells it. */
    public enum Status {
        SUSPENDED,
        RUNNING,
        NORMAL,
        DEAD
    }

    static final @Nullable Object[] NOTHING = {};

    private static final int[] NO_SLOTS = {};
    static final int FIRST_STACK = 8;

    private final Environment environment;
    private final boolean yieldable;

    // All of it belongs to the thread that runs the environment.
    @Nullable
    Object[] stack;

    @Nullable
    Frame frame;

    /** The first frame, kept for the tail calls of the first function. */
    @Nullable
    Frame first;

    Status status = Status.SUSPENDED;

    /** Who resumed this coroutine and waits for it; null for the outermost one and while suspended. */
    @Nullable
    Coroutine resumer;

    /** How many coroutines wait for this one: its resumer, that one's resumer and so on. */
    int nesting;

    /** The function has not been called yet: it is in slot 0. */
    boolean fresh = true;

    /** The error it died of, until it is closed. */
    @Nullable
    LuaError failure;

    /**
     * The depth of the frame of the outermost error handler that is running, 0 if none is. Handlers may use a few frames
     * beyond the limit.
     */
    int outermostHandler;

    /** The last survey that has visited this coroutine. */
    int survey;

    /** Slots of the to-be-closed variables in scope, innermost last. */
    private int[] toClose = NO_SLOTS;

    private int toCloseCount;

    Coroutine(Environment environment, LuaFunction function, boolean yieldable) {
        this.environment = environment;
        this.yieldable = yieldable;
        this.stack = new @Nullable Object[FIRST_STACK];
        stack[0] = function;
    }

    public Status status() {
        return status;
    }

    /** Whether {@code coroutine.yield} works in it. */
    public boolean isYieldable() {
        return yieldable;
    }

    /** Whether it is the outermost coroutine of an execution that cannot yield. */
    public boolean isMain() {
        return !yieldable;
    }

    public Environment environment() {
        return environment;
    }

    /** Whether it may resume another one: coroutines that wait for each other may be {@link Limits#MAX_NESTING} deep. */
    public boolean mayResume() {
        return nesting < Limits.MAX_NESTING;
    }

    /** Whether it can be resumed by another one just now. */
    boolean isResumableBy(Coroutine other) {
        return status == Status.SUSPENDED && yieldable && other.mayResume();
    }

    Frame top() {
        return Objects.requireNonNull(frame);
    }

    /** Makes the stack at least so large. */
    void ensureStack(int size) {
        if (size > stack.length) {
            grow(size);
        }
    }

    private void grow(int size) {
        if (size > Limits.MAX_STACK) {
            throw new LuaError("stack overflow");
        }
        int length = Math.max(size, stack.length + (stack.length >> 1) + 8);
        environment.memory().allocate((long) length * (Memory.SLOT + Memory.NUMBER));
        stack = Arrays.copyOf(stack, length);
    }

    // --- to-be-closed variables

    void addToClose(int slot) {
        if (toCloseCount == toClose.length) {
            environment.memory().allocate(4L * (2 * toCloseCount + 4));
            toClose = Arrays.copyOf(toClose, 2 * toCloseCount + 4);
        }
        toClose[toCloseCount++] = slot;
    }

    boolean hasToClose(int fromSlot) {
        return toCloseCount > 0 && toClose[toCloseCount - 1] >= fromSlot;
    }

    int lastToClose() {
        return toClose[toCloseCount - 1];
    }

    int removeLastToClose() {
        return toClose[--toCloseCount];
    }

    // --- not keeping garbage

    /** Gives everything up: the coroutine has ended. */
    void clear() {
        stack = NOTHING;
        frame = null;
        first = null;
        toClose = NO_SLOTS;
        toCloseCount = 0;
    }

    /** Forgets what returned functions have left behind, and room that is not needed any more. */
    void trim() {
        Frame top = frame;
        if (top != null) {
            top.unused = null;
            int used = top.freeSlot();
            if (stack.length > 64 && used < stack.length / 4) {
                stack = Arrays.copyOf(stack, used + (used >> 1) + 8);
            }
            if (used < stack.length) {
                Arrays.fill(stack, used, stack.length, null);
            }
        }
    }
}
