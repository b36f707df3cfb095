package dev.moirai.lua;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What comes after an error: handlers are called, frames dropped, their pending variables closed, and the function is told
 * that protects against it. All of that are steps of the {@link Machine}, between which a program can be stopped.
 */
final class Unwinder {
    /** How far handlers may nest beyond {@link Limits#MAX_NESTING}, where each hears of that instead of its error. */
    private static final int RESERVED_NESTING = Limits.MAX_NESTING / 10;

    /** Behind a handler: its result is the error now. Known by identity. */
    private static final Continuation HANDLER_RETURN = call -> call.returnsArguments(1);

    private Unwinder() {}

    /** Whether a handler runs on top of the frame that goes on like this. */
    static boolean isHandler(Continuation continuation) {
        return continuation == HANDLER_RETURN;
    }

    /** Goes on with the result of a handler, which is in the frame below it. */
    static void handled(Machine m, Coroutine co, Frame frame) {
        LuaError error = LuaError.of(frame.pc == 0 ? null : co.stack[frame.slot]);
        unwind(m, co, protector(m, frame), error);
    }

    /** Goes on after an error: in a handler, or in the function that protects against it, or nowhere. */
    static void raise(Machine m, LuaError error) {
        NativeFunction culprit = m.interrupted();
        Coroutine co = m.current();
        if (error.isLimit()) {
            error.traceback(Traceback.of(co, culprit, 0));
            m.fail(error);
            return;
        }
        Frame protector = protector(m, co.frame);
        if (protector == null) {
            error.traceback(Traceback.of(co, culprit, 0));
            if (m.isOutermost(co)) {
                unwind(m, co, null, error);
            } else {
                die(m, co, error);
            }
            return;
        }
        Object handler =
                requireNonNull((Continuation.Protected) protector.continuation).handler();
        if (handler == null) {
            unwind(m, co, protector, error);
        } else if (canHandle(m, co.top())) {
            handle(m, co, handler, co.top().protectors < Limits.MAX_NESTING ? error : tooNested(m, culprit));
        } else {
            unwind(m, co, protector, new LuaError("error in error handling"));
        }
    }

    /** The innermost function from a frame on that hears of errors above it; null if none does. */
    private static @Nullable Frame protector(Machine m, @Nullable Frame from) {
        Frame frame = from;
        int walked = 0;
        while (frame != null && !(frame.closure == null && frame.continuation instanceof Continuation.Protected)) {
            frame = frame.previous;
            walked++;
        }
        m.budget -= walked >> 1;
        return frame;
    }

    private static LuaError tooNested(Machine m, @Nullable NativeFunction culprit) {
        return culprit == null ? m.error("C stack overflow") : new LuaError("C stack overflow");
    }

    /** Whether a handler can be called once more: the errors of handlers must come to an end. */
    private static boolean canHandle(Machine m, Frame top) {
        return top.protectors < Limits.MAX_NESTING + RESERVED_NESTING
                && top.depth < m.environment().limits().callDepth() + Machine.RESERVED_DEPTH
                && top.freeSlot() + 2 < Limits.MAX_STACK;
    }

    /** Ends a coroutine by an error that nothing in it catches; its frames stay, for tracebacks. */
    private static void die(Machine m, Coroutine co, LuaError error) {
        co.failure = error;
        m.leaveCoroutine(co, Coroutine.Status.DEAD);
        m.environment().coroutineEnded();
        m.caught(m.current(), m.current().top(), error);
    }

    /** Calls an {@code xpcall} handler where the error was raised, so that it can still see the stack. */
    private static void handle(Machine m, Coroutine co, Object handler, LuaError error) {
        int slot = co.top().freeSlot();
        co.ensureStack(slot + 2);
        if (co.outermostHandler == 0) {
            co.outermostHandler = co.top().depth + 1; // before its frame is made, which may be one beyond the limit
        }
        Frame frame = m.pushNative(co, Machine.NO_FUNCTION, slot);
        frame.continuation = HANDLER_RETURN;
        frame.protectors++;
        co.stack[slot] = handler;
        co.stack[slot + 1] = error.value();
        m.callNext(slot, 1);
    }

    /** Closes the pending variables of a coroutine that is suspended or has failed. */
    static void close(Machine m, Coroutine from, Coroutine to) {
        boolean suspended = to.status == Coroutine.Status.SUSPENDED;
        m.enterCoroutine(from, to);
        if (suspended) {
            m.environment().coroutineEnded();
        }
        LuaError error = to.failure;
        to.failure = null;
        to.fresh = false;
        unwind(m, to, null, error);
    }

    /**
     * Drops all frames above one, closing their pending variables, then tells that one.
     *
     * @param target null to drop them all: the coroutine ends
     * @param error null if there is none, in a coroutine that is just closed
     */
    private static void unwind(Machine m, Coroutine co, @Nullable Frame target, @Nullable LuaError error) {
        co.frame = target;
        if (co.outermostHandler > (target == null ? 0 : target.depth)) {
            co.outermostHandler = 0;
        }
        if (co.hasToClose(target == null ? 0 : target.slot)) {
            m.pushNative(co, Machine.NO_FUNCTION, co.lastToClose() + 1).continuation = new Unwinding(target, error);
        } else {
            unwound(m, co, target, error);
        }
    }

    static void closeNext(Machine m, Coroutine co, Frame frame, Unwinding unwinding) {
        Frame target = unwinding.target;
        if (!co.hasToClose(target == null ? 0 : target.slot)) {
            co.frame = target;
            unwound(m, co, target, unwinding.error);
            return;
        }
        Object value = co.stack[co.removeLastToClose()];
        LuaTable metatable = m.environment().metatable(value);
        int slot = frame.slot;
        co.ensureStack(slot + 3);
        co.stack[slot] = metatable == null ? null : metatable.metamethod(Event.CLOSE);
        co.stack[slot + 1] = value;
        co.stack[slot + 2] = unwinding.error == null ? null : unwinding.error.value();
        m.callNext(slot, 2);
    }

    private static void unwound(Machine m, Coroutine co, @Nullable Frame target, @Nullable LuaError error) {
        if (target != null && target.continuation instanceof Unwinding outer) {
            outer.error = error; // an error while closing takes the place of the first
        } else if (target != null) {
            m.caught(co, target, requireNonNull(error));
        } else if (m.isOutermost(co)) {
            m.fail(requireNonNull(error));
        } else {
            co.clear();
            Coroutine closer = m.leaveCoroutine(co, Coroutine.Status.DEAD);
            if (error == null) {
                closer.top().pc = 0;
            } else {
                m.caught(closer, closer.top(), error);
            }
        }
    }

    /** In the place of dropped frames while their variables are closed, one after the other. */
    static final class Unwinding implements Continuation.Protected {
        final @Nullable Frame target;

        @Nullable
        LuaError error;

        Unwinding(@Nullable Frame target, @Nullable LuaError error) {
            this.target = target;
            this.error = error;
        }

        @Override
        public void resume(Call call) {
            throw new IllegalStateException("the machine goes on by itself here");
        }

        @Override
        public void caught(Call call, LuaError e) {
            throw new IllegalStateException("the machine goes on by itself here");
        }
    }
}
