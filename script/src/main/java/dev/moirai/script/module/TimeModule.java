package dev.moirai.script.module;

import dev.moirai.lua.Call;
import dev.moirai.lua.LuaString;
import dev.moirai.script.process.Alarm;
import dev.moirai.script.process.ErrorValue;
import dev.moirai.script.process.LuaProcess;
import dev.moirai.script.process.ObjectType;
import dev.moirai.script.process.Refusal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code time}: waiting, timers, and points in time. */
final class TimeModule {
    static final String RFC3339 = "2006-01-02T15:04:05Z07:00";
    private static final long NANOS = 1_000_000_000;
    private static final Set<String> ABBREVIATIONS = Set.of("EST", "MST", "HST");

    private static final ObjectType<Alarm> TIMER = ObjectType.named("time.Timer", Alarm.class)
            .getter("channel", (_, timer) -> timer.channel().toLua())
            .getter("response", (_, timer) -> timer.channel().toLua())
            .getter("stop", (_, timer) -> timer.stop())
            .method("reset", TimeModule::reset)
            .build();

    private static final ObjectType<Alarm> TICKER = ObjectType.named("time.Ticker", Alarm.class)
            .getter("channel", (_, ticker) -> ticker.channel().toLua())
            .getter("response", (_, ticker) -> ticker.channel().toLua())
            .method("stop", (call, ticker) -> {
                ticker.stop();
                call.returns(true);
            })
            .build();

    static final LuaModule MODULE = constants(LuaModule.named("time"))
            .fallible("sleep", TimeModule::sleep)
            .fallible(
                    "after",
                    call -> call.returns(
                            alarm(call, "time.after", Alarm.Mode.ONCE).channel().toLua()))
            .fallible("timer", call -> call.returns(TIMER.wrap(alarm(call, "time.timer", Alarm.Mode.TIMER))))
            .fallible("ticker", call -> call.returns(TICKER.wrap(alarm(call, "time.ticker", Alarm.Mode.TICKER))))
            .function(
                    "now",
                    call -> call.returns(
                            Times.of(LuaProcess.of(call).self().node().clock().now())))
            .fallible("date", TimeModule::date)
            .fallible("unix", TimeModule::unix)
            .fallible("parse", TimeModule::parse)
            .fallible(
                    "parse_duration",
                    call -> call.returns(
                            Durations.TYPE.wrap(new Durations.Value(Durations.check(call, 1, "time.parse_duration")))))
            .fallible("load_location", TimeModule::loadLocation)
            .fallible("fixed_zone", TimeModule::fixedZone)
            .value("utc", Times.LOCATION.wrap(Times.UTC))
            .value("localtz", Times.LOCATION.wrap(Times.LOCAL))
            .build();

    private TimeModule() {}

    private static LuaModule.Builder constants(LuaModule.Builder module) {
        module.constant("NANOSECOND", 1)
                .constant("MICROSECOND", 1_000)
                .constant("MILLISECOND", 1_000_000)
                .constant("SECOND", NANOS)
                .constant("MINUTE", 60 * NANOS)
                .constant("HOUR", 3_600 * NANOS)
                .constant("ANSIC", "Mon Jan _2 15:04:05 2006")
                .constant("UNIX_DATE", "Mon Jan _2 15:04:05 MST 2006")
                .constant("RUBY_DATE", "Mon Jan 02 15:04:05 -0700 2006")
                .constant("RFC822", "02 Jan 06 15:04 MST")
                .constant("RFC822Z", "02 Jan 06 15:04 -0700")
                .constant("RFC850", "Monday, 02-Jan-06 15:04:05 MST")
                .constant("RFC1123", "Mon, 02 Jan 2006 15:04:05 MST")
                .constant("RFC1123Z", "Mon, 02 Jan 2006 15:04:05 -0700")
                .constant("RFC3339", RFC3339)
                .constant("RFC3339NANO", "2006-01-02T15:04:05.999999999Z07:00")
                .constant("KITCHEN", "3:04PM")
                .constant("STAMP", "Jan _2 15:04:05")
                .constant("STAMP_MILLI", "Jan _2 15:04:05.000")
                .constant("STAMP_MICRO", "Jan _2 15:04:05.000000")
                .constant("STAMP_NANO", "Jan _2 15:04:05.000000000")
                .constant("DATE_TIME", "2006-01-02 15:04:05")
                .constant("DATE_ONLY", "2006-01-02")
                .constant("TIME_ONLY", "15:04:05");
        for (var month : java.time.Month.values()) {
            module.constant(month.name(), month.getValue());
        }
        for (var day : java.time.DayOfWeek.values()) {
            module.constant(day.name(), day.getValue() % 7);
        }
        return module;
    }

    // ---- waiting

    private static void sleep(Call call) throws Refusal {
        LuaProcess.of(call).sleep(call, Durations.check(call, 1, "time.sleep"));
    }

    private static Alarm alarm(Call call, String function, Alarm.Mode mode) throws Refusal {
        Duration delay = Durations.check(call, 1, function);
        if (!delay.isPositive()) {
            throw Refusal.invalid(function + ": duration must be > 0");
        }
        return new Alarm(LuaProcess.of(call), function, mode, delay, Times::of);
    }

    private static void reset(Call call, Alarm timer) {
        Duration delay = Durations.checkOrRaise(call, 2);
        if (!delay.isPositive()) {
            throw call.argumentError(2, "duration must be > 0");
        }
        call.returns(timer.reset(delay));
    }

    // ---- points in time

    private static void date(Call call) throws Refusal {
        long year = call.checkInteger(1);
        Times.Location zone = zone(call, 8, Times.LOCAL);
        try {
            // As in Go, what is out of range goes on: the 32nd of January is the 1st of February.
            LocalDateTime time = LocalDateTime.of(Math.toIntExact(year), 1, 1, 0, 0)
                    .plusMonths(Math.decrementExact(call.checkInteger(2)))
                    .plusDays(Math.decrementExact(call.checkInteger(3)))
                    .plusHours(call.optInteger(4, 0))
                    .plusMinutes(call.optInteger(5, 0))
                    .plusSeconds(call.optInteger(6, 0))
                    .plusNanos(call.optInteger(7, 0));
            Times.give(call, zone.see(time));
        } catch (DateTimeException | ArithmeticException _) {
            throw Refusal.invalid(
                    "time.date: out of range: there are the years " + Year.MIN_VALUE + " to " + Year.MAX_VALUE);
        }
    }

    private static void unix(Call call) throws Refusal {
        Object seconds = call.checkNumeric(1);
        long nanos = call.optInteger(2, 0);
        try {
            Instant instant =
                    seconds instanceof Long whole ? Instant.ofEpochSecond(whole) : ofFraction(((Double) seconds));
            Times.give(call, Times.LOCAL.see(instant.plusNanos(nanos)));
        } catch (DateTimeException | ArithmeticException _) {
            throw Refusal.invalid(
                    "time.unix: out of range: there are the years " + Year.MIN_VALUE + " to " + Year.MAX_VALUE);
        }
    }

    /** Seconds as the events of processes have them. */
    private static Instant ofFraction(double seconds) {
        double whole = Math.floor(seconds);
        if (!(Math.abs(whole) < Long.MAX_VALUE)) {
            throw new ArithmeticException("beyond all seconds: " + seconds);
        }
        return Instant.ofEpochSecond((long) whole, (long) ((seconds - whole) * NANOS));
    }

    private static void parse(Call call) throws Refusal {
        String layout = call.checkString(1).toString();
        String text = call.checkString(2).toString();
        Times.Location zone = zone(call, 3, Times.UTC);
        try {
            Times.give(call, GoLayout.parse(layout, text, zone));
        } catch (DateTimeException _) {
            throw Refusal.invalid("parsing time \"" + text + "\" as \"" + layout + "\": cannot parse");
        }
    }

    // ---- zones

    private static Times.Location zone(Call call, int index, Times.Location otherwise) {
        return call.isNoneOrNil(index) ? otherwise : Times.LOCATION.check(call, index);
    }

    private static void loadLocation(Call call) throws Refusal {
        String name = call.checkString(1).toString();
        if (name.isEmpty()) {
            throw Refusal.invalid("empty location name");
        }
        Times.Location location = switch (name) {
            case "UTC" -> Times.UTC;
            case "Local" -> Times.LOCAL;
            default -> new Times.Location(ofDatabase(name), name);
        };
        call.returns(Times.LOCATION.wrap(location));
    }

    /** A zone of the time zone database, which also has three abbreviations that Java knows by another way. */
    private static ZoneId ofDatabase(String name) throws Refusal {
        if (ABBREVIATIONS.contains(name)) {
            return ZoneId.of(name, ZoneId.SHORT_IDS);
        }
        if (!ZoneId.getAvailableZoneIds().contains(name)) {
            throw new Refusal(ErrorValue.Kind.NOT_FOUND, "unknown time zone " + name);
        }
        return ZoneId.of(name);
    }

    private static void fixedZone(Call call) throws Refusal {
        @Nullable LuaString name = call.checkString(1);
        int seconds = Math.clamp(call.checkInteger(2), Integer.MIN_VALUE, Integer.MAX_VALUE);
        try {
            call.returns(Times.LOCATION.wrap(new Times.Location(ZoneOffset.ofTotalSeconds(seconds), name.toString())));
        } catch (DateTimeException _) {
            throw Refusal.invalid(
                    "time.fixed_zone: offset must be between -18 and 18 hours, got " + seconds + " seconds");
        }
    }
}
