package dev.moirai.script.process;

import dev.moirai.kernel.Sized;
import dev.moirai.lua.LuaString;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A message between Lua processes, on its way.
 *
 * @param topic what the sender called it
 * @param from the sender's pid as text; empty if it has no sender
 * @param content its values
 * @param reply takes the reply, if the sender waits for one
 */
public record LuaMessage(
        LuaString topic,
        LuaString from,
        Parcel content,
        @Nullable CompletableFuture<Parcel> reply) implements Sized {
    private static final int OVERHEAD = 64;

    /** A message whose sender waits for nothing. */
    public LuaMessage(LuaString topic, LuaString from, Parcel content) {
        this(topic, from, content, null);
    }

    @Override
    public long bytes() {
        return OVERHEAD + topic.length() + content.bytes();
    }

    @Override
    public String toString() {
        return "message '" + topic + "' from " + from + ": " + content;
    }
}
