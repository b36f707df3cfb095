package dev.moirai.script.process;

import dev.moirai.kernel.ExitReason;
import dev.moirai.kernel.Node;
import dev.moirai.kernel.Pid;
import dev.moirai.kernel.Signal;
import dev.moirai.lua.Environment;
import dev.moirai.lua.LuaError;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.Userdata;
import dev.moirai.lua.Values;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel's signals and exit reasons are called in Lua, and the other way round. Only this file translates.
 *
 * <pre>
 * kernel               in Lua
 * Down                 event EXIT ("pid.exit")              a monitored process ended, whatever the reason
 * Exit, trapped        event LINK_DOWN ("pid.link.down")    a linked process failed; not told when it ended normally
 * Exit, asked to       event CANCEL ("pid.cancel")          someone sent an exit signal without a link
 * Cancel               event CANCEL
 * –                    event OUTDATED ("pid.outdated")      the code of this process was replaced
 *
 * Normal(parcel)       result.value                         main returned
 * Shutdown             nothing; for links "shutdown"        a supervisor was asked to end
 * Shutdown(detail)     "shutdown (detail)"                  a supervisor gave up
 * Failed(ErrorValue)   result.error                         main returned nil, error, or an error was not caught
 * Linked               "linked process failed"
 * Kill, Killed         "process terminated"
 * Expired              "process cancelled: deadline exceeded"
 * </pre>
 */
public final class ExitEvents {
    public static final LuaString CANCEL = LuaString.of("pid.cancel");
    public static final LuaString EXIT = LuaString.of("pid.exit");
    public static final LuaString LINK_DOWN = LuaString.of("pid.link.down");
    public static final LuaString OUTDATED = LuaString.of("pid.outdated");

    private static final LuaString KIND = LuaString.of("kind");
    private static final LuaString FROM = LuaString.of("from");
    private static final LuaString AT = LuaString.of("at");
    private static final LuaString RESULT = LuaString.of("result");
    private static final LuaString VALUE = LuaString.of("value");
    private static final LuaString ERROR = LuaString.of("error");
    private static final LuaString REASON = LuaString.of("reason");
    private static final LuaString DEADLINE = LuaString.of("deadline");
    private static final LuaString SOURCES = LuaString.of("sources");
    private static final double NANOS = 1e9;

    private ExitEvents() {}

    // ---- signals

    /** Whether a program is told of a signal at all. */
    static boolean isTold(Signal signal) {
        return switch (signal) {
            case Signal.Down _, Signal.Cancel _ -> true;
            case Signal.Exit exit -> exit.link() == null || !exit.reason().isNormal();
            case Signal.Kill _,
                    Signal.Link _,
                    Signal.Unlink _,
                    Signal.Unlinked _,
                    Signal.Watch _,
                    Signal.Unwatch _,
                    Signal.Fired _,
                    Signal.Expire _,
                    Signal.Wake _,
                    Signal.Inform _ -> false;
        };
    }

    /** The table for an event; a signal in it must be one that {@linkplain #isTold is told}. */
    static LuaTable event(ProcessEvent happened, Node node, Environment environment) {
        LuaTable event = environment.table();
        event.put(AT, seconds(happened.at()));
        switch (happened) {
            case ProcessEvent.Signalled(Signal signal, Instant _) -> signalled(event, signal, node, environment);
            case ProcessEvent.Outdated(Set<String> sources, Instant _) -> {
                LuaTable ids = environment.table();
                long count = 0;
                for (String id : sources) {
                    ids.put(++count, LuaString.of(id));
                }
                event.put(KIND, OUTDATED);
                event.put(SOURCES, ids);
            }
        }
        return event;
    }

    private static void signalled(LuaTable event, Signal signal, Node node, Environment environment) {
        switch (signal) {
            case Signal.Down(var _, Pid from, ExitReason reason) -> ended(event, EXIT, from, reason, environment);
            case Signal.Exit(Pid from, ExitReason reason, var link)
            when link != null -> {
                ended(event, LINK_DOWN, from, reason, environment);
                if (reason.equals(ExitReason.SHUTDOWN) && event.get(RESULT) instanceof LuaTable result) {
                    result.put(
                            ERROR,
                            ErrorValue.failure(LuaString.of(reason.toString()), "")
                                    .toLua());
                }
            }
            case Signal.Exit(Pid from, ExitReason reason, var _) -> {
                event.put(KIND, CANCEL);
                event.put(FROM, PidText.of(from));
                event.put(REASON, LuaString.of(reason.toString()));
            }
            case Signal.Cancel cancel -> {
                event.put(KIND, CANCEL);
                event.put(FROM, PidText.of(cancel.from()));
                event.put(REASON, LuaString.of(cancel.reason()));
                if (cancel.hasDeadline()) {
                    long left = cancel.deadline() - node.clock().nanoTime();
                    event.put(DEADLINE, seconds(node.clock().now().plusNanos(left)));
                }
            }
            default -> throw new IllegalArgumentException("not told to programs: " + signal);
        }
    }

    private static void ended(LuaTable event, LuaString kind, Pid from, ExitReason reason, Environment environment) {
        LuaTable result = environment.table();
        result.put(VALUE, value(reason, environment));
        ErrorValue error = error(reason);
        result.put(ERROR, error == null ? null : error.toLua());
        event.put(KIND, kind);
        event.put(FROM, PidText.of(from));
        event.put(RESULT, result);
    }

    private static double seconds(Instant at) {
        return at.getEpochSecond() + at.getNano() / NANOS;
    }

    // ---- exit reasons

    /** What a process returned; nil unless it ended normally. */
    public static @Nullable Object value(ExitReason reason, Environment environment) {
        if (!(reason instanceof ExitReason.Normal(Object value))) {
            return null;
        }
        return switch (value) {
            case null -> null;
            case Parcel parcel -> parcel.size() == 0 ? null : parcel.unpack(0, environment);
            case Boolean bool -> bool;
            case Number number when number instanceof Double || number instanceof Float -> number.doubleValue();
            case Number number -> Values.box(number.longValue());
            default -> LuaString.of(value.toString());
        };
    }

    /** The error that a process ended with; null if its end was orderly, and nothing is to be said about it. */
    public static @Nullable ErrorValue error(ExitReason reason) {
        return switch (reason) {
            case ExitReason.Normal _ -> null;
            case ExitReason.Shutdown(Object detail) ->
                detail == null ? null : ErrorValue.failure(LuaString.of(reason.toString()), "");
            case ExitReason.Failed(Object error) ->
                error instanceof ErrorValue value ? value : ErrorValue.failure(LuaString.of(error.toString()), "");
            case ExitReason.Crash(Throwable cause) -> ErrorValue.failure(LuaString.of("process crashed: " + cause), "");
            case ExitReason.Linked(Pid origin, ExitReason cause) ->
                ErrorValue.failure(LuaString.of("linked process failed"), "")
                        .withStack("first to fail: " + PidText.of(origin) + ": " + cause);
            case ExitReason.Kill _, ExitReason.Killed _ -> ErrorValue.failure(LuaString.of("process terminated"), "");
            case ExitReason.Expired expired ->
                new ErrorValue(LuaString.of(expired.toString()), ErrorValue.Kind.TIMEOUT, null, null, "", "", false);
            case ExitReason.NoProcess _ -> ErrorValue.of(ErrorValue.Kind.NOT_FOUND, "process not found");
            case ExitReason.NoConnection _ ->
                ErrorValue.of(ErrorValue.Kind.UNAVAILABLE, "no connection to the node of the process");
        };
    }

    /**
     * How a process ends whose main function returned {@code values}: a string or an error in the second place is a
     * failure, anything else is not, and the first value is its result.
     */
    static ExitReason returned(@Nullable Object[] values) {
        Object first = values.length > 0 ? values[0] : null;
        Object second = values.length > 1 ? values[1] : null;
        if (second instanceof LuaString message) {
            return new ExitReason.Failed(ErrorValue.of(ErrorValue.Kind.INTERNAL, message.toString()));
        }
        ErrorValue error = ErrorValue.TYPE.cast(second);
        if (error != null) {
            return new ExitReason.Failed(error);
        }
        if (first == null) {
            return ExitReason.NORMAL;
        }
        try {
            return new ExitReason.Normal(Parcel.of(first));
        } catch (NotSendable unsendable) {
            return new ExitReason.Failed(
                    ErrorValue.of(ErrorValue.Kind.INVALID, "the result of a process: " + unsendable.error()));
        }
    }

    /** The error object for an error that no code of the program caught. */
    static ErrorValue uncaught(LuaError error) {
        String stack = error.traceback() == null ? "" : error.traceback();
        return switch (error.value()) {
            case LuaString message -> ErrorValue.failure(message, stack);
            case Userdata userdata
            when userdata.object() instanceof ErrorValue value ->
                value.stack().isEmpty() ? value.withStack(stack) : value;
            case LuaTable table ->
                ErrorValue.failure(LuaString.of(error.getMessage()), stack).withDetails(Parcel.ofAny(table));
            case null, default -> ErrorValue.failure(LuaString.of(error.getMessage()), stack);
        };
    }
}
