package dev.moirai.lua;

import org.jspecify.annotations.Nullable;

/** Runs one turn of a program. */
final class Interpreter {
    static final NativeFunction NO_FUNCTION = NativeFunction.of("?", call -> {});

    private final Environment environment;
    private final Coroutine outermost;
    private Coroutine current;
    private long budget;

    Interpreter(Environment environment, Coroutine outermost, Coroutine current) {
        this.environment = environment;
        this.outermost = outermost;
        this.current = current;
    }

    Environment environment() {
        return environment;
    }

    Coroutine current() {
        return current;
    }

    Outcome run(long turn, @Nullable Object[] values, @Nullable LuaError error) {
        throw new UnsupportedOperationException("the interpreter follows in the next commit " + outermost);
    }

    boolean charge(long work) {
        budget -= work;
        return budget < 0;
    }

    String where(int level) {
        return "";
    }
}
