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
}
