package dev.moirai.script.module;

import dev.moirai.lua.Call;
import dev.moirai.lua.LuaError;
import dev.moirai.script.process.ObjectType;
import dev.moirai.script.process.Portable;
import dev.moirai.script.process.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Points in time and time zones as objects of Lua: what {@code time.now()} and {@code time.load_location()} give. */
final class Times {
    private static final ZonedDateTime ZERO = ZonedDateTime.of(1, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
    private static final long NANOS = 1_000_000_000;
    private static final int DAYS = 7;

    /** A point in time, seen from a time zone. */
    record Value(ZonedDateTime at) implements Portable {}

    /**
     * A time zone.
     *
     * @param name what the program called it
     */
    record Location(ZoneId zone, String name) implements Portable {}

    static final ObjectType<Location> LOCATION = ObjectType.named("time.Location", Location.class)
            .getter("string", (call, location) -> call.string(location.name))
            .text((_, location) -> location.name)
            .build();

    static final ObjectType<Value> TYPE = ObjectType.named("time.Time", Value.class)
            .method("add", (call, time) -> give(call, time.at.plus(duration(call))))
            .method("sub", (call, time) -> {
                Duration since = Duration.between(other(call, 2).at, time.at);
                call.returns(Durations.TYPE.wrap(new Durations.Value(since)));
            })
            .method(
                    "add_date",
                    (call, time) -> give(
                            call,
                            // As in Go, what overflows goes on: January 31 plus a month is in March.
                            ZonedDateTime.of(
                                            time.at.getYear() + (int) call.checkInteger(2),
                                            1,
                                            1,
                                            time.at.getHour(),
                                            time.at.getMinute(),
                                            time.at.getSecond(),
                                            time.at.getNano(),
                                            time.at.getZone())
                                    .plusMonths(time.at.getMonthValue() - 1 + call.checkInteger(3))
                                    .plusDays(time.at.getDayOfMonth() - 1 + call.checkInteger(4))))
            .getter("after", (call, time) -> time.at.isAfter(other(call, 2).at))
            .getter("before", (call, time) -> time.at.isBefore(other(call, 2).at))
            .getter("equal", (call, time) -> time.at.isEqual(other(call, 2).at))
            .getter(
                    "format",
                    (call, time) ->
                            call.string(GoLayout.format(call.checkString(2).toString(), time.at)))
            .getter("format_rfc3339", (call, time) -> call.string(GoLayout.format(TimeModule.RFC3339, time.at)))
            .getter("unix", (_, time) -> time.at.toEpochSecond())
            .getter("unix_nano", (_, time) -> time.at.toEpochSecond() * NANOS + time.at.getNano())
            .method(
                    "date",
                    (call, time) -> call.returns(
                            (long) time.at.getYear(), (long) time.at.getMonthValue(), (long) time.at.getDayOfMonth()))
            .method(
                    "clock",
                    (call, time) -> call.returns(
                            (long) time.at.getHour(), (long) time.at.getMinute(), (long) time.at.getSecond()))
            .getter("year", (_, time) -> (long) time.at.getYear())
            .getter("month", (_, time) -> (long) time.at.getMonthValue())
            .getter("day", (_, time) -> (long) time.at.getDayOfMonth())
            .getter("hour", (_, time) -> (long) time.at.getHour())
            .getter("minute", (_, time) -> (long) time.at.getMinute())
            .getter("second", (_, time) -> (long) time.at.getSecond())
            .getter("nanosecond", (_, time) -> (long) time.at.getNano())
            .getter("weekday", (_, time) -> (long) time.at.getDayOfWeek().getValue() % DAYS)
            .getter("year_day", (_, time) -> (long) time.at.getDayOfYear())
            .getter("is_zero", (_, time) -> time.at.isEqual(ZERO))
            .getter("location", (_, time) -> LOCATION.wrap(location(time.at.getZone())))
            .method("utc", (call, time) -> give(call, time.at.withZoneSameInstant(ZoneOffset.UTC)))
            .method("in_local", (call, time) -> give(call, time.at.withZoneSameInstant(ZoneId.systemDefault())))
            .method(
                    "in_location",
                    (call, time) -> give(call, time.at.withZoneSameInstant(LOCATION.check(call, 2).zone)))
            .method("round", (call, time) -> give(call, rounded(time.at, duration(call), true)))
            .method("truncate", (call, time) -> give(call, rounded(time.at, duration(call), false)))
            .text((_, time) -> DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSSSSS xx ")
                            .format(time.at)
                    + GoLayout.abbreviation(time.at))
            .operator("__eq", call -> call.returns(other(call, 1).at.isEqual(other(call, 2).at)))
            .operator("__lt", call -> call.returns(other(call, 1).at.isBefore(other(call, 2).at)))
            .operator("__le", call -> call.returns(!other(call, 1).at.isAfter(other(call, 2).at)))
            .build();

    private Times() {}

    static Object of(Instant instant) {
        return TYPE.wrap(new Value(instant.atZone(ZoneId.systemDefault())));
    }

    static void give(Call call, ZonedDateTime time) {
        call.returns(TYPE.wrap(new Value(time)));
    }

    static Location location(ZoneId zone) {
        return new Location(zone, zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId());
    }

    private static Value other(Call call, int index) {
        return TYPE.check(call, index);
    }

    private static Duration duration(Call call) {
        try {
            return Durations.check(call, 2, "time");
        } catch (Refusal refusal) {
            throw LuaError.of(refusal.error().toLua());
        }
    }

    /** Since the zero time, as in Go, so that whole weeks begin on Mondays. */
    private static ZonedDateTime rounded(ZonedDateTime time, Duration unit, boolean nearest) {
        if (!unit.isPositive()) {
            return time;
        }
        Duration since = Duration.between(ZERO, time);
        Duration whole = unit.multipliedBy(since.dividedBy(unit));
        Duration rest = since.minus(whole);
        ZonedDateTime below = time.minus(rest);
        return nearest && rest.multipliedBy(2).compareTo(unit) >= 0 ? below.plus(unit) : below;
    }
}
