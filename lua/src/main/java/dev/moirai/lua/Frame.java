package dev.moirai.lua;

import org.jspecify.annotations.Nullable;

/**
 * A function in the midst of its work: a Lua function, or a native one that waits for something it asked for.
 *
 * <p>Frames form a chain from the coroutine's running function to its first one. They are reused: a returning function
 * leaves its frame linked behind its caller's, for the next call.
 */
final class Frame {
    /** {@link #finish}: the results are those of an ordinary call. */
    static final byte CALL = 0;

    /** The first result goes to the register {@link #target}: a metamethod that computes a value. */
    static final byte VALUE = 1;

    /** The results are dropped: {@code __newindex}. */
    static final byte DROP = 2;

    /** The first result decides the jump that follows the comparison in the caller. */
    static final byte COMPARE = 3;

    /** The first result replaces the operands it was computed of; the concatenation in the caller goes on. */
    static final byte CONCAT = 4;

    /** A {@code __close} method in the midst of a {@code CLOSE} or {@code RETURN} instruction, which is done again. */
    static final byte AGAIN = 5;

    final @Nullable Frame previous;

    /** How many frames there are up to this one. */
    final int depth;

    /** How many calls that protect others ({@code pcall} and its like) or handle errors there are up to this frame. */
    int protectors;

    @Nullable
    Frame unused; // the reusable frame behind this one

    /** What runs; null in the frame of a native function. */
    @Nullable
    LuaClosure closure;

    /** How a native function goes on; null in the frame of a Lua function. */
    @Nullable
    Continuation continuation;

    /** The native function that waits, for tracebacks. */
    @Nullable
    NativeFunction function;

    /** The slot the function was called in, which is where its results go. */
    int slot;

    /** The first register, one behind the slot. */
    int base;

    /** How many results the caller wants; -1 for all of them. */
    int wanted;

    /** The next instruction; in a native frame, how many values have come back for it, from the slot on. */
    int pc;

    /** Behind the last value of an open list: results of a call or {@code ...} that the next instruction takes all. */
    int top;

    /** What to do with the results; one of the constants. */
    byte finish;

    /** Whether it was entered by a tail call, so that its caller's frame is missing in tracebacks. */
    boolean tailCalled;

    int target;

    @Nullable
    Object[] varargs;

    Frame(@Nullable Frame previous, @Nullable Object[] varargs) {
        this.previous = previous;
        this.depth = previous == null ? 1 : previous.depth + 1;
        this.varargs = varargs;
    }

    /** The first slot that no frame uses while this one is on top. */
    int freeSlot() {
        if (closure == null) {
            return slot + Math.max(pc, 1);
        }
        return Math.max(base + closure.prototype.registers(), top);
    }

    /** {@code chunk:line: } of a Lua function; empty for a native one, or for none. */
    static String position(@Nullable Frame frame) {
        if (frame == null || frame.closure == null) {
            return "";
        }
        var prototype = frame.closure.prototype;
        return prototype.source() + ":" + prototype.lineAt(Math.max(frame.pc - 1, 0)) + ": ";
    }
}
