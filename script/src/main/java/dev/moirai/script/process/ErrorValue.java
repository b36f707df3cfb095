package dev.moirai.script.process;

import dev.moirai.app.run.RetryAdvice;
import dev.moirai.lua.Call;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.TextLike;
import dev.moirai.lua.Userdata;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, as a value: the second result of a failed call, and what an {@code EXIT} event tells of a failure.
 *
 * <p>In Lua a userdata that can be used like its message: with {@code ..}, {@code tostring} and the string library, and has
 * methods {@code message kind retryable details stack}. Immutable, so it is the same in every process it reaches.
 *
 * @param message what went wrong, without its context
 * @param kind which sort of failure, one word of {@link Kind} or of the user's
 * @param retry whether trying again can help; null if nobody said
 * @param details a table of facts, or null
 * @param stack the Lua stack where it happened, or empty
 * @param context what was being done, outermost first; may be empty
 * @param deliberate whether a program made it with {@code errors.new}, and so knows whether trying again can help
 */
public record ErrorValue(
        LuaString message,
        String kind,
        @Nullable Boolean retry,
        @Nullable Parcel details,
        String stack,
        String context,
        boolean deliberate)
        implements TextLike, Portable, RetryAdvice {

    /** The methods of errors in Lua. */
    public static final ObjectType<ErrorValue> TYPE = ObjectType.named("error", ErrorValue.class)
            .getter("message", (_, error) -> error.message)
            .getter("kind", (call, error) -> call.string(error.kind))
            .getter("retryable", (_, error) -> error.retry)
            .getter(
                    "details",
                    (call, error) -> error.details == null ? null : error.details.unpack(0, call.environment()))
            .getter("stack", (call, error) -> call.string(error.stack))
            .meta("__tostring", (call, error) -> call.returns(error.message))
            .operator("__concat", ErrorValue::concat)
            .build();

    private static void concat(Call call) {
        call.returns(call.builder()
                .append(call.checkString(1))
                .append(call.checkString(2))
                .toLuaString());
    }

    /** The words for kinds of errors; the same as in the Lua table {@code errors}. */
    public static final class Kind {
        public static final String NOT_FOUND = "NotFound";
        public static final String ALREADY_EXISTS = "AlreadyExists";
        public static final String INVALID = "Invalid";
        public static final String PERMISSION_DENIED = "PermissionDenied";
        public static final String UNAVAILABLE = "Unavailable";
        public static final String INTERNAL = "Internal";
        public static final String CANCELED = "Canceled";
        public static final String CONFLICT = "Conflict";
        public static final String TIMEOUT = "Timeout";
        public static final String RATE_LIMITED = "RateLimited";
        public static final String UNKNOWN = "";

        private Kind() {}
    }

    /** An error of the runtime's own API: trying the same again does not help. */
    public static ErrorValue of(String kind, String message) {
        return new ErrorValue(LuaString.of(message), kind, false, null, "", "", false);
    }

    /** A failure of a program, of which nobody said whether trying again can help. */
    public static ErrorValue failure(LuaString message, String stack) {
        return new ErrorValue(message, Kind.INTERNAL, null, null, stack, "", false);
    }

    public ErrorValue withDetails(Parcel facts) {
        return new ErrorValue(message, kind, retry, facts, stack, context, deliberate);
    }

    public ErrorValue withStack(String text) {
        return new ErrorValue(message, kind, retry, details, text, context, deliberate);
    }

    /** This error as it looks to someone who was doing {@code what}. */
    public ErrorValue within(String what) {
        String outer = context.isEmpty() ? what : what + ": " + context;
        return new ErrorValue(message, kind, retry, details, stack, outer, deliberate);
    }

    /** An error that can be told to pass: trying again can help. */
    public static ErrorValue passing(String kind, String message) {
        return new ErrorValue(LuaString.of(message), kind, true, null, "", "", false);
    }

    /** What a program said by its {@code retryable}; the errors of our own API say nothing about a whole process. */
    @Override
    public Optional<Boolean> retryable() {
        return deliberate ? Optional.ofNullable(retry) : Optional.empty();
    }

    @Override
    public LuaString text() {
        return message;
    }

    /** Context and message, for logs. */
    @Override
    public String toString() {
        return context.isEmpty() ? message.toString() : context + ": " + message;
    }

    /** This error as a value of Lua. */
    public Userdata toLua() {
        return TYPE.wrap(this);
    }
}
