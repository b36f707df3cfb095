package dev.moirai.lua;

import org.jspecify.annotations.Nullable;

/**
 * An error of a Lua program: any Lua value, thrown with {@code error} or by a failed operation.
 *
 * <p>Native functions throw it to raise an error. {@link #LuaError(String)} makes a message without position;
 * {@link Call#error} adds the position of the calling Lua code, as {@code luaL_error} does. An error over a hard limit
 * ({@link #isLimit}) passes every {@code pcall}, handler and {@code __close}.
 */
public final class LuaError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Object value;
    private final boolean limit;
    private @Nullable String traceback;

    private LuaError(@Nullable Object value, boolean limit) {
        // No Java stack trace: errors are part of a program's normal work, and the Lua traceback says where it was.
        super(null, null, false, false);
        this.value = value;
        this.limit = limit;
    }

    public LuaError(String message) {
        this(LuaString.of(message), false);
    }

    /** An error with any value, nil included. */
    public static LuaError of(@Nullable Object value) {
        return new LuaError(value, false);
    }

    /** An error that Lua code cannot catch. */
    static LuaError limit(String message) {
        return new LuaError(LuaString.of(message), true);
    }

    /** What {@code pcall} returns as its second result. */
    public @Nullable Object value() {
        return value;
    }

    /** Whether a hard limit was exceeded, so that Lua code could not catch it. */
    public boolean isLimit() {
        return limit;
    }

    /** The Lua stack where an uncaught error was thrown, worded as the reference implementation words it. */
    public @Nullable String traceback() {
        return traceback;
    }

    void traceback(String text) {
        if (traceback == null) {
            traceback = text;
        }
    }

    /** The error value as text. */
    @Override
    public String getMessage() {
        if (value instanceof LuaString || value instanceof Long || value instanceof Double) {
            return Values.show(value);
        }
        return "(error object is a " + Values.typeName(value) + " value)";
    }
}
