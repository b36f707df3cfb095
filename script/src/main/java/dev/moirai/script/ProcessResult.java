package dev.moirai.script;

import dev.moirai.kernel.ExitReason;
import dev.moirai.lua.LuaString;
import dev.moirai.script.process.ErrorValue;
import dev.moirai.script.process.ExitEvents;
import dev.moirai.script.process.Parcel;
import org.jspecify.annotations.Nullable;

/**
 * How a Lua process ended, for Java.
 *
 * @param value the first value its main function returned: a Boolean, Long, Double or String, the word {@code table}, or null
 * @param error what went wrong, or null if nothing did
 * @param stack the Lua stack where it went wrong, or empty
 */
public record ProcessResult(
        @Nullable Object value, @Nullable String error, String stack) {

    static ProcessResult of(ExitReason reason) {
        ErrorValue failure = ExitEvents.error(reason);
        if (failure != null) {
            return new ProcessResult(null, failure.toString(), failure.stack());
        }
        Object value = reason instanceof ExitReason.Normal(Object returned) ? returned : null;
        if (value instanceof Parcel parcel) {
            value = parcel.size() == 0 ? null : parcel.scalar(0);
        }
        return new ProcessResult(value instanceof LuaString text ? text.toString() : value, null, "");
    }

    /** Whether it ended without an error. */
    public boolean ok() {
        return error == null;
    }

    /**
     * What a command that ran it exits with: 1 after an error or {@code false}, a returned whole number, otherwise 0. A shell
     * sees the lowest byte only, so a number that would look like 0 there becomes 1.
     */
    public int exitCode() {
        if (!ok() || Boolean.FALSE.equals(value)) {
            return 1;
        }
        long code = value instanceof Long number ? number : 0;
        return code != 0 && (code & 0xff) == 0 ? 1 : (int) (code & 0xff);
    }
}
