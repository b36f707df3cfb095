package dev.moirai.script.process;

import dev.moirai.kernel.Sized;
import dev.moirai.lua.LuaString;

/**
 * A message between Lua processes, on its way.
 *
 * @param topic what the sender called it
 * @param from the sender's pid as text; empty if it has no sender
 * @param content its values
 */
public record LuaMessage(LuaString topic, LuaString from, Parcel content) implements Sized {
    private static final int OVERHEAD = 64;

    @Override
    public long bytes() {
        return OVERHEAD + topic.length() + content.bytes();
    }

    @Override
    public String toString() {
        return "message '" + topic + "' from " + from + ": " + content;
    }
}
