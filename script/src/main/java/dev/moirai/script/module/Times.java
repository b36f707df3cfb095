package dev.moirai.script.module;

import dev.moirai.lua.Call;
import dev.moirai.script.process.ObjectType;
import dev.moirai.script.process.Portable;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.function.Supplier;

/** Points in time and time zones as objects of Lua: what {@code time.now()} and {@code time.load_location()} give. */
final class Times {
    private static final ZonedDateTime ZERO = ZonedDateTime.of(1, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
    private static final long NANOS = 1_000_000_000;
    private static final int DAYS = 7;

    /** A point in time, seen from a time zone. */
    record Value(ZonedDateTime at, Location location) implements Portable {
        private Value with(ZonedDateTime other) {
            return new Value(other, location);
        }
    }

    /**
     * A time zone.
     *
     * @param name what the program called it
     */
    record Location(ZoneId zone, String name) implements Portable {
        Value see(Instant instant) {
            return new Value(instant.atZone(zone), this);
        }

        Value see(LocalDateTime time) {
            return new Value(time.atZone(zone), this);
        }

        /** What it calls itself at a time: {@code CET}, {@code CEST}. */
        String abbreviation(ZonedDateTime time) {
            return zone instanceof ZoneOffset ? name : GoLayout.abbreviation(time);
        }
    }

    static final Location UTC = new Location(ZoneOffset.UTC, "UTC");
    static final Location LOCAL = new Location(ZoneId.systemDefault(), "Local");

    static final ObjectType<Location> LOCATION = ObjectType.named("time.Location", Location.class)
            .getter("string", (call, location) -> call.string(location.name))
            .text((_, location) -> location.name)
            .build();

    static final ObjectType<Value> TYPE = ObjectType.named("time.Time", Value.class)
            .method(
                    "add",
                    (call, time) -> give(call, "add", () -> time.with(time.at.plus(Durations.checkOrRaise(call, 2)))))
            .method("sub", (call, time) -> {
                Duration since = Duration.between(other(call, 2).at, time.at);
                call.returns(Durations.TYPE.wrap(new Durations.Value(since)));
            })
            .method("add_date", (call, time) -> {
                long years = call.checkInteger(2);
                long months = call.checkInteger(3);
                long days = call.checkInteger(4);
                give(call, "add_date", () -> plus(time, years, months, days));
            })
            .getter("after", (call, time) -> time.at.isAfter(other(call, 2).at))
            .getter("before", (call, time) -> time.at.isBefore(other(call, 2).at))
            .getter("equal", (call, time) -> time.at.isEqual(other(call, 2).at))
            .getter(
                    "format",
                    (call, time) ->
                            call.string(GoLayout.format(call.checkString(2).toString(), time)))
            .getter("format_rfc3339", (call, time) -> call.string(GoLayout.format(TimeModule.RFC3339, time)))
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
            .getter("location", (_, time) -> LOCATION.wrap(time.location))
            .method("utc", (call, time) -> give(call, UTC.see(time.at.toInstant())))
            .method("in_local", (call, time) -> give(call, LOCAL.see(time.at.toInstant())))
            .method(
                    "in_location",
                    (call, time) -> give(call, LOCATION.check(call, 2).see(time.at.toInstant())))
            .method("round", (call, time) -> {
                Duration unit = Durations.checkOrRaise(call, 2);
                give(call, "round", () -> time.with(rounded(time.at, unit, true)));
            })
            .method("truncate", (call, time) -> {
                Duration unit = Durations.checkOrRaise(call, 2);
                give(call, "truncate", () -> time.with(rounded(time.at, unit, false)));
            })
            .text((_, time) -> GoLayout.format("2006-01-02 15:04:05.999999999 -0700 MST", time))
            .operator("__eq", call -> call.returns(other(call, 1).at.isEqual(other(call, 2).at)))
            .operator("__lt", call -> call.returns(other(call, 1).at.isBefore(other(call, 2).at)))
            .operator("__le", call -> call.returns(!other(call, 1).at.isAfter(other(call, 2).at)))
            .build();

    private Times() {}

    static Object of(Instant instant) {
        return TYPE.wrap(LOCAL.see(instant));
    }

    static void give(Call call, Value time) {
        call.returns(TYPE.wrap(time));
    }

    /** As {@link #give(Call, Value)}; raises an error if there is no such time. */
    private static void give(Call call, String method, Supplier<Value> time) {
        try {
            give(call, time.get());
        } catch (DateTimeException | ArithmeticException _) {
            throw call.error("time.Time:" + method + ": out of range: there are the years " + Year.MIN_VALUE + " to "
                    + Year.MAX_VALUE);
        }
    }

    /** As in Go, what overflows goes on: January 31 plus a month is in March. */
    private static Value plus(Value time, long years, long months, long days) {
        LocalDateTime local = time.at.toLocalDateTime();
        return time.location.see(local.withDayOfYear(1)
                .plusYears(years)
                .plusMonths(Math.addExact(local.getMonthValue() - 1, months))
                .plusDays(Math.addExact(local.getDayOfMonth() - 1, days)));
    }

    private static Value other(Call call, int index) {
        return TYPE.check(call, index);
    }

    /** Since the zero time, as in Go, so that whole weeks begin on Mondays. */
    private static ZonedDateTime rounded(ZonedDateTime time, Duration unit, boolean nearest) {
        if (!unit.isPositive()) {
            return time;
        }
        Duration since = Duration.between(ZERO, time);
        Duration rest = Duration.ofNanos(
                nanos(since).mod(BigInteger.valueOf(unit.toNanos())).longValueExact());
        ZonedDateTime below = time.minus(rest);
        return nearest && rest.multipliedBy(2).compareTo(unit) >= 0 ? below.plus(unit) : below;
    }

    private static BigInteger nanos(Duration duration) {
        return BigInteger.valueOf(duration.getSeconds())
                .multiply(BigInteger.valueOf(NANOS))
                .add(BigInteger.valueOf(duration.getNano()));
    }
}
