package dev.moirai.lua;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The text of a coroutine's stack, innermost function first. */
final class Traceback {
    private static final int FIRST = 10;
    private static final int LAST = 11;

    private Traceback() {}

    /**
     * @param running the native function that is running above all frames, if any
     * @param level how many functions to leave out
     */
    static String of(Coroutine coroutine, @Nullable NativeFunction running, int level) {
        List<String> lines = new ArrayList<>();
        if (running != null) {
            lines.add("[Java]: in function '" + running.name() + "'");
        }
        for (Frame frame = coroutine.frame; frame != null; frame = frame.previous) {
            if (frame.closure == null) {
                NativeFunction function = frame.function;
                if (function != null && function != Machine.NO_FUNCTION) {
                    lines.add("[Java]: in function '" + function.name() + "'");
                }
            } else {
                lines.add(line(coroutine, frame, frame.closure));
            }
        }
        StringBuilder text = new StringBuilder("stack traceback:");
        int count = lines.size();
        for (int i = Math.min(level, count); i < count; i++) {
            if (i - level == FIRST && count - i > LAST) {
                int skipped = count - i - LAST;
                text.append("\n\t...\t(skipping ").append(skipped).append(" levels)");
                i += skipped;
            }
            text.append("\n\t").append(lines.get(i));
        }
        return text.toString();
    }

    private static String line(Coroutine coroutine, Frame frame, LuaClosure closure) {
        var prototype = closure.prototype;
        String at = prototype.source() + ":" + prototype.lineAt(Math.max(frame.pc - 1, 0)) + ": in "
                + name(coroutine, frame, closure);
        return frame.tailCalled ? at + "\n\t(...tail calls...)" : at;
    }

    private static String name(Coroutine coroutine, Frame frame, LuaClosure closure) {
        LuaTable globals = coroutine.environment().globals();
        for (int at = globals.positionAfter(null); at >= 0; at = globals.firstFrom(at + 1)) {
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
