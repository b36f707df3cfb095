package dev.moirai.lua.bytecode;

import org.jspecify.annotations.Nullable;

/**
 * How a method call has found its method: not in the object, but in the table that is {@code __index} of its metatable, the
 * holder; or if there is a second holder, in that of the first holder's metatable.
 */
public record MethodPath(
        Layout receiver,
        Layout metatable,
        Layout holder,
        @Nullable Layout secondMetatable,
        @Nullable Layout secondHolder) {}
