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
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** {@code time}: waiting, timers, and points in time. */
final class TimeModule {
    static final String RFC3339 = "2006-01-02T15:04:05Z07:00";
    private static final long NANOS = 1_000_000_000;

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
            .value("utc", Times.LOCATION.wrap(Times.location(ZoneOffset.UTC)))
            .value("localtz", Times.LOCATION.wrap(new Times.Location(ZoneId.systemDefault(), "Local")))
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
        Duration delay = Durations.of(call.get(2))
                .filter(Duration::isPositive)
                .orElseThrow(() -> call.argumentError(1, "duration must be > 0"));
        call.returns(timer.reset(delay));
    }

    // ---- points in time

    private static void date(Call call) throws Refusal {
        int year = (int) call.checkInteger(1);
        ZoneId zone = call.isNoneOrNil(8) ? ZoneId.systemDefault() : zone(call, 8);
        // As in Go, what is out of range goes on: the 32nd of January is the 1st of February.
        LocalDateTime time = LocalDateTime.of(year, 1, 1, 0, 0)
                .plusMonths(call.checkInteger(2) - 1)
                .plusDays(call.checkInteger(3) - 1)
                .plusHours(call.optInteger(4, 0))
                .plusMinutes(call.optInteger(5, 0))
                .plusSeconds(call.optInteger(6, 0))
                .plusNanos(call.optInteger(7, 0));
        Times.give(call, time.atZone(zone));
    }

    private static void unix(Call call) throws Refusal {
        try {
            Instant instant = Instant.ofEpochSecond(call.checkInteger(1), call.optInteger(2, 0));
            Times.give(call, instant.atZone(ZoneId.systemDefault()));
        } catch (DateTimeException | ArithmeticException beyond) {
            throw Refusal.invalid("time.unix: out of range: " + beyond.getMessage());
        }
    }

    private static void parse(Call call) throws Refusal {
        String layout = call.checkString(1).toString();
        String text = call.checkString(2).toString();
        ZoneId zone = call.isNoneOrNil(3) ? ZoneOffset.UTC : zone(call, 3);
        try {
            Times.give(call, GoLayout.parse(layout, text, zone));
        } catch (DateTimeException _) {
            throw Refusal.invalid("parsing time \"" + text + "\" as \"" + layout + "\": cannot parse");
        }
    }

    // ---- zones

    private static ZoneId zone(Call call, int index) {
        return Times.LOCATION.check(call, index).zone();
    }

    private static void loadLocation(Call call) throws Refusal {
        String name = call.checkString(1).toString();
        if (name.isEmpty()) {
            throw Refusal.invalid("empty location name");
        }
        try {
            ZoneId zone = switch (name) {
                case "UTC" -> ZoneOffset.UTC;
                case "Local" -> ZoneId.systemDefault();
                default -> ZoneId.of(name);
            };
            call.returns(Times.LOCATION.wrap(new Times.Location(zone, name)));
        } catch (DateTimeException _) {
            throw new Refusal(ErrorValue.Kind.NOT_FOUND, "unknown time zone " + name);
        }
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
