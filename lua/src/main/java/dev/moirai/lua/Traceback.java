package dev.moirai.lua;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** The text of a coroutine's stack, innermost function first. */
final class Traceback {
    private static final int FIRST = 10;
    private static final int LAST = 11;

    /** Among so many globals a function is looked for: a program may have made millions of them. */
    private static final int GLOBALS = 1_000;

    private Traceback() {}

    /**
     * @param running the native function that is running above all frames, if any
     * @param level how many functions to leave out
     */
    static String of(Coroutine coroutine, @Nullable NativeFunction running, int level) {
        int count = running == null ? 0 : 1;
        int walked = 0;
        for (Frame frame = coroutine.frame; frame != null; frame = frame.previous) {
            count += isShown(frame) ? 1 : 0;
            walked++;
        }
        coroutine.environment().memory().charge(walked >> 1);

        StringBuilder text = new StringBuilder("stack traceback:");
        int skipTo = count - level > FIRST + LAST ? count - LAST : 0;
        int i = 0;
        if (running != null && i++ >= level) {
            text.append("\n\t").append(line(running));
        }
        for (Frame frame = coroutine.frame; frame != null; frame = frame.previous) {
            if (!isShown(frame)) {
                continue;
            }
            boolean skipped = i - level >= FIRST && i < skipTo;
            if (skipped && i - level == FIRST) {
                text.append("\n\t...\t(skipping ").append(skipTo - i).append(" levels)");
            }
            if (i++ >= level && !skipped) {
                text.append("\n\t").append(line(coroutine, frame));
            }
        }
        return text.toString();
    }

    private static boolean isShown(Frame frame) {
        return frame.closure != null || frame.function != null && frame.function != Machine.NO_FUNCTION;
    }

    private static String line(NativeFunction function) {
        return "[Java]: in function '" + function.name() + "'";
    }

    private static String line(Coroutine coroutine, Frame frame) {
        return frame.closure == null ? line(requireNonNull(frame.function)) : line(coroutine, frame, frame.closure);
    }

    private static String line(Coroutine coroutine, Frame frame, LuaClosure closure) {
        var prototype = closure.prototype;
        String at = prototype.source() + ":" + prototype.lineAt(Math.max(frame.pc - 1, 0)) + ": in "
                + name(coroutine, frame, closure);
        return frame.tailCalled ? at + "\n\t(...tail calls...)" : at;
    }

    private static String name(Coroutine coroutine, Frame frame, LuaClosure closure) {
        LuaTable globals = coroutine.environment().globals();
        int looked = 0;
        for (int at = globals.positionAfter(null); at >= 0 && looked < GLOBALS; at = globals.firstFrom(at + 1)) {
            looked++;
            if (globals.valueAt(at) == closure && globals.keyAt(at) instanceof LuaString name) {
                return "function '" + name + "'";
            }
        }
        Frame caller = frame.previous;
        if (!frame.tailCalled && caller != null && caller.closure != null) {
            VariableNames.Description called = VariableNames.ofCall(caller);
            if (called != null) {
                return called.kind() + " '" + called.name() + "'";
            }
        }
        return closure.name();
    }
}
