package dev.moirai.lua;

import org.jspecify.annotations.Nullable;

/** The text of a stack. */
final class Traceback {
    private Traceback() {}

    static String of(Coroutine coroutine, @Nullable NativeFunction running, int level) {
        return "stack traceback:";
    }
}
