package dev.moirai.lua;

import java.time.Instant;
import java.time.ZoneId;

/**
 * What an environment's program can see of the world around it. One object may serve many environments; a native
 * function gets at it by {@code call.environment().host()}.
 */
public interface Host {
    /** Takes one line that the program printed, without the end of line. */
    void print(LuaString line);

    /** Takes a warning of the program, of {@code warn}, if that is switched on. */
    default void warn(LuaString message) {}

    /** What {@code math.random} starts from: the same seed, the same run. */
    default long seed() {
        return 0;
    }

    /** The time for {@code os.time} and {@code os.date}. */
    default Instant now() {
        return Instant.now();
    }

    /** The time zone for {@code os.date}. */
    default ZoneId zone() {
        return ZoneId.systemDefault();
    }

    /** What a library function that fails gives as its error: here, the message. */
    default Object failure(String message) {
        return LuaString.of(message);
    }

    /**
     * Whether a text has a match of a regular expression, for {@code @pattern} of types.
     *
     * @throws LuaError if the host has no regular expressions, or this one is wrong
     */
    default boolean matches(Call call, String pattern, LuaString text) {
        throw call.error("this host has no regular expressions, so @pattern cannot be checked");
    }
}
