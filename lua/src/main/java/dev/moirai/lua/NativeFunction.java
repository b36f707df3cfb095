package dev.moirai.lua;

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

    private final boolean indexIterator;

    private NativeFunction(String name, Body body, boolean indexIterator) {
        this.name = name;
        this.body = body;
        this.indexIterator = indexIterator;
    }

    public static NativeFunction of(String name, Body body) {
        return new NativeFunction(name, body, false);
    }

    static NativeFunction indexIterator(String name, Body body) {
        return new NativeFunction(name, body, true);
    }

    /** Whether it is the iterator of {@code ipairs}. */
    boolean isIndexIterator() {
        return indexIterator;
    }

    /** The qualified name, as {@code string.rep}. */
    @Override
    public String name() {
        return name;
    }

    /** The name without the library's. */
    String simpleName() {
        return name.substring(name.lastIndexOf('.') + 1);
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
