package dev.moirai.lua;

import dev.moirai.lua.bytecode.Prototype;
import org.jspecify.annotations.Nullable;

/**
 * A function written in Java, callable from Lua.
 *
 * <p>Immutable and without a reference to any environment, so one instance can serve all of them. The body reads its
 * arguments from the {@link Call} and says there what happens next, as the last thing it does: return values, call a Lua
 * function and go on later, yield, or suspend the whole program.
 *
 * {@snippet :
 * var half = NativeFunction.of("half", call -> call.returns(call.checkNumber(1) / 2));
 * }
 */
public final class NativeFunction extends LuaFunction {
    private final String name;
    private final Body body;

    /** What compiled code tries first. */
    final FastPath fastPath;

    /** What the machine does itself in the common case, without running the body. */
    final Shortcut shortcut;

    private final boolean switches;

    /** What {@link Shortcut#RESUME} resumes. */
    final @Nullable Coroutine coroutine;

    /** The values that it keeps alive, for measurements of memory. */
    final @Nullable Object[] kept;

    /** What it takes besides them. */
    final int bytes;

    /** How a function goes on that the machine has begun. */
    final Continuation continuation;

    /** The functions that the machine knows. */
    enum Shortcut {
        NONE,
        /** The iterator of {@code ipairs}. */
        NEXT_INDEX,
        /** {@code pcall} */
        ATTEMPT,
        /** {@code coroutine.yield} */
        YIELD,
        /** What {@code coroutine.wrap} gives. */
        RESUME,
        /** {@code coroutine.resume} */
        RESUME_ARGUMENT
    }

    private NativeFunction(
            String name,
            Body body,
            FastPath fastPath,
            Shortcut shortcut,
            @Nullable Coroutine coroutine,
            Continuation continuation,
            int bytes,
            @Nullable Object... kept) {
        this.name = name;
        this.body = body;
        this.fastPath = fastPath;
        this.shortcut = shortcut;
        this.switches = switch (shortcut) {
            case NONE, NEXT_INDEX, ATTEMPT -> false;
            case YIELD, RESUME, RESUME_ARGUMENT -> true;
        };
        this.coroutine = coroutine;
        this.continuation = continuation;
        this.bytes = bytes;
        this.kept = kept;
    }

    private NativeFunction(String name, Body body, Shortcut shortcut) {
        this(name, body, FastPath.NONE, shortcut, null, Continuation.RETURN_ARGUMENTS, 0);
    }

    public static NativeFunction of(String name, Body body) {
        return new NativeFunction(name, body, Shortcut.NONE);
    }

    /** A function of which compiled code runs {@code fastPath} rather than the body, where it can. */
    public static NativeFunction of(String name, Body body, FastPath fastPath) {
        return new NativeFunction(name, body, fastPath, Shortcut.NONE, null, Continuation.RETURN_ARGUMENTS, 0);
    }

    /**
     * A function that was made for one program and has a state, which counts as memory as long as the function is alive.
     *
     * @param bytes what the state takes; to be charged by who makes the function
     * @param kept the Lua values in it
     */
    public static NativeFunction keeping(String name, Body body, int bytes, @Nullable Object... kept) {
        return new NativeFunction(
                name, body, FastPath.NONE, Shortcut.NONE, null, Continuation.RETURN_ARGUMENTS, bytes, kept);
    }

    static NativeFunction indexIterator(String name, Body body) {
        return new NativeFunction(name, body, Shortcut.NEXT_INDEX);
    }

    /**
     * {@code pcall}: calls its first argument with the others, protected.
     *
     * @param then how it goes on with the results or the error; it may not do more than return values
     */
    public static NativeFunction attempt(String name, Body body, Continuation.Protected then) {
        return new NativeFunction(name, body, FastPath.NONE, Shortcut.ATTEMPT, null, then, 0);
    }

    /** {@code coroutine.yield}: yields its arguments, and returns what the coroutine is resumed with. */
    public static NativeFunction yield(String name) {
        return new NativeFunction(name, call -> call.yieldArguments(1), Shortcut.YIELD);
    }

    /**
     * What {@code coroutine.wrap} gives: resumes a coroutine with its arguments.
     *
     * @param body what it does where the coroutine cannot be resumed
     * @param then how it goes on with what the coroutine yields or returns, or with its error
     */
    public static NativeFunction resume(String name, Coroutine coroutine, Body body, Continuation.Protected then) {
        Body whole = call -> {
            if (coroutine.isResumableBy(call.coroutine())) {
                call.resumeWithArguments(then, coroutine, 1);
            } else {
                body.run(call);
            }
        };
        return new NativeFunction(name, whole, FastPath.NONE, Shortcut.RESUME, coroutine, then, 0, coroutine);
    }

    /**
     * {@code coroutine.resume}: resumes the coroutine that is its first argument with the others.
     *
     * @param body what it does where that is no coroutine, or one that cannot be resumed
     * @param then how it goes on with what the coroutine yields or returns, or with its error
     */
    public static NativeFunction resumeArgument(String name, Body body, Continuation.Protected then) {
        return new NativeFunction(name, body, FastPath.NONE, Shortcut.RESUME_ARGUMENT, null, then, 0);
    }

    /** Whether it is the iterator of {@code ipairs}. */
    boolean isIndexIterator() {
        return shortcut == Shortcut.NEXT_INDEX;
    }

    /** What the interpreter notes where it calls the function. */
    byte mark() {
        if (switches()) {
            return Prototype.SEEN_SWITCH;
        }
        return fastPath == FastPath.NONE ? 0 : Prototype.SEEN_FAST_PATH;
    }

    /** Whether it changes the running coroutine. */
    boolean switches() {
        return switches;
    }

    /** Whether it calls its first argument with the others, protected. */
    boolean attempts() {
        return shortcut == Shortcut.ATTEMPT;
    }

    /** Whether it changes to the coroutine that is its first argument. */
    boolean resumesArgument() {
        return shortcut == Shortcut.RESUME_ARGUMENT;
    }

    /** Whether it changes to the coroutine that has resumed the running one. */
    boolean yields() {
        return shortcut == Shortcut.YIELD;
    }

    /** The qualified name, as {@code string.rep}. */
    @Override
    public String name() {
        return name;
    }

    Body body() {
        return body;
    }

    /** What a native function does. */
    @FunctionalInterface
    public interface Body {
        /**
         * Serves one call. Without a call of a {@code returns…} method the function returns no value.
         *
         * @throws LuaError to raise an error in the calling program
         */
        void run(Call call);
    }
}
