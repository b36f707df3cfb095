package dev.moirai.lua.lib;

import dev.moirai.lua.Call;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaStringBuilder;
import java.time.DayOfWeek;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.time.temporal.IsoFields;
import java.util.Locale;

/** A time as the {@code strftime} of C writes it in the C locale. */
record DateFormat(ZonedDateTime time, boolean universal) {
    private static final String CONVERSIONS = "aAbBcCdDeFgGhHIjmMnprRStTuUVwWxXyYzZ%";
    private static final String AFTER_E = "cCxXyY";
    private static final String AFTER_O = "deHImMSuUVwWy";
    private static final int WORK_PER_CONVERSION = 100;
    private static final int HALF_DAY = 12;
    private static final int WEEK = 7;

    LuaString format(Call call, LuaString format, int from) {
        LuaStringBuilder result = call.builder();
        int at = from;
        while (at < format.length()) {
            int c = format.byteAt(at++);
            if (c != '%') {
                result.append(c);
                continue;
            }
            int start = at;
            char conversion = next(format, at++);
            String allowed = CONVERSIONS;
            if (conversion == 'E' || conversion == 'O') {
                allowed = conversion == 'E' ? AFTER_E : AFTER_O;
                conversion = next(format, at++);
            }
            if (conversion == 0 || allowed.indexOf(conversion) < 0) {
                LuaString wrong = format.substring(start, Math.min(at, format.length()));
                throw call.argumentError(1, "invalid conversion specifier '%" + wrong + "'");
            }
            result.append(convert(conversion));
            call.charge(WORK_PER_CONVERSION);
        }
        return result.toLuaString();
    }

    private static char next(LuaString format, int at) {
        return at < format.length() ? (char) format.byteAt(at) : 0;
    }

    private String convert(char conversion) {
        return switch (conversion) {
            case 'a' -> time.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
            case 'A' -> time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
            case 'b', 'h' -> time.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
            case 'B' -> time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
            case 'c' ->
                convert('a') + " " + convert('b') + " " + convert('e') + " " + convert('T') + " " + convert('Y');
            case 'C' -> two(Math.floorDiv(time.getYear(), 100));
            case 'd' -> two(time.getDayOfMonth());
            case 'D', 'x' -> convert('m') + "/" + convert('d') + "/" + convert('y');
            case 'e' -> "%2d".formatted(time.getDayOfMonth());
            case 'F' -> convert('Y') + "-" + convert('m') + "-" + convert('d');
            case 'g' -> two(Math.floorMod(time.get(IsoFields.WEEK_BASED_YEAR), 100));
            case 'G' -> String.valueOf(time.get(IsoFields.WEEK_BASED_YEAR));
            case 'H' -> two(time.getHour());
            case 'I' -> two((time.getHour() + HALF_DAY - 1) % HALF_DAY + 1);
            case 'j' -> "%03d".formatted(time.getDayOfYear());
            case 'm' -> two(time.getMonthValue());
            case 'M' -> two(time.getMinute());
            case 'n' -> "\n";
            case 'p' -> time.getHour() < HALF_DAY ? "AM" : "PM";
            case 'r' -> convert('I') + ":" + convert('M') + ":" + convert('S') + " " + convert('p');
            case 'R' -> convert('H') + ":" + convert('M');
            case 'S' -> two(time.getSecond());
            case 't' -> "\t";
            case 'T', 'X' -> convert('R') + ":" + convert('S');
            case 'u' -> String.valueOf(time.getDayOfWeek().getValue());
            case 'U' -> two(week(DayOfWeek.SUNDAY));
            case 'V' -> two(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
            case 'w' -> String.valueOf(time.getDayOfWeek().getValue() % WEEK);
            case 'W' -> two(week(DayOfWeek.MONDAY));
            case 'y' -> two(Math.floorMod(time.getYear(), 100));
            case 'Y' -> String.valueOf(time.getYear());
            case 'z' -> offset();
            case 'Z' -> universal ? "GMT" : zone();
            default -> "%";
        };
    }

    private static String two(int number) {
        return number < 10 && number >= 0 ? "0" + number : String.valueOf(number);
    }

    /** The week of the year, where the first week begins with the first such day. */
    private int week(DayOfWeek first) {
        int sinceFirst = Math.floorMod(time.getDayOfWeek().getValue() - first.getValue(), WEEK);
        return (time.getDayOfYear() - 1 + WEEK - sinceFirst) / WEEK;
    }

    private String offset() {
        int minutes = time.getOffset().getTotalSeconds() / 60;
        int size = Math.abs(minutes);
        return (minutes < 0 ? "-" : "+") + two(size / 60) + two(size % 60);
    }

    private String zone() {
        boolean daylightSaving = time.getZone().getRules().isDaylightSavings(time.toInstant());
        return java.util.TimeZone.getTimeZone(time.getZone())
                .getDisplayName(daylightSaving, java.util.TimeZone.SHORT, Locale.ENGLISH);
    }
}
