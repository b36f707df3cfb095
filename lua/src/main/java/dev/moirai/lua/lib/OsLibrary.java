package dev.moirai.lua.lib;

import dev.moirai.lua.Call;
import dev.moirai.lua.Library;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.Numbers;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/**
 * The part of the library {@code os} (manual §6.9) that touches no other part of the machine: time. The host supplies the
 * clock and the time zone.
 */
final class OsLibrary {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int DEFAULT_HOUR = 12;

    static final Library LIBRARY = Library.named("os")
            .function("clock", OsLibrary::clock)
            .function("date", OsLibrary::date)
            .function("difftime", call -> call.returns(call.checkNumber(1) - call.checkNumber(2)))
            .function("time", OsLibrary::time)
            .build();

    private OsLibrary() {}

    /** When an environment first asked for the time that has passed. */
    private record Start(Instant instant) {}

    /** {@code os.clock()}: seconds since the program first asked, by the host's clock. */
    private static void clock(Call call) {
        Instant now = call.environment().host().now();
        Start start = call.environment().attachment(Start.class, () -> new Start(now));
        call.returns(java.time.Duration.between(start.instant, now).toNanos() / NANOS_PER_SECOND);
    }

    /** {@code os.date([format [, time]])} */
    private static void date(Call call) {
        LuaString given = call.optString(1, LuaString.of("%c"));
        LuaString format = given == null ? LuaString.EMPTY : given;
        long seconds = call.isNoneOrNil(2) ? call.environment().host().now().getEpochSecond() : call.checkInteger(2);
        boolean universal = format.length() > 0 && format.byteAt(0) == '!';
        int at = universal ? 1 : 0;
        ZoneId zone = universal ? ZoneOffset.UTC : call.environment().host().zone();
        ZonedDateTime time;
        try {
            time = Instant.ofEpochSecond(seconds).atZone(zone);
        } catch (DateTimeException _) {
            throw call.error("date result cannot be represented in this installation");
        }
        if (format.length() >= at + 2 && format.byteAt(at) == '*' && format.byteAt(at + 1) == 't') {
            LuaTable fields = call.table(0, 9);
            setFields(fields, time);
            call.returns(fields);
        } else {
            call.returns(new DateFormat(time, universal).format(call, format, at));
        }
    }

    private static void setFields(LuaTable fields, ZonedDateTime time) {
        fields.put("year", (long) time.getYear());
        fields.put("month", (long) time.getMonthValue());
        fields.put("day", (long) time.getDayOfMonth());
        fields.put("hour", (long) time.getHour());
        fields.put("min", (long) time.getMinute());
        fields.put("sec", (long) time.getSecond());
        fields.put("yday", (long) time.getDayOfYear());
        fields.put("wday", (long) time.getDayOfWeek().getValue() % 7 + 1);
        fields.put("isdst", isDaylightSaving(time));
    }

    private static boolean isDaylightSaving(ZonedDateTime time) {
        return time.getZone().getRules().isDaylightSavings(time.toInstant());
    }

    /** {@code os.time([table])}; brings the fields of the table into their ranges. */
    private static void time(Call call) {
        if (call.isNoneOrNil(1)) {
            call.returns(call.environment().host().now().getEpochSecond());
            return;
        }
        LuaTable fields = call.checkTable(1);
        long year = field(call, fields, "year", -1, 1900);
        long month = field(call, fields, "month", -1, 1);
        long day = field(call, fields, "day", -1, 0);
        long hour = field(call, fields, "hour", DEFAULT_HOUR, 0);
        long minute = field(call, fields, "min", 0, 0);
        long second = field(call, fields, "sec", 0, 0);
        Object daylightSaving = fields.get("isdst");
        ZoneId zone = call.environment().host().zone();
        ZonedDateTime time;
        try {
            LocalDateTime local = LocalDateTime.of((int) year, 1, 1, 0, 0)
                    .plusMonths(month - 1)
                    .plusDays(day - 1)
                    .plusHours(hour)
                    .plusMinutes(minute)
                    .plusSeconds(second);
            time = local.atZone(zone);
            if (daylightSaving instanceof Boolean wanted && wanted != isDaylightSaving(time)) {
                // The fields are told in the other of the zone's two times.
                time = wanted ? time.minusHours(1) : time.plusHours(1);
            }
        } catch (DateTimeException | ArithmeticException _) {
            throw call.error("time result cannot be represented in this installation");
        }
        if (!fields.isFrozen()) {
            setFields(fields, time);
        }
        call.returns(time.toEpochSecond());
    }

    /** A field of a date table as an integer; {@code offset} is what C subtracts before it must fit in 32 bits. */
    private static long field(Call call, LuaTable fields, String key, long otherwise, int offset) {
        Object value = fields.get(key);
        Long integer = Numbers.toInteger(call.toNumber(value));
        if (integer == null) {
            if (value != null) {
                throw call.error("field '" + key + "' is not an integer");
            }
            if (otherwise < 0) {
                throw call.error("field '" + key + "' missing in date table");
            }
            return otherwise;
        }
        if (integer < (long) Integer.MIN_VALUE + offset || integer > (long) Integer.MAX_VALUE + offset) {
            throw call.error("field '" + key + "' is out-of-bound");
        }
        return integer;
    }
}
