package dev.moirai.script.module;

import dev.moirai.app.schema.GoDuration;
import dev.moirai.lua.Call;
import dev.moirai.lua.LuaString;
import dev.moirai.script.process.ObjectType;
import dev.moirai.script.process.Portable;
import dev.moirai.script.process.Refusal;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Durations as Lua gives them: a number of nanoseconds, a text such as {@code "1h30m"}, or a duration object. */
final class Durations {
    private static final double NANOS = 1e9;

    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    /** A duration as an object of Lua: as in Go a count of nanoseconds in 64 bits, and what is beyond them the nearest one. */
    record Value(Duration length) implements Portable {
        Value {
            length = length.compareTo(LONGEST) > 0
                    ? LONGEST
                    : length.compareTo(LONGEST.negated()) < 0 ? LONGEST.negated() : length;
        }
    }

    static final ObjectType<Value> TYPE = ObjectType.named("time.Duration", Value.class)
            .getter("nanoseconds", (_, value) -> value.length.toNanos())
            .getter("microseconds", (_, value) -> value.length.toNanos() / 1_000)
            .getter("milliseconds", (_, value) -> value.length.toNanos() / 1_000_000)
            .getter("seconds", (_, value) -> value.length.toNanos() / NANOS)
            .getter("minutes", (_, value) -> value.length.toNanos() / (60 * NANOS))
            .getter("hours", (_, value) -> value.length.toNanos() / (3600 * NANOS))
            .text((_, value) -> GoDuration.string(value.length))
            .operator("__eq", call -> call.returns(of(call.get(1)).equals(of(call.get(2)))))
            .operator("__lt", call -> call.returns(compare(call) < 0))
            .operator("__le", call -> call.returns(compare(call) <= 0))
            .build();

    private Durations() {}

    private static int compare(Call call) {
        Duration first =
                of(call.get(1)).orElseThrow(() -> call.error("attempt to compare a duration with something else"));
        return first.compareTo(
                of(call.get(2)).orElseThrow(() -> call.error("attempt to compare a duration with something else")));
    }

    /** The duration that a value means; empty if it means none. */
    static Optional<Duration> of(@Nullable Object value) {
        return switch (value) {
            case Long nanos -> Optional.of(Duration.ofNanos(nanos));
            case Double nanos ->
                nanos.isNaN() ? Optional.empty() : Optional.of(Duration.ofNanos((long) (double) nanos));
            case LuaString text -> GoDuration.parse(text.toString());
            case null, default -> Optional.ofNullable(TYPE.cast(value)).map(Value::length);
        };
    }

    /** The duration that an argument means. */
    static Duration check(Call call, int index, String function) throws Refusal {
        Optional<Duration> duration = of(call.get(index));
        if (duration.isEmpty()) {
            throw Refusal.invalid(function + ": " + problem(call.get(index)));
        }
        return duration.get();
    }

    /** The duration that an argument means; an error is raised if it means none. */
    static Duration checkOrRaise(Call call, int index) {
        return of(call.get(index)).orElseThrow(() -> call.argumentError(index, problem(call.get(index))));
    }

    private static String problem(@Nullable Object value) {
        return "invalid duration " + described(value)
                + "; expected a text such as \"1h30m\", \"10s\" or \"100ms\", or a number of nanoseconds";
    }

    private static String described(@Nullable Object value) {
        return value instanceof LuaString text ? '"' + text.toString() + '"' : dev.moirai.lua.Values.show(value);
    }
}
