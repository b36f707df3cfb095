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

    private static final int FIRST_STACK = 8;

    private final Environment environment;
    private final boolean yieldable;

    // All of it belongs to the thread that runs the environment.
    @Nullable
    Object[] stack;

    @Nullable
    Frame frame;

    int depth;
    Status status = Status.SUSPENDED;

    /** Who resumed this coroutine and waits for it; null for the outermost one and while suspended. */
    @Nullable
    Coroutine resumer;

    /** Slots of the to-be-closed variables in scope, innermost last. */
    int[] toClose = NO_SLOTS;

    int toCloseCount;
    static final int[] NO_SLOTS = {};

    /** The function has not been called yet: it is in slot 0. */
    boolean fresh = true;

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

    public Environment environment() {
        return environment;
    }

    /** Makes the stack at least so large. */
    void ensureStack(int size) {
        if (size > stack.length) {
            if (size > Limits.MAX_STACK) {
                throw new LuaError("stack overflow");
            }
            int length = Math.max(size, stack.length + (stack.length >> 1) + 8);
            environment.memory().allocate((long) length * (Memory.SLOT + Memory.NUMBER));
            stack = Arrays.copyOf(stack, length);
        }
    }

    Frame top() {
        return Objects.requireNonNull(frame);
    }
}
